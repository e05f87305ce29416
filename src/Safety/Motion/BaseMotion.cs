using RoboticsStack.Control.Motion;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Safety.Motion;

/// <summary>The base's velocity setpoint (base_link): straight lines between a plan's points, at rest after the last, within speed and acceleration limits.</summary>
internal sealed class BaseMotion(double cycleSec)
{
    private readonly GateBasePoint[] _points = new GateBasePoint[GatePlan.MaxPoints + 1];
    private int _count;

    public double Vx { get; private set; }
    public double Vy { get; private set; }
    public double YawRate { get; private set; }

    public bool IsAtRest => Vx == 0 && Vy == 0 && YawRate == 0;

    public void Stop() => _count = 0;

    /// <summary>Stands still at once: for drives that are unpowered anyway.</summary>
    public void Reset()
    {
        _count = 0;
        (Vx, Vy, YawRate) = (0, 0, 0);
    }

    public void Follow(GatePlan plan, Timestamp now)
    {
        _points[0] = new(now, Vx, Vy, YawRate);
        _count = 1;
        for (int i = 0; i < plan.BaseCount; i++)
        {
            if (plan.Base[i].Time > now)
            {
                _points[_count++] = plan.Base[i];
            }
        }
        _count = plan.BaseCount == 0 ? 0 : _count;
    }

    /// <summary>Where the plan would have the velocity go this cycle, base_link.</summary>
    public (Vec3 Linear, double YawRate) Next(in MotionOrder order, Timestamp now)
    {
        MotionLimits limits = order.Limits;
        (Vec3 linear, double yawRate) = order.Kind == MotionKind.Follow ? Reference(now) : (Vec3.Zero, 0);
        linear = (linear * order.Rate).ClampLength(limits.BaseSpeed);
        yawRate = Math.Clamp(yawRate * order.Rate, -limits.YawRate, limits.YawRate);
        Vec3 velocity = new(Vx, Vy, 0);
        velocity += (linear - velocity).ClampLength(limits.BaseAcceleration * cycleSec);
        double yawStep = limits.YawAcceleration * cycleSec;
        return (velocity, YawRate + Math.Clamp(yawRate - YawRate, -yawStep, yawStep));
    }

    /// <summary>Takes on what <see cref="Next"/> gave, or what was left of it, braking no harder than the limits allow.</summary>
    public void Commit(Vec3 linear, double yawRate, in MotionLimits limits)
    {
        Vec3 before = new(Vx, Vy, 0);
        Vec3 velocity = before + (linear - before).ClampLength(limits.BaseBraking * cycleSec);
        double yawStep = limits.YawBraking * cycleSec;
        (Vx, Vy, YawRate) = (velocity.X, velocity.Y, YawRate + Math.Clamp(yawRate - YawRate, -yawStep, yawStep));
    }

    private (Vec3 Linear, double YawRate) Reference(Timestamp now)
    {
        int last = _count - 1;
        if (last < 0 || now >= _points[last].Time)
        {
            return (Vec3.Zero, 0);
        }
        int piece = 0;
        while (now >= _points[piece + 1].Time)
        {
            piece++;
        }
        ref readonly GateBasePoint a = ref _points[piece];
        ref readonly GateBasePoint b = ref _points[piece + 1];
        double share = now.SecondsSince(a.Time) / b.Time.SecondsSince(a.Time);
        return (Vec3.Lerp(new(a.VxMPerSec, a.VyMPerSec, 0), new(b.VxMPerSec, b.VyMPerSec, 0), share),
            a.YawRateRadPerSec + (b.YawRateRadPerSec - a.YawRateRadPerSec) * share);
    }
}
