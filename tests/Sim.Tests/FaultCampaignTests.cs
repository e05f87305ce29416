using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Faults;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Tests;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests;

/// <summary>A small campaign: what the gate alone decides holds in every episode; what the world adds is measured by 'robot faults'.</summary>
public sealed class FaultCampaignTests(ITestOutputHelper output)
{
    private const ulong Seed = 7;
    private const int Episodes = 24;
    private static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
    private static readonly PromiseBook Book = PromiseBook.Load(Path.Combine(RepositoryRoot.Path, "configs", "faults", "promises.yaml"), Robot);

    [Fact]
    public void Whatever_brain_and_faults_do_no_command_leaves_its_limits()
    {
        CampaignReport report = Run(Episodes, Environment.ProcessorCount);
        foreach (PromiseRecord promise in report.Promises)
        {
            output.WriteLine($"seed {Seed}: {promise.Promise} worst {promise.Worst:G4} of {promise.Limit:G4}, broken in {promise.Broken}");
        }

        Promise[] commands =
        [
            Promise.FiniteCommand, Promise.JointPosition, Promise.JointVelocity, Promise.JointAcceleration, Promise.JointJerk, Promise.LiftCommand, Promise.BaseAcceleration,
        ];
        Assert.All(report.Promises.Where(promise => commands.Contains(promise.Promise)), promise => Assert.Equal(0, promise.Broken));
        Assert.True(report.ActiveHours > 0.2 * report.SimulatedHours, "hardly any episode moved");
        Assert.True(report.Injections.Sum(injection => injection.Stopped) > 5, "hardly any episode was stopped");
    }

    [Fact]
    public void An_episode_can_be_run_again()
    {
        EpisodeResult first = Episode.Run(3), again = Episode.Run(3);

        Assert.Equal(first.Faults, again.Faults);
        Assert.Equal(first.Reactions, again.Reactions);
        Assert.Equal(first.Worst, again.Worst);
    }

    [Fact]
    public void Every_category_has_faults_each_with_a_name_of_its_own()
    {
        Assert.Equal(FaultCatalogue.All.Count, FaultCatalogue.All.Select(fault => fault.Name).Distinct().Count());
        Assert.Equal(Enum.GetValues<FaultCategory>(), FaultCatalogue.All.Select(fault => fault.Category).Distinct().Order());
    }

    [Fact]
    public void A_campaign_that_was_broken_off_goes_on_where_it_was()
    {
        string file = Path.Combine(Path.GetTempPath(), $"campaign-{Guid.NewGuid():n}.jsonl");
        CampaignHeader header = new(Seed, 0, "build", Robot.ContentHash, Book.Hash);
        try
        {
            List<int> run = [];
            using (ResultLines<CampaignHeader, EpisodeResult> store = ResultLines<CampaignHeader, EpisodeResult>.Open(file, header, _ => Assert.Fail("a new file is empty")))
            {
                new FaultCampaign(Episode).Run(new CampaignTally(Book, Seed, 0), [0, 1], 1, store.Append, CancellationToken.None);
            }
            File.AppendAllText(file, "{\"index\":2,\"kit");

            CampaignTally tally = new(Book, Seed, 0);
            using (ResultLines<CampaignHeader, EpisodeResult> store = ResultLines<CampaignHeader, EpisodeResult>.Open(file, header, result => { run.Add(result.Index); tally.Add(result); }))
            {
                new FaultCampaign(Episode).Run(tally, Enumerable.Range(0, 4).Except(run), 2, store.Append, CancellationToken.None);
            }

            Assert.Equal([0, 1], run);
            Assert.Equal([0, 1, 2, 3], ResultLines<CampaignHeader, EpisodeResult>.Read(file).Results.Select(result => result.Index).Order());
            Assert.Equivalent(Run(4, 1), tally.Sum(), strict: true);

            using ResultLines<CampaignHeader, EpisodeResult> other = ResultLines<CampaignHeader, EpisodeResult>.Open(file, header with { Build = "other" }, _ => Assert.Fail("another build's episodes do not count"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_promise_without_its_figure_is_named()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => PromiseBook.Parse("book", "promises:\n  finite_command:\n    limit: 0", Robot));
        Assert.Contains("promises.finite_command.unit", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0.45, 0.55)]
    [InlineData(250, 0.99, 1.1)]
    public void A_force_gauge_halves_a_spike_of_one_step_and_shows_a_lasting_force_whole(int steps, double low, double high)
    {
        ForceFilter gauge = new(0.002);
        double shown = 0;
        for (int i = 0; i < 500; i++)
        {
            shown = Math.Max(shown, gauge.Next(i < steps ? new Vec3(1, 0, 0) : Vec3.Zero).Length);
        }
        Assert.InRange(shown, low, high);
    }

    [Fact]
    public void The_least_of_a_sliding_window_is_exact()
    {
        double[] values = [5, 3, 4, 6, 7, 2, 8, 9, 9, 9];
        SlidingLeast least = new(3);
        Assert.Equal([0, 0, 3, 3, 4, 2, 2, 2, 8, 9], values.Select(least.Next));
    }

    private static FaultEpisode Episode => new(Robot, Book, Seed);

    private static CampaignReport Run(int episodes, int jobs)
    {
        CampaignTally tally = new(Book, Seed, 0);
        new FaultCampaign(Episode).Run(tally, Enumerable.Range(0, episodes), jobs, null, CancellationToken.None);
        return tally.Sum();
    }
}
