using System.Runtime.CompilerServices;

namespace RoboticsStack.Learning;

/// <summary>
/// Sizes of a tensor's axes. <see cref="Dynamic"/> stands for a batch size chosen at run time; graphs with it can be exported and run, but gradients
/// that need to know its size cannot be built.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public sealed class Shape : IEquatable<Shape>
{
    public const int Dynamic = -1;

    public static readonly Shape Scalar = new([]);

    private readonly int[] _sizes;

    public Shape(ReadOnlySpan<int> sizes)
    {
        _sizes = sizes.ToArray();
        foreach (int size in _sizes)
        {
            if (size is < 0 and not Dynamic)
            {
                throw new ArgumentException($"An axis of size {size} in shape [{string.Join(", ", _sizes)}].", nameof(sizes));
            }
        }
    }

    public static Shape Of(params ReadOnlySpan<int> sizes) => new(sizes);

    public static implicit operator Shape(int[] sizes) => new(sizes);

    public int Rank => _sizes.Length;

    public int this[Index axis] => _sizes[axis];

    public ReadOnlySpan<int> Sizes => _sizes;

    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Sizes.GetEnumerator();

    public bool IsStatic => Array.IndexOf(_sizes, Dynamic) < 0;

    /// <summary>Number of elements.</summary>
    /// <exception cref="InvalidOperationException">An axis is dynamic.</exception>
    public int Count
    {
        get
        {
            int count = 1;
            foreach (int size in _sizes)
            {
                count = checked(count * (size == Dynamic ? throw new InvalidOperationException($"The size of {this} is not known.") : size));
            }
            return count;
        }
    }

    /// <summary>A non-negative axis from one that may count from the end (-1 is the last).</summary>
    public int Axis(int axis)
    {
        int result = axis < 0 ? axis + Rank : axis;
        return (uint)result < (uint)Rank ? result : throw new ArgumentOutOfRangeException(nameof(axis), $"Axis {axis} of {this}.");
    }

    public Shape With(int axis, int size)
    {
        int[] sizes = [.. _sizes];
        sizes[Axis(axis)] = size;
        return new(sizes);
    }

    /// <summary>The shape of an element-wise result, by the rules of NumPy and ONNX.</summary>
    public static Shape Broadcast(Shape a, Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        int[] sizes = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int left = i <= a.Rank ? a[^i] : 1;
            int right = i <= b.Rank ? b[^i] : 1;
            sizes[^i] = left == right || right == 1 ? left
                : left == 1 ? right
                : throw new ArgumentException($"Shapes {a} and {b} do not broadcast.");
        }
        return new(sizes);
    }

    public long[] ToLongs() => Array.ConvertAll(_sizes, size => (long)size);

    public bool Equals(Shape? other) => other is not null && _sizes.AsSpan().SequenceEqual(other._sizes);

    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode()
    {
        HashCode hash = new();
        foreach (int size in _sizes)
        {
            hash.Add(size);
        }
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", _sizes.Select(size => size == Dynamic ? "?" : size.ToString()))}]";
}
