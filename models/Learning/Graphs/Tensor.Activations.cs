namespace RoboticsStack.Learning;

/// <summary>Nonlinearities of networks, element by element.</summary>
public sealed partial class Tensor
{
    /// <summary>max(x, 0); also the hinge of a bound.</summary>
    public Tensor Relu() => Unary("Relu", (grad, y) => grad * y.IsAbove(0).ToGraphType());

    /// <summary>x where positive, else <paramref name="slope"/>·x.</summary>
    public Tensor LeakyRelu(double slope = 0.01)
    {
        Tensor positive = IsAbove(0);
        return Graph.Add("Where", Shape, [positive, this, this * slope],
            grad => [null, Where(positive, grad, grad * slope), null]);
    }

    /// <summary>x where positive, else α(eˣ − 1) (Clevert et al., 2015).</summary>
    public Tensor Elu(double alpha = 1)
    {
        // The exponent is held at 0 where it is not chosen, so that it cannot overflow.
        Tensor negative = (Min(this, Graph.Constant(0)).Exp() - 1) * alpha;
        Tensor positive = IsAbove(0);
        return Graph.Add("Where", Shape, [positive, this, negative],
            grad => [null, Where(positive, grad, grad * (negative + alpha)), null]);
    }

    public Tensor Sigmoid() => Unary("Sigmoid", (grad, y) => grad * (y * (1 - y)));

    public Tensor Tanh() => Unary("Tanh", (grad, y) => grad * (1 - y.Square()));

    /// <summary>ln(1 + eˣ), as max(x, 0) + ln(1 + e^−|x|), which cannot overflow.</summary>
    public Tensor Softplus() => Graph.WithGradient(Relu() + ((-Abs()).Exp() + 1).Log(), [this], grad => [grad * Sigmoid()]);

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
        double scale = Math.Sqrt(2 / Math.PI);
        Tensor square = Square();
        Tensor half = ((square * (0.044715 * scale) + scale) * this).Tanh() * 0.5 + 0.5;
        // One closed form instead of the chain's many passes: d(x·h)/dx = h + x·2h(1 − h)·s(1 + 3·0.044715·x²).
        return Graph.Add("Mul", Shape, [this, half],
            grad => [grad * (half + this * (half * (1 - half)) * (square * (6 * 0.044715 * scale) + 2 * scale)), null]);
    }
}
