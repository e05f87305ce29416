using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety;

/// <summary>The gate's state; the same numbers as the message schema's.</summary>
public enum GateMode
{
    /// <summary>Drives unpowered, brakes on.</summary>
    Disengaged = 0,

    /// <summary>Holding the measured position while command and measurement are compared.</summary>
    Engaging = 1,

    /// <summary>Following plans.</summary>
    Active = 2,

    /// <summary>Standing still under power; goes on with a plan of an observation since, once the cause has gone.</summary>
    Hold = 3,

    /// <summary>Braking, then standing still under power until engaged again.</summary>
    ControlledStop = 4,

    /// <summary>Braked, then unpowered; needs a reset.</summary>
    PowerOff = 5,
}

/// <summary>
/// Setpoints that passed the safety gate: the only thing hardware accepts, and only the gate makes one that is
/// <see cref="IsGenuine"/>.
/// </summary>
public readonly struct GatedCommand
{
    internal GatedCommand(
        ulong number, GateMode mode, bool isPowered, ulong planSequence, in JointVector positionRad, in JointVector velocityRadPerSec, double liftM, double liftVelocityMPerSec,
        double gripperWidthM, double gripperForceN, double baseVxMPerSec, double baseVyMPerSec, double baseYawRateRadPerSec)
    {
        IsGenuine = true;
        Number = number;
        Mode = mode;
        IsPowered = isPowered;
        PlanSequence = planSequence;
        PositionRad = positionRad;
        VelocityRadPerSec = velocityRadPerSec;
        LiftM = liftM;
        LiftVelocityMPerSec = liftVelocityMPerSec;
        GripperWidthM = gripperWidthM;
        GripperForceN = gripperForceN;
        BaseVxMPerSec = baseVxMPerSec;
        BaseVyMPerSec = baseVyMPerSec;
        BaseYawRateRadPerSec = baseYawRateRadPerSec;
    }

    /// <summary>False for a default value; hardware refuses it.</summary>
    public bool IsGenuine { get; }

    /// <summary>Counted up with each command; hardware that can tells which one it carried out last.</summary>
    public ulong Number { get; }
    public GateMode Mode { get; }

    /// <summary>When false the drives are off and the brakes on; hardware ignores the setpoints.</summary>
    public bool IsPowered { get; }

    /// <summary>The plan in force; 0 for none.</summary>
    public ulong PlanSequence { get; }
    public JointVector PositionRad { get; }
    public JointVector VelocityRadPerSec { get; }
    public double LiftM { get; }
    public double LiftVelocityMPerSec { get; }
    public double GripperWidthM { get; }

    /// <summary>The most that the fingers may press with.</summary>
    public double GripperForceN { get; }

    /// <summary>In base_link.</summary>
    public double BaseVxMPerSec { get; }
    public double BaseVyMPerSec { get; }
    public double BaseYawRateRadPerSec { get; }
}
