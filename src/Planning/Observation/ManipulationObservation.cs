using RoboticsStack.Models;

namespace RoboticsStack.Planning.Observation;

/// <summary>One observation: <see cref="Vector"/> goes into the world model's encoder (<see cref="ObservationLayout"/>).</summary>
public sealed class ManipulationObservation
{
    internal ManipulationObservation(float[] vector) => Vector = vector;

    public float[] Vector { get; }

    public bool IsPresent(Modality modality) => Vector[ObservationLayout.Present.Start + (int)modality] > 0.5f;

    /// <summary>The same observation with one more input missing; its values are cleared.</summary>
    public ManipulationObservation Without(Modality modality)
    {
        float[] vector = (float[])Vector.Clone();
        vector[ObservationLayout.Present.Start + (int)modality] = 0;
        foreach (Segment segment in SegmentsOf(modality))
        {
            segment.Of(vector.AsSpan()).Clear();
        }
        return new(vector);
    }

    private static Segment[] SegmentsOf(Modality modality) => modality switch
    {
        Modality.Proprio => [ObservationLayout.ProprioSegment],
        Modality.Wrench => [ObservationLayout.Wrench],
        Modality.Tactile => [ObservationLayout.Tactile],
        Modality.WristImage => [ObservationLayout.WristDepth, ObservationLayout.WristMask],
        Modality.ObjectSlot => [ObservationLayout.SlotAt(ObservationLayout.ObjectSlot)],
        Modality.GoalSlot => [ObservationLayout.SlotAt(ObservationLayout.GoalSlot)],
        _ => throw new ArgumentOutOfRangeException(nameof(modality), modality, null),
    };
}
