namespace RoboticsStack.Learning;

/// <summary>Operations that move values without changing them.</summary>
public sealed partial class Tensor
{
    /// <summary>The same values in another shape; at most one axis may be <see cref="Shape.Dynamic"/>.</summary>
    public Tensor Reshape(params int[] sizes) => Reshape(new Shape(sizes));

    public Tensor Reshape(Shape shape)
    {
        if (shape.Equals(Shape))
        {
            return this;
        }
        if (Shape.IsStatic && shape.IsStatic && Shape.Count != shape.Count)
        {
            throw new ArgumentException($"{Shape} does not reshape to {shape}.");
        }
        return Graph.Add("Reshape", shape, [this, Graph.Integers(shape.ToLongs())], grad => [grad.Reshape(Shape), null]);
    }

    /// <summary>Reorders axes: axis i of the result is axis <paramref name="order"/>[i] of this.</summary>
    public Tensor Transpose(params int[] order)
    {
        int[] inverse = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            inverse[order[i]] = i;
        }
        Shape shape = new([.. order.Select(axis => Shape[axis])]);
        return Graph.Add("Transpose", shape, [this], grad => [grad.Transpose(inverse)], null, new NodeAttribute("perm", Integers: Longs(order)));
    }

    /// <summary>Swaps the last two axes.</summary>
    public Tensor TransposeLast()
    {
        int[] order = AllAxes();
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return Transpose(order);
    }

    public static Tensor Concat(int axis, params IReadOnlyList<Tensor> parts)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }
        Tensor first = parts[0];
        int at = first.Shape.Axis(axis);
        int total = 0;
        int[] starts = new int[parts.Count];
        for (int i = 0; i < parts.Count; i++)
        {
            if (!parts[i].Shape.With(at, 1).Equals(first.Shape.With(at, 1)))
            {
                throw new ArgumentException($"Along axis {axis}, {parts[i].Shape} does not join {first.Shape}.");
            }
            starts[i] = total;
            total = total == Shape.Dynamic || parts[i].Shape[at] == Shape.Dynamic ? Shape.Dynamic : total + parts[i].Shape[at];
        }
        return first.Graph.Add("Concat", first.Shape.With(at, total), [.. parts],
            grad => [.. parts.Select((part, i) => grad.Slice(at, starts[i], part.Shape[at]))], null, new NodeAttribute("axis", Integer: at));
    }

    /// <summary>Joins tensors of one shape along a new axis.</summary>
    public static Tensor Stack(int axis, params IReadOnlyList<Tensor> parts) => Concat(axis, [.. parts.Select(part =>
    {
        List<int> sizes = [.. part.Shape.Sizes];
        sizes.Insert(axis, 1);
        return part.Reshape([.. sizes]);
    })]);

    public Tensor Slice(int axis, int start, int length)
    {
        int at = Shape.Axis(axis);
        int size = Shape[at];
        if (start < 0 || length < 1 || start + length > size)
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"{start} + {length} along axis {axis} of {Shape}.");
        }
        return start == 0 && length == size ? this : Graph.Add("Slice", Shape.With(at, length),
            [this, Graph.Integers(start), Graph.Integers(start + length), Graph.Integers(at)],
            grad => [grad.Pad(at, start, size - start - length), null, null, null]);
    }

    /// <summary>Pieces of the given lengths along an axis, which must add up to it.</summary>
    public Tensor[] Split(int axis, params int[] lengths)
    {
        if (lengths.Sum() != Shape[Shape.Axis(axis)])
        {
            throw new ArgumentException($"Pieces of {string.Join(", ", lengths)} do not make up axis {axis} of {Shape}.");
        }
        int start = 0;
        Tensor[] parts = new Tensor[lengths.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = Slice(axis, start, lengths[i]);
            start += lengths[i];
        }
        return parts;
    }

    /// <summary>One index of an axis, which goes.</summary>
    public Tensor Select(int axis, int index)
    {
        int at = Shape.Axis(axis);
        List<int> sizes = [.. Shape.Sizes];
        sizes.RemoveAt(at);
        return Slice(at, index, 1).Reshape([.. sizes]);
    }

    /// <summary>Zeros before and after along one axis.</summary>
    public Tensor Pad(int axis, int before, int after)
    {
        int at = Shape.Axis(axis);
        int size = Shape[at];
        long[] pads = new long[2 * Shape.Rank];
        (pads[at], pads[at + Shape.Rank]) = (before, after);
        return before == 0 && after == 0 ? this : Graph.Add("Pad", Shape.With(at, size + before + after),
            [this, Graph.Integers(pads)], grad => [grad.Slice(at, before, size), null]);
    }

    /// <summary>Picks constant indices along an axis, in any order, repeats allowed.</summary>
    public Tensor Gather(int axis, params int[] indices)
    {
        int at = Shape.Axis(axis);
        return Graph.Add("Gather", Shape.With(at, indices.Length), [this, Graph.Integers(Longs(indices))], grad =>
        {
            int[] front = [at, .. AllAxes().Where(i => i != at)];
            int[] back = [.. Enumerable.Range(0, Shape.Rank).Select(i => Array.IndexOf(front, i))];
            Shape moved = new([.. front.Select(i => Shape[i])]);
            Tensor zeros = Graph.Constant(new float[moved.Count], moved);
            Tensor where = Graph.Integers(Longs(indices)).ReshapeIntegers(indices.Length, 1);
            Tensor summed = Graph.Add("ScatterND", moved, [zeros, where, grad.Transpose(front)], null, null,
                new NodeAttribute("reduction", Text: "add"));
            return [summed.Transpose(back), null];
        }, null, new NodeAttribute("axis", Integer: at));
    }

    /// <summary>Broadcasts to the shape of another tensor.</summary>
    public Tensor ExpandTo(Tensor other)
    {
        if (Shape.Equals(other.Shape))
        {
            return this;
        }
        Tensor sizes = other.Shape.IsStatic
            ? Graph.Integers(other.Shape.ToLongs())
            : Graph.Add("Shape", [other.Shape.Rank], [other], null, ElementType.Int64);
        return Graph.Add("Expand", other.Shape, [this, sizes], grad => [grad.SumTo(Shape), null]);
    }

    private Tensor ReshapeIntegers(params int[] sizes) =>
        Graph.Add("Reshape", sizes, [this, Graph.Integers(Longs(sizes))], null, ElementType.Int64);
}
