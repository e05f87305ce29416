using RoboticsStack.Core.Randomness;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoom.Tests;

/// <summary>How the dot moves, against the definition, over random layouts, places and actions.</summary>
public sealed class MotionTests
{
    private const int Tries = 20_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_dot_never_ends_inside_a_wall_nor_behind_one(ulong seed)
    {
        RandomStream random = new(seed);
        for (int i = 0; i < Tries; i++)
        {
            RoomLayout layout = random.Pick(RoomLayout.All);
            DotPosition from = layout.AnyPlace(random), action = new(random.Uniform(-4, 4), random.Uniform(-4, 4));
            DotPosition to = DotMotion.Step(layout, from, action, random);
            Assert.True(layout.IsFree(to), $"seed {seed}, try {i}: {from} + {action} ends at {to} in {layout}");
            bool changedRooms = from.X < layout.WallLeft && to.X > layout.WallRight || from.X > layout.WallRight && to.X < layout.WallLeft;
            Assert.True(!changedRooms || Math.Abs(from.Y - layout.DoorY) < TwoRoomRules.DoorHalfWidth + TwoRoomRules.MaxStep, $"seed {seed}, try {i}: from {from} through the wall to {to} in {layout}");
        }
    }

    [Theory]
    [InlineData(3)]
    public void A_step_in_the_open_is_the_action_and_no_longer_than_the_longest(ulong seed)
    {
        RandomStream random = new(seed);
        RoomLayout layout = new(32, 32);
        DotPosition middle = new(17, 32);
        for (int i = 0; i < 1000; i++)
        {
            DotPosition action = new(random.Uniform(-5, 5), random.Uniform(-5, 5));
            DotPosition moved = DotMotion.Step(layout, middle, action, random) - middle;
            Assert.Equal(Math.Min(action.Length, TwoRoomRules.MaxStep), moved.Length, 9);
            Assert.Equal(0, moved.X * action.Y - moved.Y * action.X, 9);
        }
    }

    [Theory]
    [InlineData(4)]
    public void The_wall_stops_a_dot_and_the_door_lets_it_through(ulong seed)
    {
        RandomStream random = new(seed);
        foreach (RoomLayout layout in RoomLayout.All)
        {
            foreach ((double off, bool passes) in (ReadOnlySpan<(double, bool)>)[(0, true), (TwoRoomRules.DoorHalfWidth - 0.1, true), (-TwoRoomRules.DoorHalfWidth + 0.1, true), (TwoRoomRules.DoorHalfWidth + 1, false)])
            {
                DotPosition from = new(layout.WallLeft - 0.2, layout.DoorY + off);
                DotPosition to = DotMotion.Step(layout, from, new(TwoRoomRules.MaxStep, 0), random);
                Assert.Equal(passes, to.X > layout.WallRight);
                Assert.True(passes || to.X < layout.WallLeft, $"{layout}: {from} to {to}");
            }
        }
    }

    [Theory]
    [InlineData(5)]
    public void The_border_holds_in_every_corner(ulong seed)
    {
        RandomStream random = new(seed);
        RoomLayout layout = new(30, 40);
        foreach ((double x, double y) in (ReadOnlySpan<(double, double)>)[(-1, -1), (-1, 1), (1, -1), (1, 1)])
        {
            DotPosition dot = new(x < 0 ? 6 : 58, y < 0 ? 6 : 58);
            for (int i = 0; i < 300; i++)
            {
                dot = DotMotion.Step(layout, dot, new DotPosition(x, y) * 3, random);
                Assert.True(layout.IsFree(dot));
            }
            Assert.True(dot.DistanceTo(new(x < 0 ? TwoRoomRules.BorderLow : TwoRoomRules.BorderHigh, y < 0 ? TwoRoomRules.BorderLow : TwoRoomRules.BorderHigh)) < 6);
        }
    }
}
