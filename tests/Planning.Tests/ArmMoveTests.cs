using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Navigation;
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

    /// <param name="veto">Why the arm holds in each tick; null lets it move.</param>
    private static double RunUntilItFails(Func<int, string?> veto)
    {
        Policy policy = new(veto);
        NavigationOptions navigation = NavigationOptions.For(CheckFixture.Robot.Base);
        TaskContext context = new()
        {
            Robot = CheckFixture.Robot,
            Belief = new WorldBelief(new RobotModelFrames(CheckFixture.Robot)),
            Arm = policy,
            FreeNavigator = new Navigator(navigation),
            CarryNavigator = new Navigator(navigation),
            NarrowCarryNavigator = new Navigator(navigation),
        };
        Node<TaskContext> move = ArmSkills.ToCarryPose();
        for (int tick = 0; tick < 200; tick++)
        {
            Observe(context, Timestamp.FromSeconds(1 + tick * TickSec));
            if (move.Tick(context) == NodeStatus.Failure)
            {
                return tick * TickSec;
            }
        }
        return double.PositiveInfinity;
    }

    private static void Observe(TaskContext context, Timestamp now)
    {
        JointStates joints = new() { Header = SyntheticFlat.At(now) };
        foreach (double position in CheckFixture.JointsAt(new Vec3(0.70, 0.2, 0.30)))
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
