using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scenarios;

namespace RoboticsStack.Intuition.Tests;

/// <summary>Pairs are matched, repeatable, balanced, and possible where they claim to be.</summary>
public sealed class PairTests
{
    /// <summary>What a bowling ball's fall from a counter presses into the simulated floor.</summary>
    private const double SoftM = 0.02;

    public static TheoryData<PhysicsCategory> Categories => [.. PairGenerator.Categories];

    [Theory]
    [MemberData(nameof(Categories))]
    public void The_same_seed_gives_the_same_pair(PhysicsCategory category)
    {
        ClipPair first = Pairs.Of(category).First(), again = Pairs.Generator.Pair(category, Pairs.FirstSeed);
        Assert.Equal(first.Violation.Name, again.Violation.Name);
        foreach ((Clip a, Clip b) in new[] { (first.Possible, again.Possible), (first.Impossible, again.Impossible) })
        {
            Assert.Equal(a.Truth.SelectMany(frame => frame), b.Truth.SelectMany(frame => frame));
            Assert.Equal(a.Seen.SelectMany(frame => frame), b.Seen.SelectMany(frame => frame));
        }
    }

    [Theory]
    [MemberData(nameof(Categories))]
    public void Both_clips_are_the_same_until_the_violation_and_differ_after_it(PhysicsCategory category) => Assert.All(Pairs.Of(category), pair =>
    {
        for (int frame = 0; frame <= pair.Violation.Frame; frame++)
        {
            Assert.Equal(pair.Possible.Truth[frame], pair.Impossible.Truth[frame]);
            Assert.Equal(pair.Possible.Seen[frame], pair.Impossible.Seen[frame]);
        }
        Assert.Contains(Enumerable.Range(pair.Violation.Frame + 1, Clip.Frames - pair.Violation.Frame - 1),
            frame => !pair.Possible.Seen[frame].SequenceEqual(pair.Impossible.Seen[frame]));
    });

    [Fact]
    public void Possible_clips_never_gain_energy() => Assert.All(Pairs.All, pair =>
    {
        double start = Pairs.Energy(pair.Possible, 0);
        double most = Enumerable.Range(0, Clip.Frames).Max(frame => Pairs.Energy(pair.Possible, frame));
        Assert.True(most < start * 1.01 + 0.05, $"{pair.Scenario}: {start:F3} J at the start, {most:F3} J at most");
    });

    [Fact]
    public void A_thing_that_rises_by_itself_gains_energy()
    {
        ClipPair pair = Enumerable.Range(0, 40).Select(i => Pairs.Generator.Pair(PhysicsCategory.Gravity, Pairs.FirstSeed + (ulong)i)).First(pair => pair.Violation.Name == "rises");
        Assert.True(Pairs.Energy(pair.Impossible, Clip.Frames - 1) > 1.2 * Pairs.Energy(pair.Impossible, 0));
    }

    [Fact]
    public void Possible_things_stay_above_the_floor_and_on_their_side_of_a_wall_in_the_way() => Assert.All(Pairs.All, pair =>
    {
        Assert.All(pair.Possible.Truth.SelectMany(frame => frame.Select((state, i) => (state, thing: pair.Possible.Script.Things[i]))),
            at => Assert.True(at.state.Pose.Position.Z > Math.Min(at.thing.HalfExtentM.X, Math.Min(at.thing.HalfExtentM.Y, at.thing.HalfExtentM.Z)) - SoftM));
        if (pair.Violation.WallYields)
        {
            double wall = pair.Possible.Script.Stage.Wall!.Value.X;
            Assert.Equal(Math.Sign(pair.Possible.Truth[0][0].Pose.Position.X - wall), Math.Sign(pair.Possible.Truth[^1][0].Pose.Position.X - wall));
            Assert.NotEqual(Math.Sign(pair.Impossible.Truth[0][0].Pose.Position.X - wall), Math.Sign(pair.Impossible.Truth[^1][0].Pose.Position.X - wall));
        }
    });

    [Fact]
    public void What_is_hidden_is_not_found()
    {
        IEnumerable<(Observing.Sighting Sighting, double Share)> sightings = Pairs.All.SelectMany(pair => pair.Possible.Seen).SelectMany(frame => frame).Select(sighting => (sighting, sighting.Share));
        Assert.DoesNotContain(sightings, seen => seen.Share == 0 && seen.Sighting.Found);
        Assert.Contains(Pairs.Of(PhysicsCategory.Permanence), pair => pair.Possible.IsHidden(0, pair.Violation.Frame, pair.Violation.Frame + 1) && pair.Possible.Script.Things[0].Start.Position.X < 100);
    }

    [Fact]
    public void Something_and_nothing_end_either_kind_of_permanence_clip()
    {
        bool EndsVisible(Clip clip) => clip.Seen[^1].Take(2).Any(sighting => sighting.Share > 0);
        ClipPair[] pairs = [.. Pairs.Of(PhysicsCategory.Permanence)];
        foreach (Func<ClipPair, Clip> which in new Func<ClipPair, Clip>[] { pair => pair.Possible, pair => pair.Impossible })
        {
            Assert.InRange(pairs.Count(pair => EndsVisible(which(pair))), 1, pairs.Length - 1);
        }
    }

    [Fact]
    public void Stacks_of_balls_come_in_every_order_and_fall()
    {
        Script[] scripts = [.. Enumerable.Range(0, 60).Select(i => new StackOfBalls().Draw(new RandomStream((ulong)i)))];
        Assert.Equal(6, scripts.Where(script => script.Things.Count == 3).Select(script => string.Join(' ', script.Things.Select(thing => thing.Class))).Distinct().Count());
        Assert.All(Pairs.Of(PhysicsCategory.Support).Where(pair => pair.Scenario == nameof(StackOfBalls)),
            pair => Assert.True(pair.Possible.Truth[^1][^1].Pose.Position.Z < pair.Possible.Truth[0][^1].Pose.Position.Z - 0.04));
    }
}
