using RoboticsStack.Control.Robot;
using RoboticsStack.Runtime.Encounters;
using RoboticsStack.Safety;
using RoboticsStack.Tests;
using Xunit.Abstractions;

namespace RoboticsStack.Scenario.Tests;

/// <summary>A person and the moving robot meet; the plant measures what the person feels.</summary>
[Trait("safety", nameof(GateFunction.PersonSeparation))]
[Trait("safety", nameof(GateFunction.PowerAndForce))]
public sealed class PersonEncounterTests(ITestOutputHelper output)
{
    private const ulong Seed = 11;
    private static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);

    /// <summary>Each index comes from another side.</summary>
    [Theory]
    [InlineData(0, EncounterTask.Drive)]
    [InlineData(1, EncounterTask.Drive)]
    [InlineData(2, EncounterTask.Drive)]
    [InlineData(3, EncounterTask.Sweep)]
    [InlineData(4, EncounterTask.Turn)]
    public void Somebody_walks_at_the_moving_robot_and_it_stands_or_is_slow_when_they_touch(int index, EncounterTask task)
    {
        EncounterResult result = Meet(index, EncounterKind.WalksUp, task);
        Assert.False(result.IsBroken, $"{result.PeakForceN:F0} N on the {result.Region}");
        Assert.True(result.HeldSec > 0.25);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_hand_reaches_to_where_the_arm_works_and_is_not_hurt(int index)
    {
        EncounterResult result = Meet(index, EncounterKind.HandReachesIn, EncounterTask.Sweep);
        Assert.False(result.IsBroken, $"{result.PeakForceN:F0} N on the {result.Region}");
        Assert.True(result.HeldSec > 0);
    }

    [Fact]
    public void The_robot_waits_for_somebody_in_its_way_and_goes_on_by_itself_when_they_have_left()
    {
        EncounterResult result = Meet(0, EncounterKind.StandsInTheWay, EncounterTask.Drive);
        Assert.Equal(0, result.PeakForceN);
        Assert.True(result.HeldSec > 0.5);
        Assert.True(result.GoesOn);
    }

    /// <summary>In which, with its senses, it touches nobody while it moves.</summary>
    [Fact]
    public void Without_senses_the_same_meetings_are_blows()
    {
        const double blow = 0.4;
        Assert.Contains(Enumerable.Range(0, 3), index => Meet(index, EncounterKind.WalksUp, EncounterTask.Drive, EncounterSenses.Nothing).WorstShare > blow);
        Assert.All(Enumerable.Range(0, 3), index => Assert.InRange(Meet(index, EncounterKind.WalksUp, EncounterTask.Drive).WorstShare, 0, blow / 2));
    }

    private EncounterResult Meet(int index, EncounterKind kind, EncounterTask task, EncounterSenses senses = EncounterSenses.All)
    {
        EncounterResult result = new PersonEncounter(Robot, Seed, senses).Run(index, kind, task);
        output.WriteLine($"seed {Seed}: {result}");
        return result;
    }
}
