namespace RoboticsStack.Faults;

/// <summary>
/// What the stack promises whatever happens; each is measured in every cycle of every episode. Limits, their reasons and sources stand in
/// <c>configs/faults/promises.yaml</c>.
/// </summary>
public enum Promise
{
    /// <summary>Every number that goes to the drives is finite; counted, limit 0.</summary>
    FiniteCommand,

    /// <summary>Commanded joint positions inside their range; rad beyond it.</summary>
    JointPosition,

    /// <summary>Commanded joint velocity as a share of its position-dependent limit.</summary>
    JointVelocity,

    /// <summary>Commanded joint acceleration as a share of its limit.</summary>
    JointAcceleration,

    /// <summary>Commanded joint jerk as a share of its limit.</summary>
    JointJerk,

    /// <summary>Commanded lift velocity as a share of its limit; 2 where the height leaves its range.</summary>
    LiftCommand,

    /// <summary>Commanded change of the base's velocity as a share of what it may brake with.</summary>
    BaseAcceleration,

    /// <summary>True joint velocity as a share of the joint's greatest.</summary>
    TrueJointVelocity,

    /// <summary>True speed of the gripper against the arm's base where nothing was touched just before, m/s.</summary>
    TrueGripperSpeed,

    /// <summary>
    /// True speed of the gripper over the floor just after a touch, when what was bent springs back, and while a drive is faulty and may exert what nobody
    /// asked of it, m/s.
    /// </summary>
    GripperSpeedUnasked,

    /// <summary>True speed of the base, m/s.</summary>
    TrueBaseSpeed,

    /// <summary>Rate at which a joint's true drive torque changes under power, once engaged, where nothing was touched just before, Nm/s.</summary>
    TorqueRate,

    /// <summary>What a thing feels of the robot at any instant, through a 100 Hz low-pass, N.</summary>
    TransientForce,

    /// <summary>What a thing feels of the robot throughout half a second, N.</summary>
    LastingForce,

    /// <summary>What a person feels by the robot's doing, through a 100 Hz low-pass, as a share of what that part of the body stands.</summary>
    PersonForce,

    /// <summary>Speed with which the robot moves into somebody whom it touches, m/s: separation that was not kept.</summary>
    PersonContactSpeed,

    /// <summary>From the gate's decision to stop until arm and lift truly rest, s; where nothing was touched just before or since.</summary>
    StopTime,

    /// <summary>The same until the base truly rests: see the book for why it takes longer.</summary>
    BaseStopTime,

    /// <summary>Until nothing truly moves, where something was touched: what was bent springs back once it is let go.</summary>
    StopTimeAfterTouch,

    /// <summary>From the brain's end until arm and lift truly rest, s; where something is touched or the drives are faulty, until the gate stops.</summary>
    BrainLossTime,

    /// <summary>The same until the base truly rests.</summary>
    BaseBrainLossTime,

    /// <summary>True travel of gripper or base after the robot came to rest in a stop, m.</summary>
    TravelAfterStop,

    /// <summary>
    /// With a fault in the drives themselves: from the instant at which a joint or the base is measurably not where it is told to be until the gate
    /// stops or takes the power away, s. Nothing can make a deaf drive obey; this is what the gate can do about it.
    /// </summary>
    DisobedienceTime,

    /// <summary>With a fault in the drives themselves: from the gate's decision to stop until all is at rest or the power is off, s.</summary>
    PowerOffTime,
}

/// <summary>One promise broken in one episode: its worst instant.</summary>
/// <param name="What">Which part of the robot did it to what, where that is known; otherwise empty.</param>
public readonly record struct Violation(Promise Promise, double AtSec, double Limit, double Value, string What = "");
