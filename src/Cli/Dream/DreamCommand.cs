using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Models;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Viewing.Dream;

namespace RoboticsStack.Cli.Dream;

internal sealed record DreamOptions
{
    public required ulong Seed { get; init; }

    /// <summary>File or folder; null makes a short run.</summary>
    public required string? Recording { get; init; }
    public required double? AtSec { get; init; }

    /// <summary>Of the short run: seconds in which the arm is moved by the model.</summary>
    public required double ArmSec { get; init; }
    public required int Port { get; init; }
    public required string ModelDirectory { get; init; }
    public required string Robot { get; init; }
}

/// <summary>Gets a recording, serves the dream page on it until it is stopped.</summary>
internal sealed class DreamCommand(DreamOptions options)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        string file = options.Recording is { } given ? FileOf(given) : await Task.Run(() => MakeRun(cancellation), cancellation);
        using WorldModel model = WorldModel.Load(options.ModelDirectory);
        using SensorDecoder decoder = SensorDecoder.Load(SensorDecoder.DirectoryOf(options.ModelDirectory), model);
        DreamRecording recording = DreamRecording.Read(file);
        await using DreamPage page = await DreamPage.StartAsync(new DreamSource(model, decoder, recording), options.Port, cancellation);
        string fragment = options.AtSec is { } at ? FormattableString.Invariant($"#t={at}") : "";
        Console.Out.WriteLine($"The dream is at {page.Address}{fragment}; from {file}. Ctrl-C ends it.");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
        return 0;
    }

    private static string FileOf(string path) => Directory.Exists(path) ? Path.Combine(path, CoffeeSession.RecordingFile) : path;

    private string MakeRun(CancellationToken cancellation)
    {
        string directory = Path.Combine(RepositoryFiles.Root, "out", FormattableString.Invariant($"dream-{options.Seed}-{DateTime.Now:yyyyMMdd-HHmmss}"));
        Console.Error.WriteLine($"robot: a short run in kitchen {options.Seed}, until its arm has moved for {options.ArmSec:F0} s");
        CoffeeOptions run = new() { Seed = options.Seed, ModelDirectory = options.ModelDirectory, Robot = options.Robot };
        return ArmRun.Record(run, RobotDescription.Load(RepositoryFiles.Robot(options.Robot)), directory, options.ArmSec, cancellation);
    }
}
