using RoboticsStack.IntuitivePhysics;
using RoboticsStack.Mujoco;

namespace RoboticsStack.Intuition.Tests;

/// <summary>What the model is given.</summary>
public sealed class LayoutTests
{
    private static readonly int[] Order = [0, 1, 2];

    [Fact]
    public void The_simulators_truth_does_not_reach_the_model()
    {
        Clip clip = Pairs.All.First().Possible;
        Clip blind = clip with
        {
            Truth = [.. clip.Truth.Select(frame => new ThingState[frame.Length])],
            Seen = [.. clip.Seen.Select(frame => frame.Select(sighting => sighting with { Share = 0.5 }).ToArray())],
        };
        Assert.Equal(Write(clip), Write(blind));
    }

    [Fact]
    public void A_thing_out_of_sight_keeps_its_class_and_loses_its_place()
    {
        ClipPair pair = Pairs.Of(PhysicsCategory.Permanence).First(pair => pair.Possible.Seen[0][0].Found);
        int hidden = Enumerable.Range(0, Clip.Frames).First(frame => !pair.Possible.Seen[frame][0].Found);
        float[] slot = Write(pair.Possible).AsSpan(hidden * ClipLayout.Slots * ClipLayout.SlotSize, ClipLayout.SlotSize).ToArray();
        Assert.Equal([0, 0, 0, 0, 1], slot[..5]);
        Assert.Equal(1, slot[5..11].Sum());
    }

    [Fact]
    public void Who_comes_in_at_the_violation_is_shown_nothing_impossible() => Assert.All(Pairs.All.Where(pair => pair.Crossing.To == Clip.Frames), pair =>
    {
        Assert.Equal(Write(pair.Other, from: pair.Crossing.From), Write(pair.Impossible, from: pair.Crossing.From));
        Assert.NotEqual(Write(pair.Other), Write(pair.Impossible));
    });

    [Fact]
    public void Mirroring_changes_left_and_right_only()
    {
        Clip clip = Pairs.Of(PhysicsCategory.Inertia).First().Possible;
        float[] straight = Write(clip), mirrored = Write(clip, mirrored: true);
        for (int i = 0; i < ClipLayout.SlotsLength; i++)
        {
            // In the open there is neither wall nor screen: only x and the velocities along it know left from right.
            bool isAlongX = i % ClipLayout.SlotSize is 1 or ClipLayout.SlotSize - ClipLayout.MotionSize or ClipLayout.SlotSize - ClipLayout.MotionSize + 3;
            Assert.Equal(isAlongX ? -straight[i] : straight[i], mirrored[i]);
        }
    }

    [Fact]
    public void A_thing_that_rolls_in_the_open_is_given_its_velocity()
    {
        Clip clip = Pairs.Of(PhysicsCategory.Inertia).Select(pair => pair.Possible).First(clip => Enumerable.Range(0, 5).All(frame => clip.Seen[frame][0].Found));
        double vx = (clip.Truth[4][0].Pose.Position.X - clip.Truth[0][0].Pose.Position.X) / (4 * Clip.FrameSec);
        Span<float> motion = Write(clip).AsSpan(4 * ClipLayout.Slots * ClipLayout.SlotSize + ClipLayout.SlotSize - ClipLayout.MotionSize, ClipLayout.MotionSize);
        Assert.Equal(vx, 1.5 * motion[3], 0.25);
        Assert.Equal(1, motion[6]);
    }

    [Fact]
    public void Training_draws_no_development_seed() => Assert.Throws<Core.UserErrorException>(() =>
        PhysicsTraining.Execute("unused", new MujocoEngine(), new() { Clips = 20_000 }, new StillClock(), _ => { }, null, default));

    private static float[] Write(Clip clip, bool mirrored = false, int from = 0)
    {
        float[] slots = new float[ClipLayout.SlotsLength], surroundings = new float[ClipLayout.SurroundingsLength];
        ClipLayout.Write(clip, Order, mirrored, slots, surroundings, from: from);
        return [.. slots, .. surroundings];
    }
}
