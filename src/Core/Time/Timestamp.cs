namespace RoboticsStack.Core.Time;

/// <summary>An instant on the run's one time axis, in nanoseconds since the run began.</summary>
/// <remarks>In lockstep the simulator advances it; in real time it follows the host's monotonic clock. Pure code is handed it.</remarks>
public readonly record struct Timestamp(long Nanoseconds) : IComparable<Timestamp>
{
    public static readonly Timestamp Zero = new(0);

    public double Seconds => Nanoseconds * 1e-9;

    public static Timestamp FromSeconds(double seconds) => new((long)Math.Round(seconds * 1e9));

    public Timestamp AddSeconds(double seconds) => new(Nanoseconds + (long)Math.Round(seconds * 1e9));

    /// <summary>Seconds from <paramref name="earlier"/> to this instant; negative if this one is the earlier.</summary>
    public double SecondsSince(Timestamp earlier) => (Nanoseconds - earlier.Nanoseconds) * 1e-9;

    public int CompareTo(Timestamp other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public static bool operator <(Timestamp a, Timestamp b) => a.Nanoseconds < b.Nanoseconds;
    public static bool operator >(Timestamp a, Timestamp b) => a.Nanoseconds > b.Nanoseconds;
    public static bool operator <=(Timestamp a, Timestamp b) => a.Nanoseconds <= b.Nanoseconds;
    public static bool operator >=(Timestamp a, Timestamp b) => a.Nanoseconds >= b.Nanoseconds;

    public override string ToString() => FormattableString.Invariant($"{Seconds:F3} s");
}
