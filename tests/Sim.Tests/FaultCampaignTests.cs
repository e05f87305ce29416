using RoboticsStack.Control.Robot;
using RoboticsStack.Faults;
using RoboticsStack.Tests;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests;

/// <summary>A small campaign: what the gate alone decides holds in every episode; what the world adds is measured by 'robot faults'.</summary>
public sealed class FaultCampaignTests(ITestOutputHelper output)
{
    private const ulong Seed = 7;
    private static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);

    [Fact]
    public void Whatever_brain_and_faults_do_no_command_leaves_its_limits()
    {
        CampaignReport report = new FaultCampaign(Robot, Seed).Run(24, Environment.ProcessorCount, null, CancellationToken.None);
        foreach (PromiseRecord promise in report.Promises)
        {
            output.WriteLine($"seed {Seed}: {promise.Promise} worst {promise.Worst:G4} of {promise.Limit:G4}, broken in {promise.Broken}");
        }

        Promise[] commands = [Promise.FiniteCommand, Promise.JointPosition, Promise.JointVelocity, Promise.JointAcceleration, Promise.JointJerk];
        Assert.All(report.Promises.Where(promise => commands.Contains(promise.Promise)), promise => Assert.Equal(0, promise.Broken));
        Assert.True(report.ActiveHours > 0.2 * report.SimulatedHours, "hardly any episode moved");
        Assert.True(report.Injections.Sum(injection => injection.Stopped) > 5, "hardly any episode was stopped");
    }

    [Fact]
    public void An_episode_can_be_run_again()
    {
        EpisodeResult first = new FaultEpisode(Robot, Seed).Run(3), again = new FaultEpisode(Robot, Seed).Run(3);

        Assert.Equal(first.Faults, again.Faults);
        Assert.Equal(first.Interventions, again.Interventions);
        Assert.Equal(first.Worst, again.Worst);
    }

    [Fact]
    public void Every_fault_has_a_name_of_its_own_and_a_sentence()
    {
        Assert.Equal(FaultCatalogue.All.Count, FaultCatalogue.All.Select(fault => fault.Name).Distinct().Count());
        Assert.Equal(Enum.GetValues<FaultCategory>().Except([FaultCategory.Planner]), FaultCatalogue.All.Select(fault => fault.Category).Distinct().Order());
    }
}
