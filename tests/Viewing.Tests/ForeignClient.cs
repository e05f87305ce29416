using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using RoboticsStack.Tests;

namespace RoboticsStack.Viewing.Tests;

/// <summary>Runs the Foxglove client of npm in a process of its own.</summary>
internal sealed class ForeignClient : IDisposable
{
    private readonly Process _node;
    private readonly Task<string> _errors;

    /// <param name="server">Where to connect.</param>
    /// <param name="subprotocol">To ask for.</param>
    /// <param name="derivedChannels">It is ready once it has heard from so many.</param>
    /// <param name="stopTopic">A message there ends it.</param>
    public ForeignClient(Uri server, string subprotocol, int derivedChannels, string stopTopic)
    {
        // The script lies in the repository, where node finds the packages.
        string script = Path.Combine(RepositoryRoot.Path, "tests", "Viewing.Tests", "node", "foxglove-client.cjs");
        _node = Process.Start(new ProcessStartInfo("node", [script, server.ToString(), subprotocol, derivedChannels.ToString(), stopTopic])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _node.StandardError.ReadToEndAsync();
    }

    public sealed record Message(string Topic, string Schema, string Time, string Again);

    public sealed record Result(
        string Subprotocol, JsonObject Server, string[] Channels, Message[] Messages, int Times, string[] Statuses, string[] StrangeFields, int Close);

    public async Task WaitUntilReadyAsync()
    {
        string? line = await _node.StandardOutput.ReadLineAsync();
        Assert.True(line == "ready", line ?? await _errors);
    }

    public async Task<Result> FinishAsync()
    {
        string output = await _node.StandardOutput.ReadToEndAsync();
        await _node.WaitForExitAsync();
        Assert.True(_node.ExitCode == 0, await _errors);
        return JsonSerializer.Deserialize<Result>(output, JsonSerializerOptions.Web)!;
    }

    public void Dispose()
    {
        if (!_node.HasExited)
        {
            _node.Kill();
        }
        _node.Dispose();
    }
}
