namespace RoboticsStack.Learning;

/// <summary>Element-wise operations; the binary ones broadcast.</summary>
public sealed partial class Tensor
{
    public static Tensor operator +(Tensor a, Tensor b) => a.Graph.Add("Add", Shape.Broadcast(a.Shape, b.Shape), [a, b],
        grad => [grad.SumTo(a.Shape), grad.SumTo(b.Shape)]);

    public static Tensor operator -(Tensor a, Tensor b) => a.Graph.Add("Sub", Shape.Broadcast(a.Shape, b.Shape), [a, b],
        grad => [grad.SumTo(a.Shape), (-grad).SumTo(b.Shape)]);

    public static Tensor operator *(Tensor a, Tensor b) => a.Graph.Add("Mul", Shape.Broadcast(a.Shape, b.Shape), [a, b],
        grad => [(grad * b).SumTo(a.Shape), (grad * a).SumTo(b.Shape)]);

    public static Tensor operator /(Tensor a, Tensor b)
    {
        Tensor? output = null;
        output = a.Graph.Add("Div", Shape.Broadcast(a.Shape, b.Shape), [a, b],
            grad => [(grad / b).SumTo(a.Shape), (-(grad * output! / b)).SumTo(b.Shape)]);
        return output;
    }

    public static Tensor operator +(Tensor a, double b) => a + a.Graph.Constant(b);
    public static Tensor operator +(double a, Tensor b) => b.Graph.Constant(a) + b;
    public static Tensor operator -(Tensor a, double b) => a - a.Graph.Constant(b);
    public static Tensor operator -(double a, Tensor b) => b.Graph.Constant(a) - b;
    public static Tensor operator *(Tensor a, double b) => a * a.Graph.Constant(b);
    public static Tensor operator *(double a, Tensor b) => b * b.Graph.Constant(a);
    public static Tensor operator /(Tensor a, double b) => a / a.Graph.Constant(b);
    public static Tensor operator /(double a, Tensor b) => b.Graph.Constant(a) / b;

    public static Tensor operator -(Tensor a) => a.Unary("Neg", (grad, _) => -grad);

    public Tensor Square() => Graph.Add("Mul", Shape, [this, this], grad => [grad * this * 2, null]);

    public Tensor Exp() => Unary("Exp", (grad, y) => grad * y);

    public Tensor Log() => Unary("Log", (grad, _) => grad / this);

    public Tensor Sqrt() => Unary("Sqrt", (grad, y) => grad * 0.5 / y);

    public Tensor Cos() => Unary("Cos", (grad, _) => -(grad * Sin()));

    public Tensor Sin() => Unary("Sin", (grad, _) => grad * Cos());

    public Tensor Abs() => Unary("Abs", (grad, _) => grad * Sign());

    /// <summary>aᵇ, broadcast; the gradient of the exponent needs a &gt; 0.</summary>
    public static Tensor Pow(Tensor a, Tensor b)
    {
        Tensor? output = null;
        output = a.Graph.Add("Pow", Shape.Broadcast(a.Shape, b.Shape), [a, b],
            grad => [(grad * b * Pow(a, b - 1)).SumTo(a.Shape), (grad * output! * a.Log()).SumTo(b.Shape)]);
        return output;
    }

    public Tensor Pow(double exponent) => Graph.Add("Pow", Shape, [this, Graph.Constant(exponent)],
        grad => [grad * (Pow(exponent - 1) * exponent), null]);
}
