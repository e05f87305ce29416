using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Plant.Sensors;

/// <summary>When a sensor measures and delivers.</summary>
public sealed record SensorTiming
{
    public required double RateHz { get; init; }

    /// <summary>From measurement to delivery; shorter than the period.</summary>
    public double LatencySec { get; init; }

    /// <summary>Chance that a measurement is never delivered.</summary>
    public double DropoutProbability { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> for values out of range.</summary>
    public void Validate()
    {
        if (!(RateHz is > 0 and <= 500) || !(LatencySec >= 0 && LatencySec < 1 / RateHz) || DropoutProbability is not (>= 0 and < 1))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"sensor timing: rate {RateHz:G4} Hz must be in (0, 500], latency {LatencySec:G4} s in [0, period), dropout {DropoutProbability:G4} in [0, 1)"));
        }
    }
}

/// <summary>
/// One sensor's clock. After each step ask <see cref="TryMeasure"/> (true: take the measurement now) and then <see cref="TryDeliver"/> (true:
/// hand over the one taken before).
/// </summary>
public sealed class SensorSchedule
{
    private readonly SensorTiming _timing;
    private readonly RandomStream _random;
    private readonly long _latencyNs;
    private long _measured;
    private bool _pending;

    public SensorSchedule(SensorTiming timing, RandomStream random)
    {
        timing.Validate();
        _timing = timing;
        _random = random;
        _latencyNs = Timestamp.FromSeconds(timing.LatencySec).Nanoseconds;
    }

    public Timestamp MeasuredAt { get; private set; }

    public bool TryMeasure(Timestamp now)
    {
        if (now.Nanoseconds < Timestamp.FromSeconds(_measured / _timing.RateHz).Nanoseconds)
        {
            return false;
        }
        _measured = (long)Math.Floor(now.Seconds * _timing.RateHz + 1e-6) + 1;
        MeasuredAt = now;
        _pending = !_random.Chance(_timing.DropoutProbability);
        return true;
    }

    public bool TryDeliver(Timestamp now)
    {
        bool due = _pending && now.Nanoseconds - MeasuredAt.Nanoseconds >= _latencyNs;
        _pending &= !due;
        return due;
    }
}
