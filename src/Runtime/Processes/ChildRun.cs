using RoboticsStack.Control.Robot;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Processes;

/// <summary>What a child process of a run knows of it.</summary>
public sealed record ChildRun
{
    public required CoffeeOptions Options { get; init; }
    public required ulong RunId { get; init; }
    public required RobotDescription Robot { get; init; }
    public required BrokerAddress Broker { get; init; }

    public Topics Topics => TopicsOf(Options, RunId);

    /// <summary>A robot's topics carry the run, so that runs side by side on one broker do not mix.</summary>
    public static Topics TopicsOf(CoffeeOptions options, ulong runId) => new($"{options.Robot}-{runId:x}");

    /// <summary>A connection that says "offline" for us on <paramref name="statusTopic"/> if we can no longer.</summary>
    internal MosquittoBus Connect(string name, string statusTopic) => new(new MosquittoBusOptions
    {
        Address = Broker,
        ClientId = $"{name}-{RunId:x}",
        LastWillTopic = statusTopic,
    });
}

/// <summary>A run that ended early for a reason outside the task.</summary>
/// <param name="reasons">What happened, and what came of it; each goes on a line of its own.</param>
public sealed class RunInterruptedException(params string[] reasons) : Exception(string.Join("; ", reasons))
{
    public IReadOnlyList<string> Reasons => reasons;
}
