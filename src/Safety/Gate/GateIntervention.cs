using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety;

/// <summary>What the gate watches.</summary>
public enum GateFunction
{
    /// <summary>A plan was refused.</summary>
    Plan,
    PlanExpiry,
    Watchdog,
    LinkLost,
    EmergencyStop,
    Measurement,
    Cycle,
    Engagement,
    JointPosition,
    JointVelocity,
    Workspace,

    /// <summary>The joints cannot follow the gripper setpoint: near a singularity or a limit.</summary>
    Reach,
    SelfClearance,
    ContactForce,
    PadForce,
    CellForce,
    Tracking,
    Stall,

    /// <summary>The gate begins to recover from a contact stop by itself; limit and value: how often it may and how often it has since a person engaged it.</summary>
    Recovery,

    /// <summary>The base goes slower, or not at all, for what stands beside it.</summary>
    ProtectiveField,

    /// <summary>Arm, lift or base go slower for what the depth cameras have seen near the robot, arm and lift also for what they have not seen through.</summary>
    ObstacleDistance,

    /// <summary>Somebody is so near that the robot has to go slower, or hold. Limit and value: metres.</summary>
    PersonSeparation,

    /// <summary>Somebody is within reach: slower than would hurt. Limit and value: metres a second.</summary>
    PowerAndForce,

    /// <summary>The gripper as measured is too fast.</summary>
    CartesianSpeed,

    /// <summary>The hand that holds a full vessel is accelerated or tilted too much.</summary>
    SpillGuard,

    /// <summary>Something pushes the arm between base and wrist.</summary>
    ContactReflex,
    WristDisagreement,
    TorqueRate,
    ThermalBudget,
    SupplyVoltage,
    EncoderJump,
    EncoderDisagreement,
    StuckSensor,
    OdometryDisagreement,
    HardwareWatchdog,

    /// <summary>The fingers press harder than the plan's cap for what they hold.</summary>
    FragileGrip,

    /// <summary>A plan is of a world model that the gate was not started for.</summary>
    ModelIdentity,

    /// <summary>A controlled stop did not come to rest in its time, or what had come to rest moved on.</summary>
    SupervisedStop,

    /// <summary>The base does not drive as it is told.</summary>
    BaseTracking,

    /// <summary>The fingers press on something and the pads do not feel it. Limit and value: newtons on a pad.</summary>
    PadDisagreement,
}

/// <summary>What the gate does about it, in order of severity; the severest of all functions is in force.</summary>
public enum FailsafeAction
{
    None,
    Warn,
    Slow,
    Hold,
    ControlledStop,
    PowerOff,
}

/// <param name="Time">When the function set in.</param>
/// <param name="Limit">The limit, in the function's own unit.</param>
/// <param name="Value">What stood against it; for a refused plan its <see cref="Plans.PlanVerdict"/> as a number.</param>
public readonly record struct GateIntervention(
    Timestamp Time, GateFunction Function, FailsafeAction Action, double Limit, double Value, ulong PlanSequence);
