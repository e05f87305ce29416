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

    /// <summary>max(x, 0); also the hinge of a bound.</summary>
    public Tensor Relu() => Unary("Relu", (grad, y) => grad * y.Sign());

    public Tensor Sigmoid() => Unary("Sigmoid", (grad, y) => grad * (y * (1 - y)));

    public Tensor Tanh() => Unary("Tanh", (grad, y) => grad * (1 - y.Square()));

    public Tensor Exp() => Unary("Exp", (grad, y) => grad * y);

    public Tensor Log() => Unary("Log", (grad, _) => grad / this);

    public Tensor Sqrt() => Unary("Sqrt", (grad, y) => grad * 0.5 / y);

    public Tensor Cos() => Unary("Cos", (grad, _) => -(grad * Sin()));

    public Tensor Sin() => Unary("Sin", (grad, _) => grad * Cos());

    public Tensor Abs() => Unary("Abs", (grad, _) => grad * Sign());

    /// <summary>ln(1 + eˣ).</summary>
    public Tensor Softplus() => Unary("Softplus", (grad, _) => grad * Sigmoid());

    /// <summary>x·sigmoid(x).</summary>
    public Tensor Silu()
    {
        Tensor gate = Sigmoid();
        Tensor? output = null;
        output = Graph.Add("Mul", Shape, [this, gate], grad => [grad * (gate + output! * (1 - gate)), null]);
        return output;
    }

    /// <summary>Gaussian error linear unit in its tanh form (Hendrycks and Gimpel, 2016).</summary>
    public Tensor Gelu()
    {
        Tensor inner = (this + 0.044715 * (Square() * this)) * Math.Sqrt(2 / Math.PI);
        return 0.5 * this * (1 + inner.Tanh());
    }

    /// <summary>Limits to [low, high]; no gradient outside.</summary>
    public Tensor Clamp(double low, double high)
    {
        Tensor? output = null;
        output = Graph.Add("Clip", Shape, [this, Graph.Constant(low), Graph.Constant(high)],
            grad => [grad * EqualMask(this, output!), null, null]);
        return output;
    }

    /// <summary>-1, 0 or 1; no gradient flows.</summary>
    public Tensor Sign() => Graph.Add("Sign", Shape, [this], null);

    /// <summary>The smaller of two broadcast values; where they are equal the gradient goes to both.</summary>
    public static Tensor Min(Tensor a, Tensor b)
    {
        Tensor? output = null;
        output = a.Graph.Add("Min", Shape.Broadcast(a.Shape, b.Shape), [a, b],
            grad => [(grad * EqualMask(a, output!)).SumTo(a.Shape), (grad * EqualMask(b, output!)).SumTo(b.Shape)]);
        return output;
    }

    /// <summary>1 where equal, else 0.</summary>
    private static Tensor EqualMask(Tensor a, Tensor b)
    {
        Shape shape = Shape.Broadcast(a.Shape, b.Shape);
        return a.Graph.Add("Equal", shape, [a, b], null, ElementType.Bool).ToGraphType();
    }

    private Tensor ToGraphType() => Type == Graph.ElementType
        ? this
        : Graph.Add("Cast", Shape, [this], null, null, new NodeAttribute("to", Integer: (long)Graph.ElementType));
}
