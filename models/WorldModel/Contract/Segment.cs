namespace RoboticsStack.Models;

/// <summary>A named run of values inside a flat float vector.</summary>
public readonly record struct Segment(string Name, int Start, int Length)
{
    public int End => Start + Length;

    public Span<float> Of(float[] vector) => vector.AsSpan(Start, Length);

    public Span<float> Of(Span<float> vector) => vector.Slice(Start, Length);

    public ReadOnlySpan<float> Of(ReadOnlySpan<float> vector) => vector.Slice(Start, Length);
}
