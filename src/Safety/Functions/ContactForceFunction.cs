using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Functions;

/// <summary>The world does not push the gripper harder than it may.</summary>
internal sealed class ContactForceFunction(SafetySettings settings) : ISafetyFunction
{
    /// <summary>Evens out single-cycle spikes of the force sensor; contact that lasts passes.</summary>
    private const double ForceFilterSec = 0.010;
    private const int HardContactCycles = 2;

    private readonly ContactLimits _limits = settings.Contact;
    private readonly double _filterShare = settings.CycleSec / (settings.CycleSec + ForceFilterSec);
    private Vec3 _force;
    private int _hardContact;

    /// <summary>From the contact limit being passed until the force has fallen below its release.</summary>
    public bool IsPushed { get; private set; }

    /// <summary>While the force is not below its release, whether or not it ever passed the limit.</summary>
    public bool IsPressed => _force.Length > _limits.WristForceReleaseN;

    /// <summary>Unit vector, gripper frame, along which the world pushes.</summary>
    public Vec3 PushDirection => _force.Normalized();

    public void Restart()
    {
        _force = Vec3.Zero;
        _hardContact = 0;
        IsPushed = false;
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        _force += (cycle.Measurement.WristWrench.Force - _force) * _filterShare;
        double force = _force.Length;
        IsPushed = force > _limits.WristForceN || (IsPushed && force > _limits.WristForceReleaseN);
        if (IsPushed)
        {
            monitor.Demand(GateFunction.ContactForce, FailsafeAction.Hold, _limits.WristForceN, force, cycle.Now, cycle.PlanSequence);
        }
        double raw = cycle.Measurement.WristWrench.Force.Length;
        _hardContact = raw > _limits.WristForceStopN ? _hardContact + 1 : 0;
        if (_hardContact >= HardContactCycles)
        {
            bool isTooHard = raw > _limits.WristForcePowerN;
            monitor.Demand(GateFunction.ContactForce, isTooHard ? FailsafeAction.PowerOff : FailsafeAction.ControlledStop,
                isTooHard ? _limits.WristForcePowerN : _limits.WristForceStopN, raw, cycle.Now, cycle.PlanSequence);
        }
    }
}
