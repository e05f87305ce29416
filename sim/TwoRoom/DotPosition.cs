namespace RoboticsStack.TwoRoom;

/// <summary>A place in the image, or a way between two, px.</summary>
public readonly record struct DotPosition(double X, double Y)
{
    public double Length => Math.Sqrt(X * X + Y * Y);

    public double DistanceTo(DotPosition other) => (this - other).Length;

    public static DotPosition operator +(DotPosition a, DotPosition b) => new(a.X + b.X, a.Y + b.Y);
    public static DotPosition operator -(DotPosition a, DotPosition b) => new(a.X - b.X, a.Y - b.Y);
    public static DotPosition operator *(DotPosition a, double b) => new(a.X * b, a.Y * b);
}
