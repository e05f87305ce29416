using RoboticsStack.Core.Time;

namespace RoboticsStack.Core.Tests;

public sealed class TimestampTests
{
    [Fact]
    public void Adding_seconds_and_asking_for_the_difference_agree_to_a_nanosecond() => Seeded.Holds(random =>
    {
        Timestamp start = new((long)random.Uniform(0, 1e12));
        double seconds = random.Uniform(-500, 500);
        return Math.Abs(start.AddSeconds(seconds).SecondsSince(start) - seconds) <= 1e-9;
    });

    [Fact]
    public void A_million_steps_of_two_milliseconds_do_not_drift()
    {
        Timestamp now = Timestamp.Zero;
        for (int i = 0; i < 1_000_000; i++)
        {
            now = now.AddSeconds(0.002);
        }
        Assert.Equal(Timestamp.FromSeconds(2000), now);
    }

    [Fact]
    public void Order_follows_the_nanoseconds() => Seeded.Holds(random =>
    {
        Timestamp a = new((long)random.Uniform(-1e12, 1e12));
        Timestamp b = new((long)random.Uniform(-1e12, 1e12));
        return a < b == a.Nanoseconds < b.Nanoseconds && a <= b == !(a > b) && Math.Sign(a.CompareTo(b)) == Math.Sign(a.Nanoseconds - b.Nanoseconds);
    });
}
