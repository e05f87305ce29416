namespace RoboticsStack.Runtime.Gate.Receiving;

/// <summary>How much a gate takes in. What is beyond is dropped before it is looked into, and counted.</summary>
public sealed record ReceiverLimits
{
    /// <summary>The longest plan has 16 points of each sort, under 4 KiB; no other message to the gate is nearly as long.</summary>
    public int MaxBytes { get; init; } = 16 * 1024;

    /// <summary>The brain plans at 10 Hz, so that ten times that is no plan's fault.</summary>
    public double PlansPerSec { get; init; } = 100;

    /// <summary>Heartbeats come at 100 Hz (see <see cref="Control.Robot.WatchdogLimits.HeartbeatPeriodSec"/>).</summary>
    public double StatusPerSec { get; init; } = 500;

    /// <summary>Of engage requests, answers to ticks and pressed buttons. An emergency stop is never refused.</summary>
    public double OthersPerSec { get; init; } = 100;

    /// <summary>So many more may come at once, after a silence.</summary>
    public double Burst { get; init; } = 20;
}
