using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Perception;

/// <summary>The frames of a described robot.</summary>
public sealed class RobotModelFrames(RobotDescription robot) : IRobotFrames
{
    private readonly RobotKinematics _kinematics = new(robot);

    public double FootprintRadiusM { get; } = robot.Base.RadiusM;
    public Pose HeadCameraInBase => _kinematics.HeadCameraInBase;
    public Pose LidarInBase => _kinematics.LidarInBase;
    public Pose WristCameraInGripper => _kinematics.WristCameraInGripper;

    public Pose ArmBaseInBase(double liftM) => _kinematics.ArmBaseInBase(liftM);

    public Pose GripperInArmBase(ReadOnlySpan<double> jointsRad) => _kinematics.Arm.Forward(JointVector.From(jointsRad));
}
