using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Runtime.Gate.Receiving;

/// <summary>What a gate's host does with messages that were in order. All of it is called on the bus's thread.</summary>
internal sealed record GateListener
{
    public required Action<Plan> OnPlan { get; init; }
    public required Action<EngageRequest> OnEngage { get; init; }
    public required Action OnStop { get; init; }

    /// <summary>Null where the world does not wait for the brain.</summary>
    public Action<TickDone>? OnTickDone { get; init; }

    /// <summary>Null where the world cannot be held back.</summary>
    public Action<RunControl>? OnControl { get; init; }

    /// <summary>A heartbeat of the brain.</summary>
    public Action? OnLife { get; init; }

    /// <summary>The brain, or its last will, says that it has gone.</summary>
    public required Action OnGone { get; init; }
}
