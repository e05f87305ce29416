using RoboticsStack.Runtime.Runs;
using RoboticsStack.Viewing.Live;

namespace RoboticsStack.Cli.View;

/// <summary>Shows a recording on the live page.</summary>
internal sealed class PlaybackCommand(string file, double speed, ViewOptions view)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using RecordingPlayback playback = new(file, speed);
        await using LivePage page = await LivePage.StartAsync(new LiveRun
        {
            Bus = playback.Bus,
            Topics = playback.Topics,
            RunId = 0,
            Scene = playback.Scene,
            Title = $"Recording {Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))}",
            CanPause = true,
            CanStop = false,
        }, view.Port, cancellation);
        Console.Error.WriteLine($"live page: {page.Address}  (Ctrl-C ends it)");
        await Task.Run(() => playback.Play(cancellation), CancellationToken.None);
        page.End("The recording has come to its end.");
        await Waiting.UntilCancelled(cancellation);
        return 0;
    }
}
