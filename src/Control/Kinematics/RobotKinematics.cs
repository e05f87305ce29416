using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Kinematics;

/// <summary>Where the frames that the stack names stand in base_link, for given joint positions and lift height (m).</summary>
public sealed class RobotKinematics
{
    private readonly Pose _carriageInBase;
    private readonly Vec3 _liftAxisInBase;
    private readonly Pose _armBaseInCarriage;
    private readonly Pose _wristCameraInGripper;

    public RobotKinematics(RobotDescription robot)
    {
        Arm = new(robot);
        RobotJoint lift = robot.LiftJoint;
        _carriageInBase = robot.PoseAtZero(lift.Child, robot.Frames.Base);
        _liftAxisInBase = _carriageInBase.Orientation.Rotate(lift.Axis);
        _armBaseInCarriage = robot.PoseAtZero(robot.Frames.ArmBase, lift.Child);
        _wristCameraInGripper = robot.PoseAtZero(robot.Frames.WristCamera, robot.Frames.Gripper);
        HeadCameraInBase = robot.PoseAtZero(robot.Frames.HeadCamera, robot.Frames.Base);
        LidarInBase = robot.PoseAtZero(robot.Frames.Lidar, robot.Frames.Base);
    }

    public ArmKinematics Arm { get; }
    public Pose HeadCameraInBase { get; }
    public Pose LidarInBase { get; }
    public Pose WristCameraInGripper => _wristCameraInGripper;

    public Pose ArmBaseInBase(double liftM) =>
        new Pose(_carriageInBase.Position + _liftAxisInBase * liftM, _carriageInBase.Orientation) * _armBaseInCarriage;

    public Pose GripperInBase(in JointVector q, double liftM) => ArmBaseInBase(liftM) * Arm.Forward(q);

    public Pose WristCameraInBase(in JointVector q, double liftM) => GripperInBase(q, liftM) * _wristCameraInGripper;
}
