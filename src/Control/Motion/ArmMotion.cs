using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Control.Motion;

/// <summary>What the arm's motion had to give way to.</summary>
public enum MotionConstraint
{
    /// <summary>The joints cannot follow the gripper setpoint: near a singularity or a limit.</summary>
    Reach,
    Workspace,
    JointVelocity,
    SelfClearance,

    /// <summary>Something stands in the way: see <see cref="IArmBarrier"/>.</summary>
    Surroundings,
}

/// <summary>
/// The arm's setpoints: the one law of motion, by which the gate drives the arm and the physics check foresees what the gate will do. A
/// path gives a reference, the governor a gripper setpoint within Cartesian limits, closed-loop inverse kinematics on the commanded joints
/// (so that no sensor noise comes in) joint velocities, and the limiters what is sent.
/// </summary>
public sealed class ArmMotion
{
    private const int Joints = JointVector.Length;
    private const double MinBlendSec = 0.02;
    private const double ClosedLoopPerSec = 30;
    private const double MaxCorrectionMPerSec = 0.1;
    private const double MaxCorrectionRadPerSec = 0.5;
    private const double JointCorrectionPerSec = 15;

    private const double RateRisePerSec = 4;

    /// <summary>
    /// Time constant with which the gripper comes up to the speed that it may have. Servos lag behind an acceleration by inertia · acceleration / stiffness and make up for that when it ends: at once, the true speed
    /// goes over the limit by a tenth; over about the servos' own time (4 kg m² on 6000 Nm/rad: 26 ms), it does not.
    /// </summary>
    private const double SpeedApproachSec = 0.03;

    /// <summary>Share of the usual lead that a setpoint keeps while something holds the arm back: a stop then has nothing to make up for.</summary>
    private const double HeldBackLead = 0.1;

    /// <summary>Share of the joints' acceleration that a stop along the path may use.</summary>
    private const double PathBrakeShare = 0.95;
    private const double LongestPathStopSec = 0.15;

    private readonly RobotDescription _robot;
    private readonly LeadLimits _reach;
    private readonly IArmBarrier? _barrier;
    private readonly ArmKinematics _arm;
    private readonly SelfClearanceBrake _self;
    private readonly DifferentialIk _ik;
    private readonly GripperGovernor _governor;
    private readonly AxisLimiter[] _limiters = new AxisLimiter[Joints];
    private readonly AxisState[] _state = new AxisState[Joints], _next = new AxisState[Joints];
    private readonly (double Low, double High)[] _range = new (double, double)[Joints];
    private readonly double[] _jacobian = new double[ArmKinematics.JacobianLength];
    private readonly GripperPath _gripperPath;
    private readonly JointPath _jointPath;
    private readonly double _cycleSec;
    private double _rate = 1;
    private double _pathSec;
    private bool _isGovernorValid;
    private bool _isHeldBack;

    /// <param name="robot">Kinematics and limits.</param>
    /// <param name="kinematics">Of the same robot.</param>
    /// <param name="maxKnots">The longest plan that can be followed.</param>
    /// <param name="barrier">What stands around the arm; null for nothing.</param>
    public ArmMotion(RobotDescription robot, RobotKinematics kinematics, int maxKnots, IArmBarrier? barrier = null)
    {
        _barrier = barrier;
        _robot = robot;
        _reach = robot.Safety.Reach;
        _gripperPath = new(maxKnots + 1);
        _jointPath = new(maxKnots + 1);
        _cycleSec = robot.Safety.CycleSec;
        _arm = kinematics.Arm;
        _self = new(robot, kinematics);
        _ik = new(robot, _arm);
        _governor = new(_cycleSec);
        for (int i = 0; i < Joints; i++)
        {
            _limiters[i] = new(new()
            {
                Low = robot.Arm.PositionLow[i],
                High = robot.Arm.PositionHigh[i],
                MaxVelocity = robot.Arm.MaxVelocity[i],
                Offset = robot.Arm.VelocityOffset[i],
                Slope = robot.Arm.VelocitySlope[i],
                EdgeLow = robot.Arm.VelocityEdgeLow[i],
                EdgeHigh = robot.Arm.VelocityEdgeHigh[i],
                MaxAcceleration = robot.Arm.MaxAcceleration,
                MaxJerk = robot.Arm.MaxJerk,
            }, _cycleSec);
        }
    }

    public JointVector Position { get; private set; }
    public JointVector Velocity { get; private set; }

    /// <summary>Gripper pose of the joint setpoints, in arm_base.</summary>
    public Pose Gripper { get; private set; }
    public double WidthM { get; private set; }
    public double ForceN { get; private set; }

    /// <summary>False while the plan in force says nothing of the gripper's width.</summary>
    public bool HasGripperPath => _gripperPath.Count > 0;

    /// <summary>What the latest cycle had to give way to, with its limit and what stood against it.</summary>
    public (MotionConstraint Constraint, double Limit, double Value)? Limited { get; private set; }

    public bool IsAtRest
    {
        get
        {
            foreach (ref readonly AxisState state in _state.AsSpan())
            {
                if (Math.Abs(state.Velocity) > 1e-6)
                {
                    return false;
                }
            }
            return true;
        }
    }

    /// <summary>Setpoints at the measured position, at rest.</summary>
    public void Sync(in JointVector measured) => Sync(measured, default);

    /// <summary>Setpoints at a position, moving at a velocity, without a path.</summary>
    public void Sync(in JointVector position, in JointVector velocity)
    {
        for (int i = 0; i < Joints; i++)
        {
            _state[i] = new(position[i], velocity[i], 0);
        }
        Clear();
        Publish();
    }

    /// <summary>Forgets the path; the arm comes to rest.</summary>
    public void Clear()
    {
        _gripperPath.Clear();
        _jointPath.Clear();
        _isGovernorValid = false;
        _rate = 1;
    }

    /// <summary>Takes over a validated plan: its path begins at the present setpoint and velocity.</summary>
    /// <param name="gripper">Knots of the gripper; none leaves it to the joints.</param>
    /// <param name="joints">Knots of the joints; neither brings the arm to rest.</param>
    /// <param name="now">When the path begins.</param>
    /// <param name="widthM">Commanded now.</param>
    /// <param name="forceN">Commanded now.</param>
    public void Follow(ReadOnlySpan<GripperKnot> gripper, ReadOnlySpan<JointKnot> joints, Timestamp now, double widthM, double forceN)
    {
        Timestamp earliest = now.AddSeconds(MinBlendSec);
        bool wasJoints = _jointPath.Count > 0;
        _gripperPath.Clear();
        _jointPath.Clear();
        _pathSec = 0;
        if (gripper.Length > 0)
        {
            EnsureGovernor();
            _gripperPath.Add(now, _governor.Pose, widthM, forceN);
            for (int i = 0; i < gripper.Length; i++)
            {
                ref readonly GripperKnot point = ref gripper[i];
                bool isLast = i == gripper.Length - 1;
                if (point.Time >= earliest || isLast)
                {
                    Pose pose = point.GripperInArmBase with { Orientation = point.GripperInArmBase.Orientation.Normalized() };
                    _gripperPath.Add(point.Time >= earliest ? point.Time : earliest, pose, point.WidthM, point.ForceN);
                }
            }
            _gripperPath.Finish(_governor.Velocity.Linear);
        }
        else if (joints.Length > 0)
        {
            _isGovernorValid = false;
            _jointPath.Add(now, Position);
            for (int i = 0; i < joints.Length; i++)
            {
                ref readonly JointKnot point = ref joints[i];
                bool isLast = i == joints.Length - 1;
                if (point.Time >= earliest || isLast)
                {
                    _jointPath.Add(point.Time >= earliest ? point.Time : earliest, point.PositionRad);
                }
            }
            _jointPath.Finish(Velocity);
        }
        else if (wasJoints)
        {
            _isGovernorValid = false;
        }
    }

    /// <summary>One cycle. The robot's own body is kept clear of for the lift at <paramref name="liftM"/>.</summary>
    public void Step(in MotionOrder order, double liftM)
    {
        Limited = null;
        Pose gripper = _arm.Forward(Position, _jacobian);
        JointVector wanted = default;
        if (order.Kind == MotionKind.Brake)
        {
            _isGovernorValid = false;
        }
        else if (_jointPath.Count > 0 && order.Kind != MotionKind.Yield)
        {
            AdvanceRate(order, JointStopSec());
            wanted = FollowJoints();
        }
        else
        {
            EnsureGovernor();
            wanted = FollowGripper(order, gripper);
        }
        if (!wanted.IsFinite)
        {
            wanted = default;
            _isGovernorValid = false;
            Report(MotionConstraint.Reach, _reach.LeadM, double.NaN);
        }
        Shape(ref wanted, order.Limits, liftM);
        Integrate(wanted);
        Publish();
    }

    private JointVector FollowGripper(in MotionOrder order, Pose gripper)
    {
        Pose before = _governor.Pose;
        if (order.Kind == MotionKind.Yield || _gripperPath.Count == 0)
        {
            _governor.Drift(order.Kind == MotionKind.Yield ? order.YieldVelocity : Vec3.Zero, order.Limits);
        }
        else
        {
            GripperSample sample = _gripperPath.At(_pathSec);
            AdvanceRate(order, Math.Max(_governor.Velocity.Linear.Length / order.Limits.GripperAcceleration, JointStopSec()));
            sample = _gripperPath.At(_pathSec);
            WidthM = sample.WidthM;
            ForceN = sample.ForceN;
            _governor.Track(sample with { Pose = KeepInWorkspace(sample.Pose) }, _rate, order.Limits);
        }
        Vec3 lead = before.Position - gripper.Position;
        Vec3 leadTurn = (before.Orientation * gripper.Orientation.Inverse()).ToRotationVector();
        double leadShare = _isHeldBack ? HeldBackLead : 1;
        if (lead.Length > leadShare * _reach.LeadM || leadTurn.Length > leadShare * _reach.LeadRad)
        {
            // The joints cannot follow: the setpoint waits for them.
            Quat held = Quat.FromRotationVector(leadTurn.ClampLength(leadShare * _reach.LeadRad)) * gripper.Orientation;
            _governor.Reset(new(gripper.Position + lead.ClampLength(leadShare * _reach.LeadM), held), ArmKinematics.ToTwist(_jacobian, Velocity));
            Report(_isHeldBack ? MotionConstraint.Surroundings : MotionConstraint.Reach, leadShare * _reach.LeadM, lead.Length);
        }
        Twist twist = new(
            _governor.Velocity.Linear + (lead * ClosedLoopPerSec).ClampLength(MaxCorrectionMPerSec),
            _governor.Velocity.Angular + (leadTurn * ClosedLoopPerSec).ClampLength(MaxCorrectionRadPerSec));
        JointVector q = Position;
        // Towards the posture that suits it the elbow goes only with a plan for the gripper: what nobody has asked for moves nothing.
        _ik.Solve(q, _jacobian, twist, out JointVector wanted, _gripperPath.Count == 0 ? 0 : order.Kind == MotionKind.Follow ? 1 : _rate);
        return wanted;
    }

    private JointVector FollowJoints()
    {
        _jointPath.At(_pathSec, out JointVector position, out JointVector velocity);
        JointVector wanted = default;
        for (int i = 0; i < Joints; i++)
        {
            double error = position[i] - _state[i].Position;
            double correction = Math.Min(JointCorrectionPerSec * Math.Abs(error), Math.Sqrt(_robot.Arm.MaxAcceleration * Math.Abs(error)));
            wanted[i] = velocity[i] * _rate + Math.CopySign(correction, error);
        }
        return wanted;
    }

    /// <summary>Slows path time towards the order's rate over the given time, or speeds it up again gently.</summary>
    private void AdvanceRate(in MotionOrder order, double stopSec)
    {
        double target = order.Kind == MotionKind.Follow ? order.Rate : 0;
        double fall = _cycleSec / Math.Clamp(stopSec, 0.01, LongestPathStopSec);
        _rate = target < _rate ? Math.Max(target, _rate - fall) : Math.Min(target, _rate + RateRisePerSec * _cycleSec);
        _pathSec += _cycleSec * _rate;
    }

    /// <summary>The time in which the fastest joint can stop.</summary>
    private double JointStopSec()
    {
        double fastest = 0;
        foreach (ref readonly AxisState state in _state.AsSpan())
        {
            fastest = Math.Max(fastest, Math.Abs(state.Velocity));
        }
        return fastest / (PathBrakeShare * _robot.Arm.MaxAcceleration);
    }

    private Pose KeepInWorkspace(Pose pose)
    {
        Vec3 p = pose.Position, low = _robot.Safety.Workspace.Low, high = _robot.Safety.Workspace.High;
        Vec3 inside = new(Math.Clamp(p.X, low.X, high.X), Math.Clamp(p.Y, low.Y, high.Y), Math.Clamp(p.Z, low.Z, high.Z));
        if (inside.DistanceTo(p) > 1e-3)
        {
            Report(MotionConstraint.Workspace, 0, inside.DistanceTo(p));
        }
        return pose with { Position = inside };
    }

    /// <summary>Scales all joint velocities by one factor, which keeps the direction, until none breaks a limit.</summary>
    private void Shape(ref JointVector wanted, in MotionLimits limits, double liftM)
    {
        double scale = 1;
        for (int i = 0; i < Joints; i++)
        {
            double limit = _robot.Arm.OperatingVelocity[i] * limits.JointShare;
            if (Math.Abs(wanted[i]) * scale > limit)
            {
                scale = limit / Math.Abs(wanted[i]);
                Report(MotionConstraint.JointVelocity, limit, Math.Abs(wanted[i]));
            }
        }
        double speed = ArmKinematics.ToTwist(_jacobian, wanted).Linear.Length * scale;
        double present = ArmKinematics.ToTwist(_jacobian, Velocity).Linear.Length;
        double allowed = Math.Min(limits.GripperSpeed, present + Math.Max(0, limits.GripperSpeed - present) * _cycleSec / SpeedApproachSec);
        if (speed > allowed)
        {
            scale *= allowed / speed;
        }
        Scale(ref wanted, scale);
        if (_self.AllowedShare(Position, wanted, liftM) is < 1 and var ownShare)
        {
            Scale(ref wanted, ownShare);
            Report(MotionConstraint.SelfClearance, _robot.Safety.SelfClearance.DistanceM, _self.ClearanceM);
        }
        double share = _barrier?.AllowedShare(wanted) ?? 1;
        _isHeldBack = share < 1;
        if (_barrier is { } barrier && _isHeldBack)
        {
            Scale(ref wanted, share);
            Report(MotionConstraint.Surroundings, barrier.Latest.Limit, barrier.Latest.Value);
        }

        double most = 1;
        for (int i = 0; i < Joints; i++)
        {
            _range[i] = _limiters[i].FindRange(_state[i]);
            double low = _state[i].Velocity + _range[i].Low * _cycleSec;
            double high = _state[i].Velocity + _range[i].High * _cycleSec;
            double reachable = wanted[i] > 0 ? high / wanted[i] : wanted[i] < 0 ? low / wanted[i] : 1;
            most = Math.Min(most, Math.Max(0, reachable));
        }
        Scale(ref wanted, most);
    }

    private void Integrate(in JointVector wanted)
    {
        double speed = Next(wanted);
        if (speed > _robot.Safety.Cartesian.SpeedMPerSec && speed > ArmKinematics.ToTwist(_jacobian, Velocity).Linear.Length)
        {
            BrakeTogether();
        }
        _next.CopyTo(_state, 0);
    }

    /// <summary>
    /// Joints that change their velocity each as fast as it can turn the gripper's velocity, and may raise it above its limit. Here all lose the same share of
    /// theirs, which takes no longer than the slowest would alone.
    /// </summary>
    private void BrakeTogether()
    {
        double fastest = 0;
        for (int i = 0; i < Joints; i++)
        {
            fastest = Math.Max(fastest, Math.Abs(Velocity[i]));
        }
        JointVector slower = Velocity;
        Scale(ref slower, Math.Max(0, 1 - PathBrakeShare * _robot.Arm.MaxAcceleration * _cycleSec / fastest));
        Next(slower);
    }

    /// <summary>The joints' next states on the way to the velocities wanted; returns the gripper's speed with them.</summary>
    private double Next(in JointVector wanted)
    {
        JointVector velocity = default;
        for (int i = 0; i < Joints; i++)
        {
            _next[i] = _limiters[i].Step(_state[i], wanted[i], _range[i]);
            velocity[i] = _next[i].Velocity;
        }
        return ArmKinematics.ToTwist(_jacobian, velocity).Linear.Length;
    }

    private void EnsureGovernor()
    {
        if (!_isGovernorValid)
        {
            Pose gripper = _arm.Forward(Position, _jacobian);
            _governor.Reset(gripper, ArmKinematics.ToTwist(_jacobian, Velocity));
            _isGovernorValid = true;
        }
    }

    private void Publish()
    {
        JointVector position = default, velocity = default;
        for (int i = 0; i < Joints; i++)
        {
            position[i] = _state[i].Position;
            velocity[i] = _state[i].Velocity;
        }
        Position = position;
        Velocity = velocity;
        Gripper = _arm.Forward(position);
    }

    private static void Scale(ref JointVector vector, double scale)
    {
        for (int i = 0; i < Joints; i++)
        {
            vector[i] *= scale;
        }
    }

    /// <summary>Being slowed says less than being kept away.</summary>
    private void Report(MotionConstraint constraint, double limit, double value)
    {
        if (Limited is null or { Constraint: MotionConstraint.JointVelocity })
        {
            Limited = (constraint, limit, value);
        }
    }
}
