namespace RoboticsStack.Core;

/// <summary>Which kind of thing a pixel or a ray hit belongs to; published by the segmentation sensors as one byte.</summary>
public enum SemanticClass : byte
{
    Nothing = 0,
    Floor = 1,
    Wall = 2,
    Door = 3,
    Counter = 4,
    DiningTable = 5,
    Furniture = 6,
    Robot = 7,
    Mug = 8,
    CoffeeMachine = 9,
    MachineButton = 10,
    Clutter = 11,
    Person = 12,
}
