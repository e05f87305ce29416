using RoboticsStack.Control.Robot;
using RoboticsStack.Safety;

namespace RoboticsStack.Plant.Robot;

/// <summary>What the drives of the simulated robot are told to do. Radians, metres, seconds, newtons; base velocities in base_link.</summary>
public struct RobotSetpoint
{
    /// <summary>Of the command that this comes from; 0 for none.</summary>
    public ulong Number;
    public JointVector PositionRad;
    public JointVector VelocityRadPerSec;
    public double LiftM;
    public double LiftVelocityMPerSec;

    /// <summary>Opening between the pads.</summary>
    public double GripperWidthM;

    /// <summary>The most that each finger presses with.</summary>
    public double GripperForceN;
    public double BaseVxMPerSec;
    public double BaseVyMPerSec;
    public double BaseYawRateRadPerSec;

    internal static RobotSetpoint From(in GatedCommand command) => new()
    {
        Number = command.Number,
        PositionRad = command.PositionRad,
        VelocityRadPerSec = command.VelocityRadPerSec,
        LiftM = command.LiftM,
        LiftVelocityMPerSec = command.LiftVelocityMPerSec,
        GripperWidthM = command.GripperWidthM,
        GripperForceN = command.GripperForceN,
        BaseVxMPerSec = command.BaseVxMPerSec,
        BaseVyMPerSec = command.BaseVyMPerSec,
        BaseYawRateRadPerSec = command.BaseYawRateRadPerSec,
    };
}
