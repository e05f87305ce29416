namespace RoboticsStack.Faults;

/// <summary>What the stack promises whatever happens; each is measured in every cycle of every episode.</summary>
public enum Promise
{
    /// <summary>Every number that goes to the drives is finite; counted, limit 0.</summary>
    FiniteCommand,

    /// <summary>Commanded joint positions inside their range; rad beyond it, limit 0.</summary>
    JointPosition,

    /// <summary>Commanded joint velocity as a share of its position-dependent limit.</summary>
    JointVelocity,

    /// <summary>Commanded joint acceleration, rad/s².</summary>
    JointAcceleration,

    /// <summary>Commanded joint jerk, rad/s³.</summary>
    JointJerk,

    /// <summary>True joint velocity as a share of the joint's greatest.</summary>
    TrueJointVelocity,

    /// <summary>True speed of the gripper against the arm's base, m/s.</summary>
    TrueGripperSpeed,

    /// <summary>True speed of the base, m/s.</summary>
    TrueBaseSpeed,

    /// <summary>Force between one of the robot's shapes and the world at any instant, N.</summary>
    TransientForce,

    /// <summary>The force that lasts for half a second, N.</summary>
    LastingForce,

    /// <summary>From the gate's decision to stop until nothing truly moves, s; where nothing was touched just before or since.</summary>
    StopTime,

    /// <summary>The same where something was touched: what was bent springs back once it is let go.</summary>
    StopTimeAfterTouch,

    /// <summary>From the brain's end until nothing truly moves, s; where nothing is touched.</summary>
    BrainLossTime,

    /// <summary>True travel of the gripper against the arm's base after it came to rest in a stop, m.</summary>
    TravelAfterStop,
}

/// <summary>One promise broken in one episode: its worst instant.</summary>
public readonly record struct Violation(Promise Promise, double AtSec, double Limit, double Value);
