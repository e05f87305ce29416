using System.Text.Json;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Recording.Report;

namespace RoboticsStack.Viewing.Live;

/// <summary>What there is to be seen and steered.</summary>
public sealed record LiveRun
{
    /// <summary>Carries the robot's topics; reading is enough unless the page may steer.</summary>
    public required IMessageBus Bus { get; init; }
    public required Topics Topics { get; init; }
    public required ulong RunId { get; init; }
    public required ReplayScene Scene { get; init; }

    /// <summary>For the page's head: what is shown.</summary>
    public required string Title { get; init; }

    /// <summary>Whether the world can be paused, stepped and slowed: in simulation in lockstep, and in a recording.</summary>
    public required bool CanPause { get; init; }

    /// <summary>Whether there is a gate that the stop button can reach.</summary>
    public required bool CanStop { get; init; }

    internal byte[] Greeting(IReadOnlyList<LiveTopic> topics) => JsonSerializer.SerializeToUtf8Bytes(
        new { title = Title, canPause = CanPause, canStop = CanStop, topics = topics.Select(topic => new { name = topic.Name, type = topic.Type }) }, JsonSerializerOptions.Web);
}
