using System.Diagnostics;
using System.Net.WebSockets;
using RoboticsStack.Cli.View;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Runtime.Benchmarks;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Viewing.Live;

namespace RoboticsStack.Cli.Benchmarks;

/// <summary>
/// What the live page costs: the first minute of a coffee run in lockstep, as fast as it goes, without a page and with one whose frames a client
/// takes as a browser would. The two take turns, so that both see the same machine.
/// </summary>
internal static class ViewBench
{
    private const ulong Seed = 5;
    private const double SimSeconds = 60;
    private const int MinTurns = 3;

    /// <summary>How a page answers a frame.</summary>
    private static readonly byte[] Taken = [0];

    public static async Task<BenchReport> MeasureAsync(RobotDescription robot, string modelDirectory, TimeSpan duration, CancellationToken cancellation)
    {
        CoffeeOptions options = new() { Seed = Seed, TimeLimitSec = SimSeconds, Robot = robot.Name, ModelDirectory = modelDirectory, Quiet = true };
        List<double> without = [], with = [], cpuWithout = [], cpuWith = [], frameRates = [];
        HashSet<string> commands = [];
        long started = Stopwatch.GetTimestamp();
        while (without.Count < MinTurns || Stopwatch.GetElapsedTime(started) < duration)
        {
            RunCost plain = await RunAsync(options, robot, commands, null, cancellation);
            without.Add(plain.WallSec);
            cpuWithout.Add(plain.CpuSec);
            RunCost watchedRun = await RunAsync(options, robot, commands, CountFramesAsync, cancellation);
            with.Add(watchedRun.WallSec);
            cpuWith.Add(watchedRun.CpuSec);
            frameRates.Add(watchedRun.Frames / watchedRun.WallSec);
        }
        BenchFigure yardstick = BenchFigure.Of("run without a page", "s", without);
        BenchFigure watched = BenchFigure.Of("run with a page", "s", with).Against(yardstick);
        BenchFigure cpuYardstick = BenchFigure.Of("processor time of the command, without", "s", cpuWithout);
        BenchFigure cpu = BenchFigure.Of("processor time of the command, page and its client included", "s", cpuWith).Against(cpuYardstick);
        return new BenchReport("view", [watched, yardstick, cpu, cpuYardstick, BenchFigure.Of("frames with news that the page got", "frames/s", frameRates, moreIsBetter: true)],
        [
            FormattableString.Invariant($"{SimSeconds:F0} simulated seconds of kitchen {Seed}, lockstep, gate and brain in their processes, everything recorded, first tick to last"),
            FormattableString.Invariant($"the page slows the run by {100 * (watched.Ratio!.Value - 1):F1} %; commands {(commands.Count == 1 ? "identical in all runs" : $"DIFFER between runs: {string.Join(", ", commands)}")}"),
        ]);
    }

    private static async Task<RunCost> RunAsync(
        CoffeeOptions options, RobotDescription robot, HashSet<string> commands, Func<Uri, CancellationToken, Task<int>>? watch, CancellationToken cancellation)
    {
        string directory = Directory.CreateTempSubdirectory("bench-view-").FullName;
        try
        {
            using CoffeeSession session = CoffeeSession.Start(options, robot, directory);
            long first = 0, last = 0;
            using IDisposable ticks = session.Bus.Subscribe(session.Topics.LockstepTick, (_, _) =>
            {
                last = Stopwatch.GetTimestamp();
                first = first == 0 ? last : first;
            });
            await using LivePage? page = watch is null ? null : await LivePage.StartAsync(session.Showing("bench"), 0, cancellation);
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task<int>? frames = page is null ? null : watch!(page.Address, end.Token);
            TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
            string? failure = await session.RunAsync(cancellation);
            double cpu = (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds;
            cancellation.ThrowIfCancellationRequested();
            double wall = Stopwatch.GetElapsedTime(first, last).TotalSeconds;
            await end.CancelAsync();
            RunSummary summary = session.Finish(failure);
            if (failure is not null)
            {
                throw new UserErrorException($"A run of the bench broke off: {failure}.");
            }
            commands.Add(summary.CommandLogHash);
            return new RunCost(wall, cpu, frames is null ? 0 : await frames);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <param name="WallSec">First tick to last.</param>
    /// <param name="CpuSec">Of this process: recording, page and client; gate and brain have their own.</param>
    private readonly record struct RunCost(double WallSec, double CpuSec, int Frames);

    /// <summary>Takes frames until told to end; returns how many had news.</summary>
    private static async Task<int> CountFramesAsync(Uri address, CancellationToken end)
    {
        using ClientWebSocket socket = new();
        byte[] buffer = new byte[1 << 16];
        int frames = 0;
        try
        {
            await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/socket" }.Uri, end);
            long bytes = 0;
            while (true)
            {
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), end);
                bytes += received.Count;
                if (received.EndOfMessage)
                {
                    if (received.MessageType == WebSocketMessageType.Binary)
                    {
                        frames += bytes > 0 ? 1 : 0;
                        await socket.SendAsync(Taken, WebSocketMessageType.Binary, endOfMessage: true, end);
                    }
                    bytes = 0;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            return frames;
        }
    }
}
