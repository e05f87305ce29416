using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Gate.Receiving;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Gate.Statistics;

/// <summary>Publishes what a gate in real time has counted. Not for the control loop's thread.</summary>
internal sealed class StatisticsWriter(IMessageBus bus, Topics topics, MessageSource source)
{
    private readonly MessageWriter<GateStatistics> _writer = new(bus, topics.GateStatistics, source);

    /// <summary>What it published last; null before the first.</summary>
    public GateStatistics? Latest { get; private set; }

    /// <param name="loop">Read along.</param>
    /// <param name="gate">Read along.</param>
    /// <param name="inputs">Read along.</param>
    /// <param name="stages">Read along.</param>
    /// <param name="receipts">Read along.</param>
    /// <param name="unsent">Messages lost on the way out.</param>
    /// <param name="connectionLosses">Of the broker so far.</param>
    /// <param name="now">Time of the run.</param>
    public void Publish(
        RealTimeGateLoop loop, SafetyGate gate, GateInputs inputs, StageLatencies stages, ReceiptCounts receipts, long unsent, long connectionLosses, Timestamp now)
    {
        GateStatistics message = new()
        {
            Cycles = (ulong)loop.Schedule.Lateness.Count,
            MissedCycles = (ulong)loop.Schedule.Missed,
            SupersededPlans = (ulong)inputs.Superseded,
            LoopAllocatedBytes = (ulong)loop.AllocatedBytes,
            LoopCompiledMethods = (ulong)loop.CompiledMethods,
            UnsentMessages = (ulong)unsent,
            Collections = (uint)GC.CollectionCount(0),
            ConnectionLosses = (ulong)connectionLosses,
        };
        message.Histograms.Add(ToMessage("lateness", loop.Schedule.Lateness));
        message.Histograms.Add(ToMessage("duration", loop.Schedule.Duration));
        message.Histograms.AddRange(stages.All.Select(stage => ToMessage(stage.Name, stage.Histogram)));
        message.Received.AddRange(receipts.All.Select(count => new Tally { Name = count.Name, Count = (ulong)count.Count }));
        message.Plans.AddRange(Enum.GetValues<PlanVerdict>().Where(verdict => gate.Verdicts[verdict] > 0)
            .Select(verdict => new Tally { Name = verdict.ToString(), Count = (ulong)gate.Verdicts[verdict] }));
        _writer.Publish(message, now, now);
        Latest = message;
    }

    private static Histogram ToMessage(string name, MicrosecondHistogram histogram)
    {
        Histogram message = new()
        {
            Name = name,
            Count = (ulong)histogram.Count,
            MaxUs = histogram.MaxMicroseconds,
            BinUs = (uint)histogram.BinMicroseconds,
        };
        if (histogram.Count == 0)
        {
            return message;
        }
        (message.P50Us, message.P99Us, message.P999Us) = (histogram.Percentile(0.5), histogram.Percentile(0.99), histogram.Percentile(0.999));
        for (int bin = 0; bin <= MicrosecondHistogram.Bins; bin++)
        {
            if (histogram.CountAt(bin) is > 0 and long count)
            {
                message.Bins.Add((uint)bin);
                message.Counts.Add((ulong)count);
            }
        }
        return message;
    }
}
