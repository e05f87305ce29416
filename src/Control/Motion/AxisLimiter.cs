namespace RoboticsStack.Control.Motion;

/// <summary>Setpoint of one axis: position, velocity (the backward difference of position) and acceleration (that of velocity).</summary>
public readonly record struct AxisState(double Position, double Velocity, double Acceleration);

/// <summary>
/// What holds for one axis. The velocity limit closes towards the ends as
/// min(MaxVelocity, max(0, −Offset + √(max(0, Slope·distance to the edge)))).
/// </summary>
public readonly record struct AxisLimits
{
    public required double Low { get; init; }
    public required double High { get; init; }
    public required double MaxVelocity { get; init; }
    public required double Offset { get; init; }
    public required double Slope { get; init; }
    public required double EdgeLow { get; init; }
    public required double EdgeHigh { get; init; }
    public required double MaxAcceleration { get; init; }
    public required double MaxJerk { get; init; }

    public double UpperVelocity(double position) => Envelope(EdgeHigh - position);

    public double LowerVelocity(double position) => -Envelope(position - EdgeLow);

    private double Envelope(double distance) => Math.Min(MaxVelocity, Math.Max(0, Math.Sqrt(Math.Max(0, Slope * distance)) - Offset));
}

/// <summary>
/// Keeps one axis within position, position-dependent velocity, acceleration and jerk limits at all times. The invariant: from every
/// setpoint that leaves <see cref="Step"/>, braking as <see cref="BrakeAcceleration"/> does comes to rest without breaking a limit. A step
/// is taken only if the invariant still holds after it; otherwise the axis brakes, which the step before had proved to be possible.
/// </summary>
public sealed class AxisLimiter(AxisLimits limits, double cycleSec)
{
    private const int MaxBrakeCycles = 4000;
    private const int Bisections = 6;

    private readonly double _jerkStep = limits.MaxJerk * cycleSec;

    public AxisLimits Limits => limits;

    /// <summary>Accelerations that the next cycle may use.</summary>
    public (double Low, double High) FindRange(in AxisState state)
    {
        double low = Math.Max(-limits.MaxAcceleration, state.Acceleration - _jerkStep);
        double high = Math.Min(limits.MaxAcceleration, state.Acceleration + _jerkStep);
        if (IsFarFromEverything(state))
        {
            return (low, high);
        }
        double brake = BrakeAcceleration(state);
        return (FindEnd(state, brake, low), FindEnd(state, brake, high));
    }

    /// <summary>Moves one cycle towards <paramref name="velocity"/>, within the range found for this state.</summary>
    public AxisState Step(in AxisState state, double velocity, (double Low, double High) range)
    {
        double wanted = Math.Clamp(Approach(state.Velocity - velocity), range.Low, range.High);
        AxisState next = Advance(state, wanted);
        // The ends of the range are proved; what lies between them is likely, and proved here.
        return CanStop(next) ? next : Advance(state, BrakeAcceleration(state));
    }

    public AxisState Step(in AxisState state, double velocity) => Step(state, velocity, FindRange(state));

    /// <summary>The acceleration of the hardest stop.</summary>
    public double BrakeAcceleration(in AxisState state) =>
        Math.Clamp(Approach(state.Velocity),
            Math.Max(-limits.MaxAcceleration, state.Acceleration - _jerkStep), Math.Min(limits.MaxAcceleration, state.Acceleration + _jerkStep));

    private AxisState Advance(in AxisState state, double acceleration)
    {
        double velocity = state.Velocity + acceleration * cycleSec;
        return new(state.Position + velocity * cycleSec, velocity, acceleration);
    }

    /// <summary>
    /// The strongest acceleration against an excess of velocity that can still fade out, one jerk step a cycle, just as the excess ends:
    /// m with dt·((n + 1)·m − j·n(n + 1)/2) = |excess|, j being the jerk step and n = ⌊m/j⌋ the number of steps it takes.
    /// </summary>
    private double Approach(double excess)
    {
        double scaled = Math.Abs(excess) / (cycleSec * _jerkStep);
        double n = Math.Floor((Math.Sqrt(1 + 8 * scaled) - 1) / 2);
        double magnitude = _jerkStep * (scaled / (n + 1) + n / 2);
        return -Math.CopySign(Math.Min(magnitude, limits.MaxAcceleration), excess);
    }

    /// <summary>The acceleration nearest to <paramref name="wanted"/>, seen from the brake's, after which the axis can still stop in time.</summary>
    private double FindEnd(in AxisState state, double brake, double wanted)
    {
        if (CanStop(Advance(state, wanted)))
        {
            return wanted;
        }
        double safe = brake;
        double unsafeEnd = wanted;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (safe + unsafeEnd) / 2;
            if (CanStop(Advance(state, middle)))
            {
                safe = middle;
            }
            else
            {
                unsafeEnd = middle;
            }
        }
        return safe;
    }

    private bool CanStop(AxisState state)
    {
        if (!IsAllowed(state))
        {
            return false;
        }
        if (IsFarFromEverything(state))
        {
            return true;
        }
        for (int i = 0; i < MaxBrakeCycles; i++)
        {
            state = Advance(state, BrakeAcceleration(state));
            if (!IsAllowed(state))
            {
                return false;
            }
            if (Math.Abs(state.Velocity) < 1e-12 && Math.Abs(state.Acceleration) < 1e-9)
            {
                return true;
            }
        }
        return false;
    }

    private bool IsAllowed(in AxisState state) =>
        state.Position >= limits.Low && state.Position <= limits.High
        && state.Velocity <= limits.UpperVelocity(state.Position) && state.Velocity >= limits.LowerVelocity(state.Position);

    /// <summary>True if no limit can be met, whatever the next cycle does, before a stop: a bound that costs no simulation.</summary>
    private bool IsFarFromEverything(in AxisState state)
    {
        double reversal = 2 * limits.MaxAcceleration / limits.MaxJerk + 3 * cycleSec;
        double peak = Math.Abs(state.Velocity) + limits.MaxAcceleration * reversal;
        double distance = peak * reversal + 0.55 * peak * peak / limits.MaxAcceleration;
        return limits.UpperVelocity(state.Position + distance) >= peak && limits.LowerVelocity(state.Position - distance) <= -peak
            && state.Position + distance <= limits.High && state.Position - distance >= limits.Low;
    }
}
