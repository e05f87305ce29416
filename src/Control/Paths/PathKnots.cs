using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Control.Paths;

/// <summary>One point of a plan for the gripper: pose in arm_base, width in metres, largest squeeze in newtons.</summary>
public readonly record struct GripperKnot(Timestamp Time, Pose GripperInArmBase, double WidthM, double ForceN);

/// <summary>One point of a plan for the arm's joints.</summary>
public struct JointKnot
{
    public Timestamp Time;
    public JointVector PositionRad;
}
