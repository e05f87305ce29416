namespace RoboticsStack.Learning;

/// <summary>Reductions over axes.</summary>
public sealed partial class Tensor
{
    /// <summary>Sum over all axes, to a scalar.</summary>
    public Tensor Sum() => Sum(false, AllAxes());

    /// <summary>Mean over all axes, to a scalar.</summary>
    public Tensor Mean() => Mean(false, AllAxes());

    public Tensor Sum(bool keepAxes, params int[] axes) => Reduced("ReduceSum", keepAxes, axes, (grad, _) => grad.ExpandTo(this));

    public Tensor Mean(bool keepAxes, params int[] axes) =>
        Reduced("ReduceMean", keepAxes, axes, (grad, _) => (grad / CountAlong(axes)).ExpandTo(this));

    /// <summary>Sum of squares over all axes, in one pass.</summary>
    public Tensor SumOfSquares() => Reduced("ReduceSumSquare", false, AllAxes(), (grad, _) => grad.Reshape(Shape.Scalar) * this * 2);

    /// <summary>Largest value over axes (all, if none are given); where several are equal, each gets the whole gradient.</summary>
    public Tensor Max(bool keepAxes, params int[] axes)
    {
        Tensor? output = null;
        output = Reduced("ReduceMax", keepAxes, axes, (grad, kept) => grad * EqualMask(this, output!.Reshape(kept)));
        return output;
    }

    /// <summary>ln Σ eˣ over axes, safe for large values.</summary>
    public Tensor LogSumExp(bool keepAxes, params int[] axes)
    {
        Tensor? output = null;
        output = Reduced("ReduceLogSumExp", keepAxes, axes, (grad, kept) => grad * (this - output!.Reshape(kept)).Exp());
        return output;
    }

    /// <summary>Sums away what broadcasting to this shape had added: the gradient of a broadcast.</summary>
    public Tensor SumTo(Shape target)
    {
        if (Shape.Equals(target))
        {
            return this;
        }
        int extra = Shape.Rank - target.Rank;
        List<int> axes = [];
        for (int i = 0; i < Shape.Rank; i++)
        {
            if (i < extra || (target[i - extra] == 1 && Shape[i] != 1))
            {
                axes.Add(i);
            }
        }
        if (extra > 0 && axes.Count == extra && Shape.IsStatic)
        {
            // A row of ones times a matrix: a sum down the columns several times as fast as ONNX Runtime's.
            int columns = target.Count, rows = Shape.Count / columns;
            return Gemm(Graph.Constant(Initial.Ones([rows]), [1, rows]), Reshape(rows, columns), null, false, false).Reshape(target);
        }
        Tensor summed = axes.Count == 0 ? this : Sum(true, [.. axes]);
        return summed.Shape.Equals(target) ? summed : summed.Reshape(target);
    }

    /// <summary>A reduction with the axes as the operator set has it: an input of a sum, an attribute of the others.</summary>
    /// <param name="gradient">From the gradient in the shape with reduced axes of 1, and that shape, to the gradient of this.</param>
    private Tensor Reduced(string operation, bool keepAxes, int[] axes, Func<Tensor, Shape, Tensor> gradient)
    {
        int[] at = [.. axes.Select(Shape.Axis).Distinct().Order()];
        if (at.Length == 0)
        {
            return this;
        }
        Shape kept = Shape;
        List<int> left = [];
        for (int i = 0; i < Shape.Rank; i++)
        {
            if (at.Contains(i))
            {
                kept = kept.With(i, 1);
            }
            else
            {
                left.Add(Shape[i]);
            }
        }
        bool asInput = operation == "ReduceSum";
        NodeAttribute keep = new("keepdims", Integer: keepAxes ? 1 : 0);
        return Graph.Add(operation, keepAxes ? kept : new([.. left]), asInput ? [this, Graph.Integers(Longs(at))] : [this],
            grad => asInput ? [gradient(grad.Reshape(kept), kept), null] : [gradient(grad.Reshape(kept), kept)],
            null, asInput ? [keep] : [keep, new NodeAttribute("axes", Integers: Longs(at))]);
    }

    private double CountAlong(int[] axes) => axes.Select(Shape.Axis).Distinct().Aggregate(1.0, (count, axis) => Shape[axis] == Shape.Dynamic
        ? throw new InvalidOperationException($"The gradient of a mean needs the size of every axis; {Shape} is dynamic.")
        : count * Shape[axis]);

    private int[] AllAxes() => [.. Enumerable.Range(0, Shape.Rank)];

    private static long[] Longs(int[] values) => Array.ConvertAll(values, value => (long)value);
}
