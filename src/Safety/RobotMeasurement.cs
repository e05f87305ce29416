using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety;

/// <summary>Everything the control loop reads from the hardware in one cycle. Written in place; nothing in it is on the heap.</summary>
public struct RobotMeasurement
{
    /// <summary>When the values were sampled.</summary>
    public Timestamp Stamp;
    public JointVector PositionRad;
    public JointVector VelocityRadPerSec;
    public JointVector TorqueNm;
    public double LiftM;
    public double LiftVelocityMPerSec;
    public double GripperWidthM;
    public double GripperVelocityMPerSec;
    public double GripperForceN;

    /// <summary>Integrated from the wheels: drifts.</summary>
    public Pose2 BaseOdometry;

    /// <summary>In base_link.</summary>
    public double BaseVxMPerSec;
    public double BaseVyMPerSec;
    public double BaseYawRateRadPerSec;

    /// <summary>What the world exerts on the gripper, gripper frame, the gripper's own weight removed.</summary>
    public Wrench WristWrench;

    /// <summary>Sum over the cells of each fingertip pad.</summary>
    public double LeftPadForceN;
    public double RightPadForceN;

    /// <summary>The highest single cell of both pads.</summary>
    public double PeakCellForceN;

    public readonly bool IsFinite =>
        PositionRad.IsFinite && VelocityRadPerSec.IsFinite && TorqueNm.IsFinite
        && double.IsFinite(LiftM + LiftVelocityMPerSec + GripperWidthM + GripperVelocityMPerSec + GripperForceN)
        && double.IsFinite(BaseOdometry.X + BaseOdometry.Y + BaseOdometry.YawRad)
        && double.IsFinite(BaseVxMPerSec + BaseVyMPerSec + BaseYawRateRadPerSec)
        && WristWrench.Force.IsFinite && WristWrench.Torque.IsFinite
        && double.IsFinite(LeftPadForceN + RightPadForceN + PeakCellForceN);
}
