using RoboticsStack.Core;

namespace RoboticsStack.Cli.View;

/// <summary>How a live page is served.</summary>
/// <param name="Port">On the loopback interface; 0 for a free one.</param>
/// <param name="StaysOpen">Whether the page is served after the run's end, until Ctrl-C.</param>
internal sealed record ViewOptions(int Port, bool StaysOpen)
{
    public const int DefaultPort = 8090;

    public ViewOptions Validated() => Port is >= 0 and <= 65535 ? this : throw new UserErrorException($"--port {Port} is out of range: give 1 to 65535, or 0 for a free one.");
}
