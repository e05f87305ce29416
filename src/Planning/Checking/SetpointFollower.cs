using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Planning.Checking;

/// <summary>
/// Joint commands for a moving gripper reference, made as the safety gate makes them: the setpoint follows within the gate's limits of speed and
/// acceleration, and inverse kinematics follows the setpoint.
/// </summary>
internal sealed class SetpointFollower(RobotDescription robot)
{
    private const double CorrectionPerSec = 25;
    private const double MaxIkSpeedMPerSec = 0.8;
    private const double MaxIkTurnRadPerSec = 2.5;
    private const int StartIterations = 6;
    private const double StartStepSec = 0.02;
    private readonly ArmKinematics _arm = new(robot);
    private readonly DifferentialIk _ik = new(robot, new ArmKinematics(robot));
    private JointVector _position, _velocity;
    private Pose _setpoint;
    private Vec3 _linear, _angular;

    public ref readonly JointVector PositionRad => ref _position;
    public ref readonly JointVector VelocityRadPerSec => ref _velocity;

    /// <summary>Distance between the setpoint and where the commanded joints bring the gripper, one step ago.</summary>
    public double ErrorM { get; private set; }

    public Pose Forward(in JointVector q) => _arm.Forward(q);

    /// <summary>Joint commands that stand for <paramref name="setpoint"/>, near the measured joints.</summary>
    public JointVector Solve(in JointVector measured, Pose setpoint)
    {
        _position = measured;
        for (int i = 0; i < StartIterations; i++)
        {
            MoveJoints(setpoint, StartStepSec);
        }
        return _position;
    }

    /// <summary>Starts a rollout from joint commands already given and the speed the arm has.</summary>
    public void Start(in JointVector command, in JointVector velocity)
    {
        Span<double> jacobian = stackalloc double[ArmKinematics.JacobianLength];
        _position = command;
        _velocity = velocity;
        _setpoint = _arm.Forward(command, jacobian);
        Twist twist = ArmKinematics.ToTwist(jacobian, velocity);
        (_linear, _angular) = (twist.Linear, twist.Angular);
        ErrorM = 0;
    }

    /// <param name="reference">Where the plan wants the gripper at the end of this step.</param>
    /// <param name="referenceVelocity">How fast the plan moves there, m/s.</param>
    /// <param name="gentle">A vessel with something in it is carried: the gate's gentle limits hold.</param>
    /// <param name="stepSec">Length of the step.</param>
    public void Follow(Pose reference, Vec3 referenceVelocity, bool gentle, double stepSec)
    {
        SafetySettings limits = robot.Safety;
        double speed = gentle ? limits.Gentle.GripperSpeedMPerSec : limits.MaxGripperSpeedMPerSec;
        double acceleration = gentle ? limits.Gentle.GripperAccelerationMPerSec2 : limits.MaxGripperAccelerationMPerSec2;
        Vec3 ahead = reference.Position - _setpoint.Position;
        Vec3 turn = (reference.Orientation * _setpoint.Orientation.Inverse()).ToRotationVector();
        Vec3 linear = (referenceVelocity + Correction(ahead, acceleration)).ClampLength(speed);
        Vec3 angular = Correction(turn, limits.MaxGripperAngularAccelerationRadPerSec2).ClampLength(limits.MaxGripperAngularSpeedRadPerSec);
        _linear += (linear - _linear).ClampLength(acceleration * stepSec);
        _angular += (angular - _angular).ClampLength(limits.MaxGripperAngularAccelerationRadPerSec2 * stepSec);
        _setpoint = new(
            _setpoint.Position + _linear * stepSec, (Quat.FromRotationVector(_angular * stepSec) * _setpoint.Orientation).Normalized());
        MoveJoints(_setpoint, stepSec);
    }

    /// <summary>No faster than half the acceleration can brake again, so that the setpoint arrives without overshoot.</summary>
    private static Vec3 Correction(Vec3 error, double acceleration)
    {
        double length = error.Length;
        return length < 1e-12 ? Vec3.Zero : error * (Math.Min(CorrectionPerSec * length, Math.Sqrt(acceleration * length)) / length);
    }

    private void MoveJoints(Pose target, double stepSec)
    {
        Span<double> jacobian = stackalloc double[ArmKinematics.JacobianLength];
        Pose now = _arm.Forward(_position, jacobian);
        Vec3 gap = target.Position - now.Position;
        ErrorM = Math.Max(gap.Length - MaxIkSpeedMPerSec * stepSec, 0);
        Vec3 linear = (gap / stepSec).ClampLength(MaxIkSpeedMPerSec);
        Vec3 angular = ((target.Orientation * now.Orientation.Inverse()).ToRotationVector() / stepSec).ClampLength(MaxIkTurnRadPerSec);
        _ik.Solve(_position, jacobian, new Twist(linear, angular), out JointVector velocity);
        for (int i = 0; i < JointVector.Length; i++)
        {
            double limited = Math.Clamp(velocity[i], -robot.Arm.OperatingVelocity[i], robot.Arm.OperatingVelocity[i]);
            double next = Math.Clamp(_position[i] + limited * stepSec, robot.Arm.PositionLow[i], robot.Arm.PositionHigh[i]);
            _velocity[i] = (next - _position[i]) / stepSec;
            _position[i] = next;
        }
    }
}
