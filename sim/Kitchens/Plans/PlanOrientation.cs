namespace RoboticsStack.Kitchens.Plans;

/// <summary>
/// Turns a plan drawn with the kitchen in the east and its corner at the origin into one of eight mirrored and turned versions about the
/// flat's centre.
/// </summary>
internal readonly record struct PlanOrientation(double SizeX, double SizeY, bool FlipX, bool FlipY, bool Swap)
{
    public PlanPoint Apply(PlanPoint p)
    {
        double x = (p.X - SizeX / 2) * (FlipX ? -1 : 1);
        double y = (p.Y - SizeY / 2) * (FlipY ? -1 : 1);
        return Swap ? new(y, x) : new(x, y);
    }

    public PlanRect Apply(PlanRect rect) => PlanRect.Spanning(Apply(new PlanPoint(rect.MinX, rect.MinY)), Apply(new PlanPoint(rect.MaxX, rect.MaxY)));

    public Heading Apply(Heading heading)
    {
        int x = FlipX ? -heading.X : heading.X;
        int y = FlipY ? -heading.Y : heading.Y;
        return Swap ? new(y, x) : new(x, y);
    }

    public PlanItem Apply(PlanItem item) => item with
    {
        Rect = Apply(item.Rect),
        Front = Apply(item.Front),
        WorkEdges = [.. item.WorkEdges.Select(Apply)],
    };
}
