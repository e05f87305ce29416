using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>
/// Folds the empty arm against the body for driving, or unfolds it to the carry pose, along a straight line in joint space that is clear of the robot
/// itself. High over counters: the lift goes up first and back afterwards. It moves nothing but air; whatever touches things goes through the
/// world model.
/// </summary>
public sealed class Fold(bool outward) : ArmNode(outward ? "unfold arm" : "fold arm")
{
    /// <summary>Enough for the elbow to pass over a counter.</summary>
    public const double LiftM = 0.45;

    private const double PeakRadPerSec = 0.9;
    private const double MinimumJerkPeak = 1.875;
    private const int Points = 15;
    private const double PointSec = 0.1;
    private const double ArrivedRad = 0.03;
    private const double FoldedRad = 0.2;
    private const double TimeoutSec = 25;

    private JointVector _from, _to;
    private Timestamp _started, _moving;
    private double _durationSec;
    private double? _workLiftM;
    private bool _isMoving, _hasMoved;

    protected override void Begin(TaskContext context)
    {
        _started = context.Now;
        _workLiftM = context.Output.LiftM;
        _isMoving = false;
        _hasMoved = false;
        _to = outward ? CarryPosture(context.Robot) : context.Robot.Arm.StowPosture;
    }

    protected override NodeStatus Move(TaskContext context)
    {
        if (context.Now.SecondsSince(_started) > TimeoutSec)
        {
            return NodeStatus.Failure;
        }
        context.Say(Name);
        double lift = context.Belief.Robot.LiftM;
        double workLift = _workLiftM!.Value;
        if (_hasMoved)
        {
            context.Output.LiftM = workLift;
            return Math.Abs(lift - workLift) < 0.01 ? NodeStatus.Success : NodeStatus.Running;
        }
        context.Output.LiftM = Math.Max(LiftM, workLift);
        if (!_isMoving)
        {
            if (Distance(context, _to) < ArrivedRad)
            {
                _hasMoved = true;
                return NodeStatus.Running;
            }
            if (lift < LiftM - 0.02)
            {
                return NodeStatus.Running;
            }
            BeginPath(context);
        }
        Send(context);
        _hasMoved = context.Now.SecondsSince(_moving) > _durationSec && Distance(context, _to) < ArrivedRad;
        return NodeStatus.Running;
    }

    /// <summary>A fold that failed leaves the lift's height wanted as it was, so that another try knows where to return to.</summary>
    protected override void OnEnd(TaskContext context, NodeStatus status)
    {
        context.Output.LiftM = _workLiftM ?? context.Output.LiftM;
        _workLiftM = null;
    }

    private void BeginPath(TaskContext context)
    {
        _from = JointVector.From(context.Belief.Robot.JointPositionsRad);
        _durationSec = Math.Max(1, MinimumJerkPeak * Distance(context, _to) / PeakRadPerSec);
        _moving = context.Output.EffectTime;
        _isMoving = true;
    }

    private void Send(TaskContext context)
    {
        for (int i = 1; i <= Points; i++)
        {
            Timestamp time = context.Output.EffectTime.AddSeconds(i * PointSec);
            double share = MinimumJerk(Math.Clamp(time.SecondsSince(_moving) / _durationSec, 0, 1));
            JointPoint point = new() { TimeNs = time.Nanoseconds };
            for (int joint = 0; joint < JointVector.Length; joint++)
            {
                point.PositionRad.Add(_from[joint] + share * (_to[joint] - _from[joint]));
            }
            context.Output.Joints.Add(point);
        }
    }

    /// <summary>From rest to rest with the least jerk (Flash and Hogan, 1985).</summary>
    private static double MinimumJerk(double t) => t * t * t * (10 + t * (6 * t - 15));

    /// <summary>The arm is folded: where no skill of its own can move it.</summary>
    public static bool IsFolded(TaskContext context) => Distance(context, context.Robot.Arm.StowPosture) < FoldedRad;

    private static double Distance(TaskContext context, in JointVector target)
    {
        ReadOnlySpan<double> joints = context.Belief.Robot.JointPositionsRad;
        double largest = 0;
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            largest = Math.Max(largest, Math.Abs(target[joint] - joints[joint]));
        }
        return largest;
    }

    private static JointVector CarryPosture(RobotDescription robot)
    {
        GlobalIk ik = new(robot, new RobotKinematics(robot).Arm);
        return ik.TrySolve(ArmSkills.CarryPose, robot.Arm.NominalPosture, out JointVector posture) ? posture : robot.Arm.NominalPosture;
    }
}
