using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Motion;
using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Planning.Manipulation;

namespace RoboticsStack.Planning.Checking;

/// <summary>Foresees the joint commands by which the gate will follow a plan: it runs the gate's own law of motion, on the gate's own cycle.</summary>
internal sealed class GateArm
{
    private const int MaxKnots = 64;

    private readonly ArmMotion _motion;
    private readonly LimitBook _limits;
    private readonly double _cycleSec;
    private readonly GripperKnot[] _knots = new GripperKnot[MaxKnots];
    private double _liftM;

    public GateArm(RobotDescription robot)
    {
        _motion = new(robot, new RobotKinematics(robot), MaxKnots);
        _limits = new(robot);
        _cycleSec = robot.Safety.CycleSec;
    }

    public JointVector PositionRad => _motion.Position;
    public JointVector VelocityRadPerSec => _motion.Velocity;

    /// <summary>Gripper of the joint commands, in arm_base.</summary>
    public Pose Gripper => _motion.Gripper;

    /// <summary>True if, in the latest <see cref="Advance"/>, the joints, the workspace or the robot's own body kept the gate from following the plan.</summary>
    public bool IsHeldBack { get; private set; }

    /// <summary>Begins a plan at what the gate commands now.</summary>
    public void Start(in CheckStart start, GripperTrajectory path)
    {
        _motion.Sync(start.CommandedRad, start.CommandedRadPerSec);
        _liftM = start.LiftM;
        int count = Math.Min(path.Waypoints.Count, MaxKnots);
        for (int i = 0; i < count; i++)
        {
            GripperWaypoint waypoint = path.Waypoints[i];
            _knots[i] = new(waypoint.Time, waypoint.PoseInArmBase, waypoint.WidthM, waypoint.ForceN);
        }
        _motion.Follow(_knots.AsSpan(0, count), default, path.Waypoints[0].Time, start.SetpointWidthM, start.GripperForceN);
    }

    /// <param name="stepSec">A step of the check: one or more cycles of the gate.</param>
    /// <param name="gentle">A vessel with something in it is carried: the gate's gentle limits hold.</param>
    public void Advance(double stepSec, bool gentle)
    {
        MotionOrder order = new(MotionKind.Follow, 1, _limits.Follow(1, gentle));
        IsHeldBack = false;
        for (int cycle = Math.Max(1, (int)Math.Round(stepSec / _cycleSec)); cycle > 0; cycle--)
        {
            _motion.Step(order, _liftM);
            IsHeldBack |= _motion.Limited is { Constraint: MotionConstraint.Reach or MotionConstraint.Workspace or MotionConstraint.SelfClearance };
        }
    }
}
