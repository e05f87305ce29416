using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Tasks;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Planning.Tasks.Base;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Planning.Tests;

public sealed class ArmMoveTests
{
    private const double TickSec = 0.1;

    [Fact]
    public void A_skill_whose_every_plan_is_vetoed_fails_long_before_its_time_is_up()
    {
        double failedSec = RunUntilItFails(_ => "ContactForce gripper on machine");

        Assert.InRange(failedSec, 1.4, 1.7);
    }

    [Fact]
    public void Holds_with_motion_in_between_leave_the_skill_its_whole_time()
    {
        double failedSec = RunUntilItFails(tick => tick % 10 == 0 ? null : "Limits");

        Assert.InRange(failedSec, 9.9, 10.3);
    }

    /// <summary>Where nobody has looked the gate lets the arm only creep: a skill that still comes nearer is given more time, one that stands still is not.</summary>
    [Theory]
    [InlineData(0.015, 60, 24.9, 25.2)]
    [InlineData(0.015, 8, 9.9, 10.8)]
    [InlineData(0.0005, 60, 9.9, 10.3)]
    public void A_skill_that_still_makes_headway_when_its_time_is_up_goes_on(double speedMPerSec, double standsStillAfterSec, double failsAfterSec, double failsBeforeSec)
    {
        Vec3 from = new(0.80, 0.35, 0.20), towards = (ArmSkills.CarryPose.Position - from).Normalized();
        double failedSec = RunUntilItFails(_ => null, sec => from + towards * (speedMPerSec * Math.Min(sec, standsStillAfterSec)));

        Assert.InRange(failedSec, failsAfterSec, failsBeforeSec);
    }

    [Theory]
    [InlineData(GateMode.ControlledStop)]
    [InlineData(GateMode.Engaging)]
    public void A_skill_that_the_gate_stops_under_way_fails_at_once(GateMode mode)
    {
        TaskContext context = Create(_ => null);
        Node<TaskContext> move = ArmSkills.ToCarryPose();

        Assert.Equal(NodeStatus.Running, Tick(context, move, 0, GateMode.Active));
        Assert.Equal(NodeStatus.Running, Tick(context, move, 1, GateMode.Hold));
        Assert.Equal(NodeStatus.Failure, Tick(context, move, 2, mode));
        Assert.Empty(context.Output.Arm);
    }

    [Fact]
    public void A_skill_that_begins_while_the_gate_stands_still_waits_and_then_has_its_whole_time()
    {
        TaskContext context = Create(_ => null);
        Node<TaskContext> move = ArmSkills.ToCarryPose();
        int tick = 0;
        for (; tick < 40; tick++)
        {
            Assert.Equal(NodeStatus.Running, Tick(context, move, tick, GateMode.ControlledStop));
            Assert.Empty(context.Output.Arm);
        }
        for (; tick < 40 + 98; tick++)
        {
            Assert.Equal(NodeStatus.Running, Tick(context, move, tick, GateMode.Active));
            Assert.NotEmpty(context.Output.Arm);
        }
    }

    [Fact]
    public void A_skill_gives_up_on_a_gate_that_stays_stopped()
    {
        TaskContext context = Create(_ => null);
        Node<TaskContext> move = ArmSkills.ToCarryPose();
        int tick = 0;
        while (Tick(context, move, tick, GateMode.ControlledStop) == NodeStatus.Running)
        {
            tick++;
        }

        Assert.InRange(tick * TickSec, 4.9, 5.2);
    }

    [Fact]
    public void A_fold_that_the_gate_stopped_begins_again_and_brings_the_lift_back_to_where_it_was()
    {
        TaskContext context = Create(_ => null);
        context.Output.LiftM = 0.1;
        Node<TaskContext> fold = new Fold(outward: true);

        Assert.Equal(NodeStatus.Running, Tick(context, fold, 0, GateMode.Active));
        Assert.Equal(Fold.LiftM, context.Output.LiftM);
        Assert.Equal(NodeStatus.Failure, Tick(context, fold, 1, GateMode.ControlledStop));
        Assert.Equal(0.1, context.Output.LiftM);
        Assert.Equal(NodeStatus.Running, Tick(context, fold, 2, GateMode.ControlledStop));
        Assert.Equal(0.1, context.Output.LiftM);
        Assert.Equal(NodeStatus.Running, Tick(context, fold, 3, GateMode.Active));
        Assert.Equal(Fold.LiftM, context.Output.LiftM);
    }

    private static NodeStatus Tick(TaskContext context, Node<TaskContext> node, int tick, GateMode mode)
    {
        Timestamp now = Timestamp.FromSeconds(1 + tick * TickSec);
        context.Belief.Observe(new GateState { Header = SyntheticFlat.At(now), Mode = mode });
        Observe(context, now);
        context.Output.Clear();
        return node.Tick(context);
    }

    /// <param name="veto">Why the arm holds in each tick; null lets it move.</param>
    /// <param name="gripper">Where the gripper is, in arm_base, so many seconds after the beginning; null for the same place always.</param>
    private static double RunUntilItFails(Func<int, string?> veto, Func<double, Vec3>? gripper = null)
    {
        TaskContext context = Create(veto);
        Node<TaskContext> move = ArmSkills.ToCarryPose();
        for (int tick = 0; tick < 400; tick++)
        {
            Observe(context, Timestamp.FromSeconds(1 + tick * TickSec), gripper?.Invoke(tick * TickSec));
            if (move.Tick(context) == NodeStatus.Failure)
            {
                return tick * TickSec;
            }
        }
        return double.PositiveInfinity;
    }

    private static TaskContext Create(Func<int, string?> veto) => CheckFixture.Context(new Policy(veto));

    private static void Observe(TaskContext context, Timestamp now, Vec3? gripper = null)
    {
        JointStates joints = new() { Header = SyntheticFlat.At(now) };
        foreach (double position in CheckFixture.JointsAt(gripper ?? new Vec3(0.70, 0.2, 0.30)))
        {
            joints.PositionRad.Add(position);
        }
        joints.VelocityRadPerSec.AddRange(new double[7]);
        context.Belief.Observe(new PoseEstimate { Header = SyntheticFlat.At(now) });
        context.Belief.Observe(joints);
        context.Belief.Update(now);
        context.Now = now;
    }

    private sealed class Policy(Func<int, string?> veto) : IArmPolicy
    {
        private int _tick;

        public ArmDecision Decide(ArmRequest request) => new(new GripperTrajectory([request.Setpoint]), null, veto(_tick++));
    }
}
