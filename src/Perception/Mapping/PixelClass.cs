namespace RoboticsStack.Perception;

/// <summary>The bytes of a segmentation image that perception tells apart.</summary>
public enum PixelClass : byte
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
}
