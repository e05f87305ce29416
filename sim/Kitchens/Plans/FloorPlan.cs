namespace RoboticsStack.Kitchens.Plans;

/// <summary>How the counters stand.</summary>
public enum KitchenLayout
{
    OneWall,
    L,
    U,
    Island,
}

public enum FurnitureKind
{
    Counter,
    Island,
    Fridge,
    TallCabinet,
    DiningTable,
    Chair,
    Sofa,
    LowTable,
    Shelf,
    Sideboard,
}

/// <summary>A piece of furniture on the plan.</summary>
/// <param name="Front">Where its front, or a chair's sitter, looks.</param>
public sealed record PlanItem(FurnitureKind Kind, string Name, PlanRect Rect, double HeightM, Heading Front)
{
    /// <summary>Edges that a robot may work at, if it can get there.</summary>
    public IReadOnlyList<Heading> WorkEdges { get; init; } = [];
}

/// <summary>Where everything stands on the floor. World frame: the flat's centre is the origin.</summary>
public sealed record FloorPlan
{
    public required KitchenLayout Layout { get; init; }

    /// <summary>Inner faces of the walls.</summary>
    public required PlanRect Bounds { get; init; }
    public required IReadOnlyList<PlanItem> Items { get; init; }

    /// <summary>Middle of the front door's inner face; the heading looks into the flat.</summary>
    public required PlanPoint Door { get; init; }
    public required Heading DoorInward { get; init; }

    /// <summary>A side of the dining table with a metre of free floor before it.</summary>
    public required Heading TableFreeSide { get; init; }

    public PlanItem DiningTable => Items.First(item => item.Kind == FurnitureKind.DiningTable);

    public IEnumerable<PlanItem> Counters => Items.Where(item => item.Kind is FurnitureKind.Counter or FurnitureKind.Island);
}
