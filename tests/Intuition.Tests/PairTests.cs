using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scenarios;
using RoboticsStack.IntuitivePhysics;

namespace RoboticsStack.Intuition.Tests;

/// <summary>Pairs are matched, repeatable, balanced, and possible where they claim to be.</summary>
public sealed class PairTests
{
    /// <summary>What a bowling ball's fall from a counter presses into the simulated floor.</summary>
    private const double SoftM = 0.02;

    public static TheoryData<PhysicsCategory> Categories => [.. PairGenerator.Categories];

    [Theory]
    [MemberData(nameof(Categories))]
    public void The_same_seed_gives_the_same_quadruplet(PhysicsCategory category)
    {
        Quadruplet first = Pairs.Quadruplets.First(quadruplet => quadruplet.Category == category), again = Pairs.Generator.Quadruplet(category, Pairs.FirstSeed);
        Assert.Equal(first.Crossing, again.Crossing);
        foreach ((Clip a, Clip b) in new[] { (first.First, again.First), (first.Second, again.Second) })
        {
            Assert.Equal(a.Truth.SelectMany(frame => frame), b.Truth.SelectMany(frame => frame));
            Assert.Equal(a.Seen.SelectMany(frame => frame), b.Seen.SelectMany(frame => frame));
        }
    }

    [Theory]
    [MemberData(nameof(Categories))]
    public void Both_clips_are_the_same_until_the_violation_and_differ_after_it(PhysicsCategory category) => Assert.All(Pairs.Of(category), pair =>
    {
        for (int frame = 0; frame < pair.Crossing.From; frame++)
        {
            Assert.Equal(pair.Possible.Truth[frame], pair.Impossible.Truth[frame]);
            Assert.Equal(pair.Possible.Seen[frame], pair.Impossible.Seen[frame]);
            Assert.Equal(pair.Possible.Views[frame], pair.Impossible.Views[frame]);
        }
        Assert.Contains(Enumerable.Range(pair.Crossing.From, pair.Crossing.To - pair.Crossing.From),
            frame => !pair.Possible.Seen[frame].Select(sighting => sighting.Found).SequenceEqual(pair.Impossible.Seen[frame].Select(sighting => sighting.Found))
                || Enumerable.Range(0, pair.Possible.Script.Things.Count).Any(thing => pair.Possible.Apart(pair.Impossible, thing, frame) > 0.05));
    });

    [Fact]
    public void Every_frame_as_a_single_frame_shows_it_is_in_one_possible_and_in_one_impossible_clip() => Assert.All(Pairs.Quadruplets, quadruplet =>
    {
        for (int frame = 0; frame < Clip.Frames; frame++)
        {
            string[] Shown(Func<ClipPair, Clip> which) => [.. quadruplet.Pairs.Select(pair => SingleFrame(which(pair), frame)).Order(StringComparer.Ordinal)];
            Assert.Equal(Shown(pair => pair.Possible), Shown(pair => pair.Impossible));
        }
    });

    [Fact]
    public void Where_two_clips_are_crossed_in_the_open_nothing_jumps_but_what_is_said_to() => Assert.All(Pairs.All.Where(pair => pair.Violation != "jumps"), pair =>
    {
        int from = pair.Crossing.From;
        for (int thing = 0; thing < pair.Possible.Script.Things.Count; thing++)
        {
            if (pair.Impossible.Seen[from - 1][thing].Found && pair.Impossible.Seen[from][thing].Found)
            {
                double moved = pair.Impossible.Truth[from - 1][thing].Pose.Position.DistanceTo(pair.Impossible.Truth[from][thing].Pose.Position);
                double speed = Math.Max(pair.Possible.Truth[from - 1][thing].Velocity.Linear.Length, pair.Other.Truth[from][thing].Velocity.Linear.Length);
                Assert.True(moved < speed * Clip.FrameSec + 0.06, $"{pair.Scenario}: thing {thing} moves {moved:F3} m in frame {from}");
            }
        }
    });

    [Fact]
    public void What_a_plank_or_a_rack_holds_is_not_told_by_frames_after_the_violation()
    {
        ClipPair[] pairs = [.. Pairs.All.Where(pair => pair.Scenario is nameof(PushedOverTheEdge) or nameof(StackOfBalls))];
        Assert.NotEmpty(pairs);
        Assert.All(pairs.SelectMany(pair => pair.Impossible.Views.Skip(pair.Crossing.From)), view => Assert.True(view.Ramp is null && view.Rack is null));
        Assert.All(pairs, pair => Assert.True(pair.Possible.Views[0] != pair.Other.Views[0]));
    }

    [Fact]
    public void Possible_clips_never_gain_energy() => Assert.All(Pairs.All, pair =>
    {
        double start = Pairs.Energy(pair.Possible, 0);
        double most = Enumerable.Range(0, Clip.Frames).Max(frame => Pairs.Energy(pair.Possible, frame));
        Assert.True(most < start * 1.01 + 0.05, $"{pair.Scenario}: {start:F3} J at the start, {most:F3} J at most");
    });

    [Fact]
    public void Possible_things_stay_above_the_floor_and_on_their_side_of_a_wall() => Assert.All(Pairs.All, pair =>
    {
        Assert.All(pair.Possible.Truth.SelectMany(frame => frame.Select((state, i) => (state, thing: pair.Possible.Script.Things[i]))),
            at => Assert.True(at.state.Pose.Position.Z > Math.Min(at.thing.HalfExtentM.X, Math.Min(at.thing.HalfExtentM.Y, at.thing.HalfExtentM.Z)) - SoftM));
        if (pair.Scenario == nameof(WallInTheWay))
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
        Assert.Contains(Pairs.Of(PhysicsCategory.Permanence), pair => pair.Possible.IsHidden(0, pair.Crossing.From - 1, pair.Crossing.From) && !pair.Possible.Script.Things[0].IsAbsent);
    }

    [Fact]
    public void Stacks_of_balls_come_in_every_order_and_stand_only_in_a_rack()
    {
        Twins[] twins = [.. Enumerable.Range(0, 60).Select(i => new StackOfBalls().Draw(new RandomStream((ulong)i)))];
        Assert.Equal(6, twins.Where(twin => twin.First.Things.Count == 3).Select(twin => string.Join(' ', twin.First.Things.Select(thing => thing.Class))).Distinct().Count());
        Assert.All(Pairs.Quadruplets.Where(quadruplet => quadruplet.Scenario == nameof(StackOfBalls)), quadruplet =>
        {
            double Sinks(Clip clip) => clip.Truth[0][^1].Pose.Position.Z - clip.Truth[^1][^1].Pose.Position.Z;
            Assert.True(Sinks(quadruplet.First) < 0.01 && quadruplet.First.Script.Stage.Rack is not null);
            Assert.True(Sinks(quadruplet.Second) > 0.04 && quadruplet.Second.Script.Stage.Rack is null);
        });
    }

    /// <summary>All that a rival without memory is given of a frame.</summary>
    private static string SingleFrame(Clip clip, int frame)
    {
        float[] slots = new float[ClipLayout.SlotsLength], surroundings = new float[ClipLayout.SurroundingsLength];
        ClipLayout.Write(clip, [0, 1, 2], mirrored: false, slots, surroundings, remembers: false);
        const int size = ClipLayout.Slots * ClipLayout.SlotSize;
        return string.Join(' ', slots[(frame * size)..((frame + 1) * size)].Concat(surroundings[(frame * ClipLayout.SurroundingsSize)..((frame + 1) * ClipLayout.SurroundingsSize)]));
    }
}
