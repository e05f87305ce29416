using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Safety.Functions;

/// <summary>The base can always come to rest before it touches what is seen at its height, and drives only while it sees.</summary>
internal sealed class ProtectiveFieldFunction(RobotDescription robot) : ISafetyFunction
{
    /// <summary>The body turns within this many of its radii: a limit on the base's speed limits the turning so that its rim is no faster.</summary>
    private const double RimRadii = 2;

    private readonly ProtectiveFieldLimits _limits = robot.Safety.ProtectiveField;
    private readonly BaseField _field = new(robot);
    private double _scanAgeSec = double.PositiveInfinity;

    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        _field.Look(cycle.View, cycle.Measurement.BaseOdometry);
        _scanAgeSec = cycle.View.HasScan ? Math.Abs(cycle.Now.SecondsSince(cycle.View.ScanTime)) : double.PositiveInfinity;
    }

    /// <summary>What may be driven of a velocity (base_link) that the plan would have.</summary>
    public (Vec3 Linear, double YawRate) Allow(Vec3 linear, double yawRate, Timestamp now, ulong planSequence, FailsafeMonitor monitor)
    {
        double speed = linear.Length, turning = Math.Abs(yawRate);
        if (speed == 0 && turning == 0)
        {
            return (linear, yawRate);
        }
        if (_scanAgeSec > _limits.MaxScanAgeSec)
        {
            monitor.Demand(GateFunction.ProtectiveField, FailsafeAction.Warn, _limits.MaxScanAgeSec, _scanAgeSec, now, planSequence);
            return (Vec3.Zero, 0);
        }
        double rim = monitor.BaseSpeedMPerSec / (RimRadii * robot.Base.RadiusM);
        Vec3 allowed = _field.Allow(linear.ClampLength(monitor.BaseSpeedMPerSec), out double limit, out double value);
        if (value > 0)
        {
            monitor.Demand(GateFunction.ProtectiveField, FailsafeAction.Warn, limit, value, now, planSequence);
        }
        return (allowed, Math.Clamp(yawRate, -rim, rim));
    }
}
