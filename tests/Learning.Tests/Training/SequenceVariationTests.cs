using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning.Tests.Toy;
using RoboticsStack.Models;
using RoboticsStack.Training;

namespace RoboticsStack.Learning.Tests.Training;

public sealed class SequenceVariationTests
{
    [Fact]
    public void Labels_go_on_saying_what_the_slots_show()
    {
        Episode episode = ToyWorld.Record(1, 20, 3).Episodes[0];
        float[] observation = new float[ObservationLayout.Size], labels = new float[ProbeLayout.Size];
        for (ulong seed = 0; seed < 20; seed++)
        {
            SequenceVariation variation = new(new RandomStream(seed));
            for (int frame = 0; frame < episode.Length; frame++)
            {
                episode.CopyObservation(frame, observation);
                episode.CopyLabels(frame, labels);
                variation.Apply(observation, labels, moveObject: true);
                float[] goal = ObservationLayout.SlotAt(ObservationLayout.GoalSlot).Of(observation.AsSpan()).ToArray();
                (float sin, float cos) = (goal[ObservationLayout.Slot.YawSinCos], goal[ObservationLayout.Slot.YawSinCos + 1]);
                float[] thing = ObservationLayout.SlotAt(ObservationLayout.ObjectSlot).Of(observation.AsSpan()).ToArray();
                Assert.Equal(thing[0], labels[ProbeLayout.ObjectPosition], 1e-2);
                Assert.Equal(thing[1], labels[ProbeLayout.ObjectPosition + 1], 1e-2);
                float x = labels[ProbeLayout.ObjectPosition] - goal[0], y = labels[ProbeLayout.ObjectPosition + 1] - goal[1];
                Assert.Equal(goal[0], labels[ProbeLayout.GoalPosition], 1e-2);
                Assert.Equal(goal[1], labels[ProbeLayout.GoalPosition + 1], 1e-2);
                Assert.Equal(sin, labels[ProbeLayout.GoalYawSinCos], 1e-2);
                Assert.Equal(cos, labels[ProbeLayout.GoalYawSinCos + 1], 1e-2);
                Assert.Equal(cos * x + sin * y, labels[ProbeLayout.ObjectInGoal], 1e-2);
                Assert.Equal(cos * y - sin * x, labels[ProbeLayout.ObjectInGoal + 1], 1e-2);
            }
        }
    }

    [Fact]
    public void A_moved_goal_stands_still_in_the_room()
    {
        Episode episode = ToyWorld.Record(1, 20, 4).Episodes[0];
        float[] before = new float[ObservationLayout.Size], after = new float[ObservationLayout.Size], labels = new float[ProbeLayout.Size];
        SequenceVariation variation = new(new RandomStream(2));
        List<(double X, double Y)> shifts = [];
        for (int frame = 0; frame < episode.Length; frame++)
        {
            episode.CopyObservation(frame, before);
            episode.CopyObservation(frame, after);
            episode.CopyLabels(frame, labels);
            variation.Apply(after, labels, moveObject: false);
            Segment goal = ObservationLayout.SlotAt(ObservationLayout.GoalSlot);
            float sin = before[goal.Start + ObservationLayout.Slot.YawSinCos], cos = before[goal.Start + ObservationLayout.Slot.YawSinCos + 1];
            float x = after[goal.Start] - before[goal.Start], y = after[goal.Start + 1] - before[goal.Start + 1];
            shifts.Add((cos * x + sin * y, cos * y - sin * x));
        }
        Assert.All(shifts, shift => Assert.True(Math.Abs(shift.X - shifts[0].X) < 1e-3 && Math.Abs(shift.Y - shifts[0].Y) < 1e-3, $"{shift} against {shifts[0]}"));
        Assert.True(Math.Abs(shifts[0].X) + Math.Abs(shifts[0].Y) > 1e-3, "this seed moves no goal; take another");
    }
}
