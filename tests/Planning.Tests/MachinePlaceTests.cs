using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Tasks;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Planning.Tasks.Coffee;

namespace RoboticsStack.Planning.Tests;

public sealed class MachinePlaceTests
{
    private const ulong Seed = 9;
    private const uint LostTrack = 4711;
    private static readonly Vec3 Place = new(2.6, 2.3, 0.9);
    private readonly RandomStream _random = new(Seed);

    [Fact]
    public void The_mug_under_the_spout_is_found_again_when_its_track_is_lost()
    {
        TaskContext context = Looking(Place + new Vec3(0.012, -0.006, 0), Place + new Vec3(0.4, 0.05, 0));
        Assert.True(MachinePlace.MugStandsThere(context), $"seed {Seed}");
        Assert.InRange((context.Mug!.PositionInMap - Place).HorizontalLength, 0, 0.03);
    }

    [Fact]
    public void A_mug_that_stands_elsewhere_is_not_taken_for_the_lost_one()
    {
        TaskContext context = Looking(Place + new Vec3(0.25, 0.05, 0));
        Assert.False(MachinePlace.MugStandsThere(context), $"seed {Seed}");
        Assert.Equal(LostTrack, context.MugId);
    }

    /// <summary>A robot that set a mug down at the place, lost its track, and has looked at the counter for five seconds since.</summary>
    private TaskContext Looking(params Vec3[] mugs)
    {
        SyntheticFlat flat = new();
        flat.Room(5, 5);
        flat.Box(new(2, 2, 0), new(4, 2.6, 0.9), SemanticClass.Counter);
        foreach (Vec3 mug in mugs)
        {
            flat.AddMug(mug, 0.7);
        }
        TaskContext context = CheckFixture.Context(new Idle());
        context.MugId = LostTrack;
        context.PlaceInMap = Place;
        Pose camera = new Pose2(2.9, 1.3, Math.PI / 2).ToPose() * new TestFrames().HeadCameraInBase;
        for (int i = 1; i <= 25; i++)
        {
            context.Belief.Objects.Observe(flat.Detect(CameraNames.Head, camera, Timestamp.FromSeconds(0.2 * i), _random, 0.3, 0.01), camera, null, 0.003, 0.003);
        }
        return context;
    }

    private sealed class Idle : IArmPolicy
    {
        public ArmDecision Decide(ArmRequest request) => throw new InvalidOperationException("no arm is moved here");
    }
}
