using System.Diagnostics;
using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Gate.Standalone;

namespace RoboticsStack.Runtime.Processes;

/// <summary>What a person can ask of a gate.</summary>
public enum OperatorRequest
{
    /// <summary>Follow plans.</summary>
    Engage,

    /// <summary>Emergency stop: brake, then cut the power.</summary>
    Stop,

    /// <summary>After an emergency stop, back to disengaged.</summary>
    Reset,
}

/// <summary>The person's side of a gate that runs on its own, with the operator's identity: asks, and waits until the gate's own state says that it is so.</summary>
public static class GateOperator
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(300);

    /// <returns>The gate's state in words.</returns>
    /// <exception cref="UserErrorException">No broker, no gate, or the gate did not do it within <paramref name="patience"/>.</exception>
    public static string Ask(GateConfiguration configuration, OperatorRequest request, TimeSpan patience, CancellationToken cancellation)
    {
        Topics topics = new(configuration.Id);
        using MosquittoBus bus = new(new MosquittoBusOptions { Address = GateService.AddressOf(configuration, BrokerIdentity.Operator) });
        if (request == OperatorRequest.Stop)
        {
            // Whoever presses it does not wait for anything.
            bus.Publish(topics.Stop, [], QualityOfService.AtLeastOnce);
        }
        using AutoResetEvent news = new(false);
        GateState? state = null;
        using IDisposable states = bus.SubscribeTo<GateState>(topics.GateState, heard =>
        {
            state = heard;
            news.Set();
        }, new DropCounters());
        Stopwatch waited = Stopwatch.StartNew();
        long askedAt = long.MinValue;
        while (waited.Elapsed < patience)
        {
            if (WaitHandle.WaitAny([news, cancellation.WaitHandle], patience - waited.Elapsed is { Ticks: > 0 } left ? left : TimeSpan.Zero) == 1)
            {
                cancellation.ThrowIfCancellationRequested();
            }
            if (state is not { } now)
            {
                continue;
            }
            if (IsDone(request, now.Mode))
            {
                return Describe(now);
            }
            if (request == OperatorRequest.Engage && now.Mode == GateMode.PowerOff)
            {
                throw new UserErrorException($"The gate '{configuration.Id}' is stopped ({Describe(now)}): 'robot operate reset' first.");
            }
            if (request != OperatorRequest.Stop && (askedAt == long.MinValue || Stopwatch.GetElapsedTime(askedAt) > AskEvery))
            {
                askedAt = Stopwatch.GetTimestamp();
                new MessageWriter<EngageRequest>(bus, topics.Engage, new("operator", now.Header.RunId), QualityOfService.AtLeastOnce)
                    .Publish(new EngageRequest { Reset = request == OperatorRequest.Reset }, Timestamp.Zero, Timestamp.Zero);
            }
        }
        throw new UserErrorException(state is null
            ? $"No gate '{configuration.Id}' is heard: is 'robot gate' running, on the same broker, with the same id?"
            : $"The gate '{configuration.Id}' did not {request.ToString().ToLowerInvariant()} within {patience.TotalSeconds:0.#} s: {Describe(state)}.");
    }

    private static bool IsDone(OperatorRequest request, GateMode mode) => request switch
    {
        OperatorRequest.Engage => mode is GateMode.Active or GateMode.Hold,
        OperatorRequest.Stop => mode is GateMode.PowerOff or GateMode.Disengaged,
        _ => mode is not GateMode.PowerOff,
    };

    private static string Describe(GateState state) => $"{state.Mode}{(state.Reason.Length > 0 ? $", {state.Reason}" : "")}, plan {state.PlanSequence}";
}
