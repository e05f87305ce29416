using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Benchmarks.Rig;

namespace RoboticsStack.Runtime.Benchmarks;

/// <param name="Name">What else the machine does meanwhile.</param>
/// <param name="Start">Starts it; it ends when disposed. Null: nothing.</param>
/// <param name="Floods">Whether the gate gets worthless plans as fast as they go.</param>
public sealed record LoopLoad(string Name, Func<IDisposable>? Start, bool Floods = false);

/// <summary>
/// How late the cycles of a gate begin that runs as on a robot: a process of its own, on a broker, engaged, following a brain's plans. cyclictest, a C
/// program that does nothing but wake up, runs at the same time with the same period and priority, each on a processor of its own; half-way they change
/// places, so that neither has the better one.
/// </summary>
public sealed class LoopBench(RobotDescription robot, string robotName, TimeSpan duration, string directory, Action<string> say, CancellationToken cancellation)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan EngagePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private readonly List<BenchFigure> _figures = [];
    private readonly List<string> _notes = [];

    public BenchReport Measure(IReadOnlyList<LoopLoad> loads)
    {
        foreach (LoopLoad load in loads)
        {
            using IDisposable? running = load.Start?.Invoke();
            MeasureUnder(load);
        }
        _notes.Add("gate and cyclictest at the same time, each pinned to a processor, which they exchange half-way; missed: a wake-up later than a period");
        return new BenchReport("loop", _figures, [.. _notes.Distinct()]);
    }

    private TimeSpan Period => TimeSpan.FromSeconds(robot.Safety.CycleSec);

    private void MeasureUnder(LoopLoad load)
    {
        bool isPinned = Environment.ProcessorCount > 1;
        LatencyCounts gate = new(), yardstick = new();
        GateStatistics? last = null;
        long missed = 0;
        double stoppedShare = 0;
        for (int half = 0; half < 2; half++)
        {
            (int? own, int? other) = isPinned ? (half, 1 - half) : ((int?)null, (int?)null);
            using GateRig rig = GateRig.Start(new GateRigOptions
            {
                Robot = robotName,
                Directory = Path.Combine(directory, $"{load.Name}-{half}"),
                RateHz = (int)Math.Round(1 / robot.Safety.CycleSec),
                Processor = own,
                Floods = load.Floods,
            });
            if (!rig.Engage(EngagePatience, cancellation))
            {
                throw new UserErrorException($"The gate of the bench did not engage; see {directory}/{load.Name}-{half}/gate.log.");
            }
            rig.KeepEngaged();
            Wait(Settle);
            GateStatistics before = rig.Statistics!;
            Task<LatencyCounts> cyclictest = Task.Run(() => Cyclictest.Measure(Period, duration / 2, other, cancellation), CancellationToken.None);
            Watch(rig, load.Name, half, before);
            try
            {
                yardstick.Add(cyclictest.GetAwaiter().GetResult());
            }
            catch (UserErrorException missing)
            {
                _notes.Add(missing.Message);
            }
            last = rig.Finish()!;
            LatencyCounts late = Lateness(before, last);
            gate.Add(late);
            missed += (long)(last.MissedCycles - before.MissedCycles);
            stoppedShare += rig.StoppedShare / 2;
            NotePromises(load.Name, last);
        }
        _notes.Add(FormattableString.Invariant($"{load.Name}: stopped, and engaged again, in {100 * stoppedShare:F1} % of the time, else following plans, with all that hardware reports and scans of a room"));
        Report(load.Name, gate, yardstick, missed, last!);
    }

    private void Watch(GateRig rig, string load, int half, GateStatistics before)
    {
        for (TimeSpan done = TimeSpan.Zero; done < duration / 2; done += SayEvery)
        {
            TimeSpan next = duration / 2 - done < SayEvery ? duration / 2 - done : SayEvery;
            Wait(next);
            if (rig.Statistics is { } now && now.Cycles > before.Cycles)
            {
                LatencyCounts late = Lateness(before, now);
                say(FormattableString.Invariant(
                    $"loop, {load}: {(done + next + half * duration / 2).TotalSeconds:F0} of {duration.TotalSeconds:F0} s; p99.9 {late.Percentile(0.999):F0} µs, worst {late.MaxMicroseconds:F0} µs, {now.MissedCycles - before.MissedCycles} missed"));
            }
        }
    }

    private void Report(string load, LatencyCounts gate, LatencyCounts yardstick, long missed, GateStatistics last)
    {
        BenchFigure figure = gate.ToFigure($"gate loop, {load}", "µs late");
        if (yardstick.Total == 0)
        {
            _figures.Add(figure);
        }
        else
        {
            BenchFigure against = yardstick.ToFigure($"cyclictest, {load}", "µs late");
            _figures.AddRange([figure.Against(against), against]);
            _notes.Add(FormattableString.Invariant(
                $"{load}: p99.9 {figure.P999 / against.P999:F2} × cyclictest's; missed {missed} of {gate.Total}, cyclictest {yardstick.AtLeast(Period)} of {yardstick.Total}"));
        }
        foreach (Histogram stage in last.Histograms.Where(histogram => histogram.Name != "lateness" && histogram.Count > 0))
        {
            _figures.Add(LatencyCounts.Between(null, stage).ToFigure($"  {stage.Name}, {load}", "µs"));
        }
    }

    private void NotePromises(string load, GateStatistics last)
    {
        if (last.LoopAllocatedBytes > 0 || last.LoopCompiledMethods > 0)
        {
            _notes.Add($"{load}: the loop's thread allocated {last.LoopAllocatedBytes} bytes and compiled {last.LoopCompiledMethods} methods after its warm-up");
        }
        long refused = last.Received.Where(tally => !tally.Name.EndsWith("Taken", StringComparison.Ordinal)).Sum(tally => (long)tally.Count);
        if (refused > 0)
        {
            _notes.Add($"{load}: {refused} messages refused ({string.Join(", ", last.Received.Select(tally => $"{tally.Name} {tally.Count}"))}), {last.Collections} garbage collections");
        }
    }

    private static LatencyCounts Lateness(GateStatistics before, GateStatistics after)
    {
        LatencyCounts counts = LatencyCounts.Between(before.Histograms[0], after.Histograms[0]);
        if (after.Histograms[0].MaxUs > before.Histograms[0].MaxUs)
        {
            counts.NoteMaximum(after.Histograms[0].MaxUs);
        }
        return counts;
    }

    private void Wait(TimeSpan time)
    {
        cancellation.WaitHandle.WaitOne(time);
        cancellation.ThrowIfCancellationRequested();
    }
}
