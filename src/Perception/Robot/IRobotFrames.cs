using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Perception;

/// <summary>The fixed and moving frames of a robot that perception needs.</summary>
public interface IRobotFrames
{
    double FootprintRadiusM { get; }
    Pose HeadCameraInBase { get; }
    Pose LidarInBase { get; }
    Pose WristCameraInGripper { get; }

    Pose ArmBaseInBase(double liftM);

    /// <param name="jointsRad">One angle for each arm joint.</param>
    Pose GripperInArmBase(ReadOnlySpan<double> jointsRad);
}
