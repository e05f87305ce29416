using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Dynamics;

/// <summary>How the arm moves, and what it stands on: rad, rad/s, rad/s²; of arm_base in its own axes, seen from the room.</summary>
public struct ArmMotionState
{
    public JointVector PositionRad;
    public JointVector VelocityRadPerSec;
    public JointVector AccelerationRadPerSec2;

    /// <summary>Acceleration of arm_base's origin, m/s²; gravity is not in it.</summary>
    public Vec3 BaseAcceleration;
    public Vec3 BaseAngularVelocity;
    public Vec3 BaseAngularAcceleration;
}
