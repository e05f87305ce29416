namespace RoboticsStack.Safety;

/// <summary>What a robot's hardware tells beyond joints, base and touch. What it has told once it has to go on telling while it is engaged.</summary>
[Flags]
public enum HardwareReports : ulong
{
    None = 0,
    SupplyVoltage = 1,
    MotorTemperature = 2,

    /// <summary>Encoders on the motor's side of each arm joint, besides those on the link's.</summary>
    MotorEncoders = 4,

    /// <summary>Accelerometer and gyroscope in the base.</summary>
    Inertial = 8,
    Status = 16,

    /// <summary>A number that the hardware counts up with each sample.</summary>
    Counter = 32,

    /// <summary>The number of the command carried out last.</summary>
    Echo = 64,

    /// <summary>Torque at each arm joint, beyond what carries the arm's own weight.</summary>
    JointTorque = 128,
    All = SupplyVoltage | MotorTemperature | MotorEncoders | Inertial | Status | Counter | Echo | JointTorque,
}

/// <summary>The drives' status word; anything set is a reason not to move.</summary>
[Flags]
public enum DriveStatus : ulong
{
    Ready = 0,

    /// <summary>A drive has switched itself off: overcurrent, lost encoder, broken bus.</summary>
    Fault = 1,
    Overtemperature = 2,
    Undervoltage = 4,
}
