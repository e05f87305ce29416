using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Planning.Tasks.Coffee;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Training.Experience;

namespace RoboticsStack.Scenario.Tests;

public sealed class EvaluationRunTests
{
    private static readonly RobotDescription Robot = RobotDescription.Load(Path.Combine(Cli.RepositoryFiles.Root, "configs", "robots", "home_manipulator.yaml"));

    [Fact]
    public void The_same_seed_twice_sends_the_same_commands_byte_for_byte()
    {
        RunSummary first = RunExpert(seed: 3, simSeconds: 5);
        RunSummary second = RunExpert(seed: 3, simSeconds: 5);
        RunSummary other = RunExpert(seed: 4, simSeconds: 5);
        Assert.Equal(5, first.Timing.SimSeconds, 3);
        Assert.Equal(first.CommandLogHash, second.CommandLogHash);
        Assert.NotEqual(first.CommandLogHash, other.CommandLogHash);
    }

    [Fact]
    public void A_scripted_arm_makes_coffee_from_the_front_door_to_the_table()
    {
        RunSummary run = RunExpert(seed: 1, simSeconds: 480);
        Assert.True(run.Success, $"seed {run.Seed}: {run.Failure}");
        Assert.All(run.Stages, stage => Assert.True(stage.Success, stage.Name));
        Assert.True(run.ServedMl >= 100, $"{run.ServedMl} ml");
    }

    /// <summary>A run whose arm is moved by the scripted teacher, so that it needs no trained model.</summary>
    private static RunSummary RunExpert(ulong seed, double simSeconds)
    {
        CoffeeOptions options = new() { Seed = seed, TimeLimitSec = simSeconds };
        RobotBrain brain = BrainFactory.Around(Robot, new ExpertPolicy(RandomStream.For(seed, "expert")), LocalRun.ModelFreeHash, options.PlanningLatencySec, CoffeeTask.Create());
        using AssembledGate gate = GateFactory.Simulated(Robot, seed, runId: 1, LocalRun.ModelFreeHash);
        return LocalRun.Run(options, gate, brain, runId: 1, CancellationToken.None).Summary;
    }
}
