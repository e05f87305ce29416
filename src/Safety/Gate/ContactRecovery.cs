using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety;

internal enum RecoveryPhase
{
    /// <summary>There is nothing to recover from, or it is left to a person.</summary>
    None,

    /// <summary>Stopped: it waits until all has been at rest for a while.</summary>
    Resting,

    /// <summary>Away from what is still being pressed.</summary>
    BackingOff,

    /// <summary>Free again: to be engaged as after a person's request.</summary>
    Resuming,
}

/// <summary>
/// Lets a robot that has stopped pressing something give way, and gets it going again after a stop that nothing but a hard touch caused. Only measured force,
/// rest and time decide; the gate makes the motion.
/// </summary>
/// <remarks>
/// The three steps are those of the reflexes that collision handling distinguishes (De Luca, Albu-Schäffer, Haddadin and Hirzinger, 2006; Haddadin, De
/// Luca and Albu-Schäffer, "Robot collisions: a survey", 2017): stop, give way along the force that is felt, take up the task again. A robot whose joints
/// hold their position does not give way by itself, so a stop alone would leave it pressing. Unlike there, resuming is rationed: a robot that keeps on
/// running into things needs a person.
/// </remarks>
internal sealed class ContactRecovery(RecoveryLimits limits)
{
    /// <summary>A touch that has not let go by then is not one that backing off undoes.</summary>
    public const double ReachM = 0.03;

    /// <summary>What has just been let go of may swing back.</summary>
    private const double SettleSec = 0.1;

    private Timestamp _restSince;
    private Vec3 _start;

    public RecoveryPhase Phase { get; private set; }

    /// <summary>A hard touch alone caused the stop, and not too many before it.</summary>
    public bool MayResume { get; private set; }

    /// <summary>Recoveries begun since a person engaged the robot.</summary>
    public int Used { get; private set; }

    private RecoveryPhase Free => MayResume ? RecoveryPhase.Resuming : RecoveryPhase.None;

    /// <summary>Free and at rest for long enough to engage.</summary>
    public bool IsReady(Timestamp now) => Phase == RecoveryPhase.Resuming && now.SecondsSince(_restSince) >= SettleSec;

    /// <summary>A person has looked: the count starts anew.</summary>
    public void Renew()
    {
        Used = 0;
        Phase = RecoveryPhase.None;
    }

    public void BeginStop(GateFunction? cause, Timestamp now)
    {
        MayResume = cause is GateFunction.ContactForce or GateFunction.ContactReflex && Used < limits.Times;
        Phase = MayResume || LetsGo(cause) ? RecoveryPhase.Resting : RecoveryPhase.None;
        _restSince = now;
    }

    /// <summary>Whether force, joints and drives can still be believed in a stop for this cause: then what is pressed can be let go of.</summary>
    public static bool LetsGo(GateFunction? cause) => cause is GateFunction.ContactForce or GateFunction.ContactReflex or GateFunction.TorqueRate or GateFunction.Stall
        or GateFunction.Tracking or GateFunction.CartesianSpeed or GateFunction.LinkLost or GateFunction.Watchdog;

    /// <summary>Leaves going on to a person.</summary>
    public void LeaveResuming() => MayResume = false;

    /// <summary>Leaves this stop to a person.</summary>
    public void GiveUp() => Phase = RecoveryPhase.None;

    /// <summary>One cycle of the stop.</summary>
    /// <param name="isWell">Nothing stands against moving away from what is pressed.</param>
    /// <param name="isAtRest">No setpoint moves.</param>
    /// <param name="isPressed">The force has not fallen below its release.</param>
    /// <param name="gripper">Commanded position, arm_base.</param>
    /// <param name="now">Time of this cycle.</param>
    public void Step(bool isWell, bool isAtRest, bool isPressed, Vec3 gripper, Timestamp now)
    {
        switch (Phase)
        {
            case RecoveryPhase.Resting when !isWell || !isAtRest:
                _restSince = now;
                break;
            case RecoveryPhase.Resting when now.SecondsSince(_restSince) >= limits.RestSec:
                Used += MayResume ? 1 : 0;
                _start = gripper;
                Phase = isPressed ? RecoveryPhase.BackingOff : Free;
                break;
            case RecoveryPhase.BackingOff or RecoveryPhase.Resuming when !isWell:
                Phase = RecoveryPhase.Resting;
                _restSince = now;
                break;
            case RecoveryPhase.BackingOff when !isPressed:
                Phase = Free;
                _restSince = now;
                break;
            case RecoveryPhase.BackingOff when gripper.DistanceTo(_start) >= ReachM:
                Phase = RecoveryPhase.None;
                break;
            case RecoveryPhase.Resuming when isPressed:
                Phase = RecoveryPhase.BackingOff;
                break;
            case RecoveryPhase.Resuming when !isAtRest:
                _restSince = now;
                break;
        }
    }
}
