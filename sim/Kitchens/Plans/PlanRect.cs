namespace RoboticsStack.Kitchens.Plans;

/// <summary>A point on the floor, metres.</summary>
public readonly record struct PlanPoint(double X, double Y)
{
    public double DistanceTo(PlanPoint other) => Math.Sqrt((X - other.X) * (X - other.X) + (Y - other.Y) * (Y - other.Y));

    public static PlanPoint operator +(PlanPoint a, PlanPoint b) => new(a.X + b.X, a.Y + b.Y);
    public static PlanPoint operator -(PlanPoint a, PlanPoint b) => new(a.X - b.X, a.Y - b.Y);
    public static PlanPoint operator *(PlanPoint a, double s) => new(a.X * s, a.Y * s);
}

/// <summary>One of the four directions that furniture faces.</summary>
public readonly record struct Heading(int X, int Y)
{
    public static readonly Heading East = new(1, 0);
    public static readonly Heading North = new(0, 1);
    public static readonly Heading West = new(-1, 0);
    public static readonly Heading South = new(0, -1);

    public double YawRad => Math.Atan2(Y, X);
    public Heading Opposite => new(-X, -Y);

    /// <summary>A quarter turn to the left.</summary>
    public Heading Left => new(-Y, X);
    public PlanPoint Vector => new(X, Y);
}

/// <summary>An axis-aligned rectangle on the floor plan, metres.</summary>
public readonly record struct PlanRect(double MinX, double MinY, double MaxX, double MaxY)
{
    public double SizeX => MaxX - MinX;
    public double SizeY => MaxY - MinY;
    public PlanPoint Centre => new((MinX + MaxX) / 2, (MinY + MaxY) / 2);

    public static PlanRect Around(PlanPoint centre, double sizeX, double sizeY) =>
        new(centre.X - sizeX / 2, centre.Y - sizeY / 2, centre.X + sizeX / 2, centre.Y + sizeY / 2);

    public static PlanRect Spanning(PlanPoint a, PlanPoint b) =>
        new(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Max(a.X, b.X), Math.Max(a.Y, b.Y));

    public PlanRect Inflate(double byM) => new(MinX - byM, MinY - byM, MaxX + byM, MaxY + byM);

    public bool Overlaps(PlanRect other) => MinX < other.MaxX && other.MinX < MaxX && MinY < other.MaxY && other.MinY < MaxY;

    public bool Contains(PlanRect other) => other.MinX >= MinX && other.MaxX <= MaxX && other.MinY >= MinY && other.MaxY <= MaxY;

    /// <summary>Zero inside.</summary>
    public double DistanceTo(PlanPoint p)
    {
        double dx = Math.Max(0, Math.Max(MinX - p.X, p.X - MaxX));
        double dy = Math.Max(0, Math.Max(MinY - p.Y, p.Y - MaxY));
        return Math.Sqrt(dx * dx + dy * dy);
    }

    /// <summary>Zero where they touch or overlap.</summary>
    public double DistanceTo(PlanRect other)
    {
        double dx = Math.Max(0, Math.Max(MinX - other.MaxX, other.MinX - MaxX));
        double dy = Math.Max(0, Math.Max(MinY - other.MaxY, other.MinY - MaxY));
        return Math.Sqrt(dx * dx + dy * dy);
    }

    /// <summary>Middle of the edge that faces <paramref name="side"/>.</summary>
    public PlanPoint EdgeCentre(Heading side) => Centre + new PlanPoint(side.X * SizeX / 2, side.Y * SizeY / 2);

    public double EdgeLength(Heading side) => side.X != 0 ? SizeY : SizeX;

    /// <summary>From the edge that faces <paramref name="side"/> to the opposite one.</summary>
    public double DepthFrom(Heading side) => side.X != 0 ? SizeX : SizeY;

    /// <summary>The strip of the given depth outside the edge that faces <paramref name="side"/>.</summary>
    public PlanRect StripOutside(Heading side, double depthM)
    {
        PlanPoint half = side.Left.Vector * (EdgeLength(side) / 2);
        PlanPoint middle = EdgeCentre(side);
        return Spanning(middle - half, middle + half + side.Vector * depthM);
    }
}
