namespace RoboticsStack.TwoRoom;

/// <summary>Where a straight way first meets a wall, and the direction off that wall.</summary>
internal readonly record struct WallContact(DotPosition At, DotPosition Normal)
{
    /// <summary>The first contact on the way, or null if it is free.</summary>
    public static WallContact? First(RoomLayout layout, DotPosition from, DotPosition to)
    {
        DotPosition way = to - from;
        (double Share, DotPosition Normal)? first = null;
        void Offer((double Share, DotPosition Normal)? contact)
        {
            if (contact is { } found && found.Share is >= 0 and <= 1 && (first is null || found.Share < first.Value.Share))
            {
                first = found;
            }
        }
        Offer(Border(from.X, way.X) is { } sideways ? (sideways, new(-Math.Sign(way.X), 0)) : null);
        Offer(Border(from.Y, way.Y) is { } upright ? (upright, new(0, -Math.Sign(way.Y))) : null);
        Offer(Block(from, way, layout, TwoRoomRules.BorderLow, layout.DoorTop));
        Offer(Block(from, way, layout, layout.DoorBottom, TwoRoomRules.BorderHigh));
        return first is { } nearest ? new(from + way * nearest.Share, nearest.Normal) : null;
    }

    /// <summary>Share of the way after which one coordinate leaves the border.</summary>
    private static double? Border(double from, double way) => way switch
    {
        > 0 => (TwoRoomRules.BorderHigh - from) / way,
        < 0 => (TwoRoomRules.BorderLow - from) / way,
        _ => null,
    };

    /// <summary>Where the way enters the piece of wall between two heights: it is inside once both coordinates are.</summary>
    private static (double Share, DotPosition Normal)? Block(DotPosition from, DotPosition way, RoomLayout layout, double top, double bottom)
    {
        (double inX, double outX) = Span(from.X, way.X, layout.WallLeft, layout.WallRight);
        (double inY, double outY) = Span(from.Y, way.Y, top, bottom);
        double enter = Math.Max(inX, inY);
        if (!(enter <= Math.Min(outX, outY)) || double.IsInfinity(enter))
        {
            return null;
        }
        return (enter, inX >= inY ? new(-Math.Sign(way.X), 0) : new(0, -Math.Sign(way.Y)));
    }

    /// <summary>Shares of the way between which one coordinate lies in [low, high].</summary>
    private static (double In, double Out) Span(double from, double way, double low, double high)
    {
        if (way == 0)
        {
            return from >= low && from <= high ? (double.NegativeInfinity, double.PositiveInfinity) : (double.PositiveInfinity, double.NegativeInfinity);
        }
        double a = (low - from) / way, b = (high - from) / way;
        return (Math.Min(a, b), Math.Max(a, b));
    }
}
