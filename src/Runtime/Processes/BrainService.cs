using System.Runtime.ExceptionServices;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate.Standalone;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Processes;

/// <summary>The brain as a service: attaches to a gate that runs on its own, thinks for as long as that gate's run lasts, and waits for the next.</summary>
public static class BrainService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <param name="configuration">The gate's: names robot and broker.</param>
    /// <param name="options">Of the brain: model, planner, check, seed.</param>
    /// <param name="robot">Description of the robot that the configuration names.</param>
    /// <param name="say">Told what happens, in words.</param>
    /// <param name="cancellation">Ends it.</param>
    public static void Run(GateConfiguration configuration, CoffeeOptions options, RobotDescription robot, Action<string> say, CancellationToken cancellation)
    {
        BrokerAddress address = GateService.AddressOf(configuration, BrokerIdentity.Brain);
        Topics topics = new(configuration.Id);
        while (Connect(address, topics, say, cancellation) is { } connected)
        {
            using MosquittoBus bus = connected;
            Think(() => Attach(bus, topics, options, robot.WithCycle(1.0 / configuration.RateHz), say, cancellation));
        }
    }

    /// <summary>
    /// On a thread that stands back, with all those of the inference runtime that it starts: broker, sensor relay and this process's own connection,
    /// through which signs of life go, are served first, or the gate's watchdog would stop the robot whenever the planner takes every processor.
    /// </summary>
    private static void Think(Action think)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            RealTimeThread.StandBack();
            try
            {
                think();
            }
            catch (Exception e)
            {
                // Told to whoever waits for this thread.
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }) { Name = "brain" };
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Tries for as long as it takes; null once cancelled.</summary>
    private static MosquittoBus? Connect(BrokerAddress address, Topics topics, Action<string> say, CancellationToken cancellation)
    {
        string? problem = null;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                return new(new MosquittoBusOptions { Address = address, ClientId = $"brain-{topics.RobotId}", LastWillTopic = topics.BrainStatus });
            }
            catch (UserErrorException unreachable)
            {
                if (unreachable.Message != problem)
                {
                    say(problem = unreachable.Message);
                }
                cancellation.WaitHandle.WaitOne(RetryAfter);
            }
        }
        return null;
    }

    /// <summary>Until cancelled, the broker is lost, or the gate begins another run.</summary>
    private static void Attach(MosquittoBus bus, Topics topics, CoffeeOptions options, RobotDescription robot, Action<string> say, CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bus.ConnectionLost += reason =>
        {
            say(reason);
            Cancel(end);
        };
        using ManualResetEventSlim heard = new();
        GateState? first = null, latest = null;
        using IDisposable states = bus.SubscribeTo<GateState>(topics.GateState, state =>
        {
            first ??= state;
            latest = state;
            heard.Set();
            if (state.Header.RunId != first.Header.RunId)
            {
                Cancel(end);
            }
        }, new DropCounters());
        using AssembledBrain brain = BrainFactory.Coffee(robot, options);
        say($"brain up, {(heard.IsSet ? "gate found" : $"waiting for the gate '{topics.RobotId}'")}");
        try
        {
            heard.Wait(end.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        ulong runId = first!.Header.RunId;
        brain.Brain.ContinueAfter(latest!.PlanSequence);
        using BrainHost host = new(bus, topics, runId, brain.Brain, queued: true, answerEveryTick: false)
        {
            TaskChanged = task => say(task.Finished ? $"task finished: the brain believes that it {(task.Succeeded ? "succeeded" : "failed")}" : $"{task.Stage}: {task.Skill}"),
        };
        using Heartbeat heartbeat = Heartbeat.Start(bus, topics, host, robot.Safety.Watchdog);
        bus.Publish(topics.BrainStatus, StatusText.Online, QualityOfService.AtLeastOnce, retain: true);
        say($"attached to run {runId:x}, plans from {latest.PlanSequence + 1}; 'robot operate engage' lets it move");
        host.Run(end.Token);
        bus.Publish(topics.BrainStatus, StatusText.Offline, QualityOfService.AtLeastOnce, retain: true);
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }
}
