using System.Diagnostics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Recording;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Benchmarks;

/// <summary>
/// What recording costs: the same coffee run in its processes, in lockstep, with everything recorded and with nothing recorded, taking turns so that both
/// see the same machine. Compared pair by pair: what disturbs the machine for longer than a run disturbs both.
/// </summary>
public static class RecordBench
{
    private const ulong Seed = 5;
    private const int Pairs = 5;
    private const double MinSimSec = 30;
    private const double MaxSimSec = 480;
    private const double SimSecPerSec = 3;

    private readonly record struct Turn(double WallSec, double ProcessorSec, double SimSec, RecordingSummary? Recording);

    /// <param name="model">Directory of the world model.</param>
    /// <param name="duration">Three simulated seconds are run for each of these, 30 at least; from 160 s on it is a whole run.</param>
    public static async System.Threading.Tasks.Task<BenchReport> MeasureAsync(RobotDescription robot, string model, TimeSpan duration, CancellationToken cancellation)
    {
        CoffeeOptions options = new()
        {
            Seed = Seed,
            ModelDirectory = model,
            TimeLimitSec = Math.Clamp(SimSecPerSec * duration.TotalSeconds, MinSimSec, MaxSimSec),
        };
        await RunAsync(robot, options with { TimeLimitSec = 1 }, cancellation);
        List<Turn> with = [];
        List<Turn> without = [];
        for (int pair = 0; pair < Pairs; pair++)
        {
            // Who goes first changes too.
            foreach (bool record in pair % 2 == 0 ? new[] { true, false } : [false, true])
            {
                (record ? with : without).Add(await RunAsync(robot, options with { Record = record }, cancellation));
            }
        }
        BenchFigure wallWithout = BenchFigure.Of("run without recording", "s", without.Select(turn => turn.WallSec));
        BenchFigure processorWithout = BenchFigure.Of("operator and broker without recording", "s of processor", without.Select(turn => turn.ProcessorSec));
        return new BenchReport("record",
        [
            BenchFigure.Of("run with all channels recorded", "s", with.Select(turn => turn.WallSec)).Against(wallWithout),
            wallWithout,
            BenchFigure.Of("longer with recording, pair by pair", "%", with.Zip(without, (a, b) => 100 * (a.WallSec / b.WallSec - 1))),
            BenchFigure.Of("operator and broker with recording", "s of processor", with.Select(turn => turn.ProcessorSec)).Against(processorWithout),
            processorWithout,
            BenchFigure.Of("size of the recording", "MB", with.Select(turn => turn.Recording!.Bytes * 1e-6)),
            BenchFigure.Of("size by simulated minute", "MB/min", with.Select(turn => turn.Recording!.Bytes * 1e-6 / (turn.SimSec / 60))),
            BenchFigure.Of("messages that the recording lacks", "messages", with.Select(turn => (double)turn.Recording!.Dropped)),
        ],
        [FormattableString.Invariant(
            $"seed {Seed}, {with[0].SimSec:F0} s simulated in lockstep, {with[0].Recording!.Messages} messages; wall time from engaging to the end; {Pairs} pairs, {Environment.ProcessorCount} processors")]);
    }

    private static async System.Threading.Tasks.Task<Turn> RunAsync(RobotDescription robot, CoffeeOptions options, CancellationToken cancellation)
    {
        string directory = Directory.CreateTempSubdirectory("bench-record-").FullName;
        try
        {
            using Process self = Process.GetCurrentProcess();
            double before = self.TotalProcessorTime.TotalSeconds;
            using CoffeeSession session = CoffeeSession.Start(options, robot, directory);
            string? failure = await session.RunAsync(cancellation);
            cancellation.ThrowIfCancellationRequested();
            using Process broker = Process.GetProcessById(session.BrokerProcessId!.Value);
            double brokerSec = broker.TotalProcessorTime.TotalSeconds;
            RunSummary summary = session.Finish(failure);
            self.Refresh();
            if (failure is not null)
            {
                throw new InvalidOperationException($"a run of the bench broke off: {failure}");
            }
            return new Turn(session.ActiveTime.TotalSeconds, self.TotalProcessorTime.TotalSeconds - before + brokerSec, summary.Timing.SimSeconds, summary.Recording);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
