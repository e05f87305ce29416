namespace RoboticsStack.Learning;

/// <summary>Comparisons, and what chooses between values by them.</summary>
public sealed partial class Tensor
{
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
    public static Tensor Min(Tensor a, Tensor b) => Extreme("Min", a, b);

    /// <summary>The larger of two broadcast values; where they are equal the gradient goes to both.</summary>
    public static Tensor Max(Tensor a, Tensor b) => Extreme("Max", a, b);

    /// <summary>Whether this is above <paramref name="other"/>, element by element: a condition for <see cref="Where"/>.</summary>
    public Tensor IsAbove(Tensor other) => Graph.Add("Greater", Shape.Broadcast(Shape, other.Shape), [this, other], null, ElementType.Bool);

    /// <summary>Whether this is above a constant, element by element.</summary>
    public Tensor IsAbove(double value) => IsAbove(Graph.Constant(value));

    /// <summary><paramref name="yes"/> where the condition holds, else <paramref name="no"/>; all three broadcast.</summary>
    public static Tensor Where(Tensor condition, Tensor yes, Tensor no)
    {
        if (condition.Type != ElementType.Bool)
        {
            throw new ArgumentException($"{condition} is no condition; compare something first.");
        }
        Tensor zero = yes.Graph.Constant(0);
        return yes.Graph.Add("Where", Shape.Broadcast(condition.Shape, Shape.Broadcast(yes.Shape, no.Shape)), [condition, yes, no],
            grad => [null, Where(condition, grad, zero).SumTo(yes.Shape), Where(condition, zero, grad).SumTo(no.Shape)]);
    }

    private static Tensor Extreme(string operation, Tensor a, Tensor b)
    {
        Tensor? output = null;
        output = a.Graph.Add(operation, Shape.Broadcast(a.Shape, b.Shape), [a, b],
            grad => [(grad * EqualMask(a, output!)).SumTo(a.Shape), (grad * EqualMask(b, output!)).SumTo(b.Shape)]);
        return output;
    }

    /// <summary>1 where equal, else 0.</summary>
    private static Tensor EqualMask(Tensor a, Tensor b) =>
        a.Graph.Add("Equal", Shape.Broadcast(a.Shape, b.Shape), [a, b], null, ElementType.Bool).ToGraphType();

    private Tensor ToGraphType() => Type == Graph.ElementType
        ? this
        : Graph.Add("Cast", Shape, [this], null, null, new NodeAttribute("to", Integer: (long)Graph.ElementType));
}
