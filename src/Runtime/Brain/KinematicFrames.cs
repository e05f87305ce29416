using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;

namespace RoboticsStack.Runtime.Brain;

/// <summary>The frames that perception asks for, from the robot's description.</summary>
public sealed class KinematicFrames(RobotDescription robot) : IRobotFrames
{
    private readonly RobotKinematics _kinematics = new(robot);

    public double FootprintRadiusM => robot.Base.RadiusM;
    public Pose HeadCameraInBase => _kinematics.HeadCameraInBase;
    public Pose LidarInBase => _kinematics.LidarInBase;
    public Pose WristCameraInGripper => _kinematics.WristCameraInGripper;

    public Pose ArmBaseInBase(double liftM) => _kinematics.ArmBaseInBase(liftM);

    public Pose GripperInArmBase(ReadOnlySpan<double> jointsRad) => _kinematics.Arm.Forward(JointVector.From(jointsRad));
}
