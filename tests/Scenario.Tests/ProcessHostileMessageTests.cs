using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Gate;

namespace RoboticsStack.Scenario.Tests;

/// <summary>What a broken or hostile sender puts on the bus moves nothing and ends nothing.</summary>
[Collection("processes")]
public sealed class ProcessHostileMessageTests
{
    private const ulong RunId = 5;

    [Fact]
    public void Garbage_oversized_and_non_finite_plans_are_dropped_and_counted()
    {
        RobotDescription robot = RobotDescription.Load(Cli.RepositoryFiles.Robot("home_manipulator"));
        Topics topics = new("hostile");
        using InProcessBus bus = new();
        using AssembledGate gate = GateFactory.Simulated(robot, 3, RunId, modelHash: null);
        Vec3 start = gate.Plant.World.GetPose(gate.Plant.TrueRobot.Gripper).Position;
        DropCounters drops = new();
        GateState last = new();
        using var states = bus.SubscribeTo<GateState>(topics.GateState, state => last = state, drops);
        MessageSource brain = new("brain", RunId);
        MessageWriter<Plan> plans = new(bus, topics.Plan, brain);
        MessageWriter<TickDone> answers = new(bus, topics.LockstepDone, brain);
        RandomStream random = RandomStream.For(1, "hostile");
        byte[] garbage = new byte[200];
        byte[] oversized = new byte[TypedSubscription.DefaultMaxBytes + 1];
        using var ticks = bus.SubscribeTo<Tick>(topics.LockstepTick, tick =>
        {
            for (int i = 0; i < garbage.Length; i++)
            {
                garbage[i] = (byte)(0xF8 | (random.NextUInt64() & 7));
            }
            bus.Publish(topics.Plan, garbage);
            bus.Publish(topics.LockstepDone, garbage);
            bus.Publish(topics.Plan, oversized);
            Timestamp now = new(tick.TimeNs);
            plans.Publish(PlanWith(robot, tick, double.NaN), now, now);
            plans.Publish(PlanWith(robot, tick, null), now, now);
            answers.Publish(new TickDone { Index = tick.Index + 1_000_000 }, now, now);
            answers.Publish(new TickDone { Index = tick.Index, PlanSequence = ulong.MaxValue }, now, now);
        }, drops);
        using GateHost host = gate.Host(bus, topics, new GateHostOptions { RunId = RunId, LatencySec = 0.06, TimeLimitSec = 2 });
        new MessageWriter<EngageRequest>(bus, topics.Engage, new MessageSource("operator", RunId)).Publish(new EngageRequest(), Timestamp.Zero, Timestamp.Zero);

        GateHostResult result = host.Run(CancellationToken.None);

        Assert.Null(result.Failure);
        Assert.True(last.DroppedMessages >= 5 * 20, $"{last.DroppedMessages} dropped");
        Assert.Equal(0ul, last.PlanSequence);
        Assert.InRange(gate.Plant.World.GetPose(gate.Plant.TrueRobot.Gripper).Position.DistanceTo(start), 0, 0.005);
    }

    /// <summary>A plan that is in order but for one number, or for the pose when that is null.</summary>
    private static Plan PlanWith(RobotDescription robot, Tick tick, double? x)
    {
        Plan plan = new()
        {
            Sequence = tick.Index + 1,
            RobotHash = robot.ContentHash,
            ObservedTimeNs = tick.TimeNs,
            ExpiresNs = tick.TimeNs + 300_000_000,
            LiftM = 0.1,
        };
        plan.Arm.Add(new ArmPoint
        {
            TimeNs = tick.TimeNs + 100_000_000,
            GripperWidthM = 0.08,
            GripperForceN = 5,
            GripperInArmBase = x is { } value ? new Core.Geometry.Pose(new Vec3(value, 0, 0.5), Quat.Identity).ToMessage() : null,
        });
        return plan;
    }
}
