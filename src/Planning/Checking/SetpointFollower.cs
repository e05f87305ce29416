using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Planning.Checking;

/// <summary>Joint commands for a moving gripper setpoint, by the inverse kinematics that the safety gate uses.</summary>
internal sealed class SetpointFollower(RobotDescription robot)
{
    private const double MaxSpeedMPerSec = 0.8;
    private const double MaxTurnRadPerSec = 2.5;
    private const int StartIterations = 6;
    private const double StartStepSec = 0.02;
    private readonly ArmKinematics _arm = new(robot);
    private readonly DifferentialIk _ik = new(robot, new ArmKinematics(robot));
    private JointVector _position;
    private JointVector _velocity;

    public ref readonly JointVector PositionRad => ref _position;
    public ref readonly JointVector VelocityRadPerSec => ref _velocity;

    /// <summary>Distance between the setpoint and where the commanded joints bring the gripper.</summary>
    public double ErrorM { get; private set; }

    public Pose Forward(in JointVector q) => _arm.Forward(q);

    /// <summary>Starts from measured joints, commanded to <paramref name="setpoint"/> already.</summary>
    public void Start(in JointVector measured, Pose setpoint)
    {
        _position = measured;
        for (int i = 0; i < StartIterations; i++)
        {
            Follow(setpoint, StartStepSec);
        }
        _velocity = default;
    }

    /// <summary>Takes up the state that another follower had reached.</summary>
    public void Resume(in JointVector position)
    {
        _position = position;
        _velocity = default;
    }

    public void Follow(Pose setpoint, double stepSec)
    {
        Pose now = _arm.Forward(_position);
        Vec3 linear = ((setpoint.Position - now.Position) / stepSec).ClampLength(MaxSpeedMPerSec);
        Vec3 angular = ((setpoint.Orientation * now.Orientation.Inverse()).ToRotationVector() / stepSec).ClampLength(MaxTurnRadPerSec);
        _ik.Solve(_position, new Twist(linear, angular), out JointVector velocity);
        for (int i = 0; i < JointVector.Length; i++)
        {
            double limited = Math.Clamp(velocity[i], -robot.Arm.OperatingVelocity[i], robot.Arm.OperatingVelocity[i]);
            double next = Math.Clamp(_position[i] + limited * stepSec, robot.Arm.PositionLow[i], robot.Arm.PositionHigh[i]);
            _velocity[i] = (next - _position[i]) / stepSec;
            _position[i] = next;
        }
        ErrorM = _arm.Forward(_position).Position.DistanceTo(setpoint.Position);
    }
}
