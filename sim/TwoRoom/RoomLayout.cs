using RoboticsStack.Core.Randomness;

namespace RoboticsStack.TwoRoom;

/// <summary>Where the wall between the rooms stands and where its door is, px.</summary>
/// <param name="WallX">Middle line of the wall.</param>
/// <param name="DoorY">Middle of the door.</param>
public readonly record struct RoomLayout(int WallX, int DoorY)
{
    private const int OneIn = 10;

    public int WallLeft => WallX - TwoRoomRules.WallHalfWidth;
    public int WallRight => WallX + TwoRoomRules.WallHalfWidth;
    public int DoorTop => DoorY - TwoRoomRules.DoorHalfWidth;
    public int DoorBottom => DoorY + TwoRoomRules.DoorHalfWidth;

    /// <summary>A tenth of all layouts, spread evenly, that exploration for training never enters. The source knows no such thing; there, training sees all of them.</summary>
    public bool IsHeldOut => (7 * WallX + 3 * DoorY) % OneIn == 0;

    /// <summary>Every layout there is.</summary>
    public static IReadOnlyList<RoomLayout> All { get; } =
    [
        .. from wall in Enumerable.Range(TwoRoomRules.FirstWall, TwoRoomRules.LastWall - TwoRoomRules.FirstWall + 1)
           from door in Enumerable.Range(TwoRoomRules.FirstDoor, TwoRoomRules.LastDoor - TwoRoomRules.FirstDoor + 1)
           select new RoomLayout(wall, door),
    ];

    /// <summary>Whether the dot's centre may be here: within the border, and not in the wall beside the door.</summary>
    public bool IsFree(DotPosition at) =>
        at.X > TwoRoomRules.BorderLow && at.X < TwoRoomRules.BorderHigh && at.Y > TwoRoomRules.BorderLow && at.Y < TwoRoomRules.BorderHigh
        && (at.X < WallLeft || at.X > WallRight || (at.Y > DoorTop && at.Y < DoorBottom));

    /// <summary>A place to stand, anywhere free.</summary>
    public DotPosition AnyPlace(RandomStream random)
    {
        while (true)
        {
            DotPosition place = new(random.Uniform(TwoRoomRules.BorderLow, TwoRoomRules.BorderHigh), random.Uniform(TwoRoomRules.BorderLow, TwoRoomRules.BorderHigh));
            if (IsFree(place))
            {
                return place;
            }
        }
    }

    /// <summary>A place in one of the rooms, <see cref="TwoRoomRules.Margin"/> from its walls.</summary>
    public DotPosition PlaceInRoom(bool left, RandomStream random)
    {
        double low = left ? TwoRoomRules.BorderLow : WallRight, high = left ? WallLeft : TwoRoomRules.BorderHigh;
        double x = random.Uniform(low + TwoRoomRules.Margin, high - TwoRoomRules.Margin);
        return new(x, random.Uniform(TwoRoomRules.BorderLow + TwoRoomRules.Margin, TwoRoomRules.BorderHigh - TwoRoomRules.Margin));
    }
}
