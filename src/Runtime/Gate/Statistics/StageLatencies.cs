using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Gate.Statistics;

/// <summary>How long each stage took from a sensor's sample to the first command that follows from it. The control loop notes, anyone reads along.</summary>
/// <remarks>
/// From the messages' own time stamps, which are of one clock: brain and gate have to run on one machine. Up to a second in bins of 100 µs, the stages
/// that take microseconds in bins of 1 µs.
/// </remarks>
public sealed class StageLatencies
{
    private const int Coarse = 100;

    /// <summary>From the newest sensor data until all of it had been sent.</summary>
    public MicrosecondHistogram Sending { get; } = new();

    /// <summary>Until the brain had received it.</summary>
    public MicrosecondHistogram ToBrain { get; } = new();

    /// <summary>Until the brain's plan was ready.</summary>
    public MicrosecondHistogram Thinking { get; } = new(Coarse);

    /// <summary>Until the gate's process had received the plan.</summary>
    public MicrosecondHistogram ToGate { get; } = new();

    /// <summary>Until the cycle that took it began.</summary>
    public MicrosecondHistogram Waiting { get; } = new();

    /// <summary>Until the first command that follows it was with the hardware.</summary>
    public MicrosecondHistogram ToHardware { get; } = new();

    /// <summary>From the sensor's sample to that command.</summary>
    public MicrosecondHistogram Whole { get; } = new(Coarse);

    public IReadOnlyList<(string Name, MicrosecondHistogram Histogram)> All =>
    [
        ("sensor to sent", Sending), ("sent to brain", ToBrain), ("brain to plan", Thinking), ("plan to gate", ToGate),
        ("gate to cycle", Waiting), ("cycle to hardware", ToHardware), ("sensor to hardware", Whole),
    ];

    /// <summary>A plan was accepted. Plans of a brain that stamps nothing are passed over.</summary>
    /// <param name="stamps">Of that plan.</param>
    /// <param name="cycle">When the cycle began.</param>
    /// <param name="written">When its command had been handed to the hardware.</param>
    public void Note(in PlanStamps stamps, Timestamp cycle, Timestamp written)
    {
        if (stamps.Made <= stamps.Sensed)
        {
            return;
        }
        Sending.Add(stamps.Sent.Nanoseconds - stamps.Sensed.Nanoseconds);
        ToBrain.Add(stamps.Heard.Nanoseconds - stamps.Sent.Nanoseconds);
        Thinking.Add(stamps.Made.Nanoseconds - stamps.Heard.Nanoseconds);
        ToGate.Add(stamps.Received.Nanoseconds - stamps.Made.Nanoseconds);
        Waiting.Add(cycle.Nanoseconds - stamps.Received.Nanoseconds);
        ToHardware.Add(written.Nanoseconds - cycle.Nanoseconds);
        Whole.Add(written.Nanoseconds - stamps.Sensed.Nanoseconds);
    }
}
