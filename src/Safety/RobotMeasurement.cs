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

    /// <summary>Which of the following the hardware has; the rest is zero.</summary>
    public HardwareReports Reports;
    public DriveStatus Status;

    /// <summary>Counted up with each sample.</summary>
    public ulong Counter;

    /// <summary><see cref="GatedCommand.Number"/> of the command that the drives carried out last.</summary>
    public ulong Echo;
    public double SupplyVoltageV;

    /// <summary>Windings of the arm's motors, °C.</summary>
    public JointVector MotorTemperatureC;

    /// <summary>Positions on the motors' side over the gear ratio, rad: off from the links' by what the gears give under load.</summary>
    public JointVector MotorPositionRad;

    /// <summary>In base_link; at rest it shows gravity, upwards.</summary>
    public Vec3 ImuAccelerationMPerSec2;
    public Vec3 ImuAngularVelocityRadPerSec;

    public readonly bool IsFinite =>
        PositionRad.IsFinite && VelocityRadPerSec.IsFinite && TorqueNm.IsFinite
        && double.IsFinite(LiftM + LiftVelocityMPerSec + GripperWidthM + GripperVelocityMPerSec + GripperForceN)
        && double.IsFinite(BaseOdometry.X + BaseOdometry.Y + BaseOdometry.YawRad)
        && double.IsFinite(BaseVxMPerSec + BaseVyMPerSec + BaseYawRateRadPerSec)
        && WristWrench.Force.IsFinite && WristWrench.Torque.IsFinite
        && double.IsFinite(LeftPadForceN + RightPadForceN + PeakCellForceN)
        && double.IsFinite(SupplyVoltageV) && MotorTemperatureC.IsFinite && MotorPositionRad.IsFinite
        && ImuAccelerationMPerSec2.IsFinite && ImuAngularVelocityRadPerSec.IsFinite;
}
