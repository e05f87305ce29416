using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Tasks.Coffee;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Training.Experience;
using Action = RoboticsStack.Messaging.V1.RunControl.Types.Action;

namespace RoboticsStack.Scenario.Tests;

/// <summary>What the operator may do to a lockstep run.</summary>
public sealed class RunControlTests
{
    private const ulong RunId = 1;
    private static readonly RobotDescription Robot = RobotDescription.Load(Path.Combine(Cli.RepositoryFiles.Root, "configs", "robots", "home_manipulator.yaml"));

    [Fact]
    public void A_run_that_is_paused_stepped_and_paced_sends_the_same_commands()
    {
        int pauses = 0;
        ulong latestTick = 0;
        List<ulong> stoodAt = [];

        RunSummary plain = Run((_, _) => { });
        RunSummary steered = Run((bus, topics) =>
        {
            MessageWriter<RunControl> control = new(bus, topics.Control, new MessageSource("operator", RunId));
            void Ask(Action action, double speed = 0) => control.Publish(new RunControl { Action = action, Speed = speed }, Timestamp.Zero, Timestamp.Zero);
            bus.SubscribeTo<Tick>(topics.LockstepTick, tick =>
            {
                latestTick = tick.Index;
                if (tick.Index == 5)
                {
                    Ask(Action.SetSpeed, 50);
                    Ask(Action.Pause);
                }
            }, new DropCounters());
            bus.SubscribeTo<LoopTiming>(topics.GateTiming, timing =>
            {
                if (timing.Paused && stoodAt.LastOrDefault() != latestTick)
                {
                    stoodAt.Add(latestTick);
                    Ask(++pauses < 4 ? Action.Step : Action.Resume);
                }
            }, new DropCounters());
        });

        Assert.Equal([5ul, 6, 7, 8], stoodAt);
        Assert.Equal(plain.CommandLogHash, steered.CommandLogHash);
        Assert.Equal(plain.Timing.SimSeconds, steered.Timing.SimSeconds);
    }

    [Fact]
    public void An_emergency_stop_ends_a_pause_and_is_obeyed()
    {
        GateState last = new();
        Run((bus, topics) =>
        {
            bus.SubscribeTo<GateState>(topics.GateState, state => last = state, new DropCounters());
            MessageWriter<RunControl> control = new(bus, topics.Control, new MessageSource("operator", RunId));
            bus.SubscribeTo<Tick>(topics.LockstepTick, tick =>
            {
                if (tick.Index == 12)
                {
                    control.Publish(new RunControl { Action = Action.Pause }, Timestamp.Zero, Timestamp.Zero);
                }
            }, new DropCounters());
            bus.SubscribeTo<LoopTiming>(topics.GateTiming, timing =>
            {
                if (timing.Paused)
                {
                    bus.Publish(topics.Stop, "stop"u8);
                }
            }, new DropCounters());
        });

        Assert.Equal(GateMode.PowerOff, last.Mode);
        Assert.Equal("EmergencyStop", last.Reason);
    }

    [Fact]
    public void Another_runs_control_and_speeds_that_are_none_are_ignored()
    {
        List<LoopTiming> timings = [];
        Run((bus, topics) =>
        {
            bus.SubscribeTo<LoopTiming>(topics.GateTiming, timings.Add, new DropCounters());
            new MessageWriter<RunControl>(bus, topics.Control, new MessageSource("operator", RunId + 1))
                .Publish(new RunControl { Action = Action.Pause }, Timestamp.Zero, Timestamp.Zero);
            MessageWriter<RunControl> ours = new(bus, topics.Control, new MessageSource("operator", RunId));
            bus.SubscribeTo<Tick>(topics.LockstepTick, tick =>
            {
                double speed = tick.Index % 2 == 0 ? double.NaN : -1;
                ours.Publish(new RunControl { Action = Action.SetSpeed, Speed = speed }, Timestamp.Zero, Timestamp.Zero);
            }, new DropCounters());
        });

        Assert.NotEmpty(timings);
        Assert.All(timings, timing => Assert.Equal((false, 0.0), (timing.Paused, timing.Speed)));
    }

    /// <summary>Two simulated seconds of kitchen 3 with the scripted arm.</summary>
    private static RunSummary Run(Action<IMessageBus, Topics> attach)
    {
        CoffeeOptions options = new() { Seed = 3, TimeLimitSec = 2 };
        RobotBrain brain = BrainFactory.Around(
            Robot, new ExpertPolicy(RandomStream.For(options.Seed, "expert")), LocalRun.ModelFreeHash, options.PlanningLatencySec, CoffeeTask.Create());
        using AssembledGate gate = GateFactory.Simulated(Robot, options.Seed, RunId, LocalRun.ModelFreeHash);
        return LocalRun.Run(options, gate, brain, RunId, CancellationToken.None, attach).Summary;
    }
}
