using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>Mean and standard deviation of one segment: one value per element, or a single one for all of them.</summary>
public sealed record SegmentStatistics(float[] Mean, float[] Deviation);

/// <summary>Statistics of the training data, baked into the graphs and recorded in the manifest.</summary>
public sealed record Normalisation
{
    public required SegmentStatistics Proprio { get; init; }

    /// <summary>One value for all pixels.</summary>
    public required SegmentStatistics WristDepth { get; init; }

    /// <summary>Per feature, over all slots that hold something.</summary>
    public required SegmentStatistics Slot { get; init; }

    public required SegmentStatistics Probes { get; init; }

    /// <summary>That changes nothing: for models without data.</summary>
    public static Normalisation Unit { get; } = new()
    {
        Proprio = UnitStatistics(ObservationLayout.ProprioSegment.Length),
        WristDepth = UnitStatistics(1),
        Slot = UnitStatistics(ObservationLayout.Slot.Size),
        Probes = UnitStatistics(ProbeLayout.Size),
    };

    public void Validate()
    {
        Check(Proprio, ObservationLayout.ProprioSegment.Length);
        Check(WristDepth, 1);
        Check(Slot, ObservationLayout.Slot.Size);
        Check(Probes, ProbeLayout.Size);
    }

    private static SegmentStatistics UnitStatistics(int length) => new(new float[length], Initial.Ones([length]));

    private static void Check(SegmentStatistics statistics, int length)
    {
        if (statistics.Mean.Length != length || statistics.Deviation.Length != length
            || !statistics.Mean.All(float.IsFinite) || !statistics.Deviation.All(value => float.IsFinite(value) && value > 0))
        {
            throw new ArgumentException($"Normalisation needs {length} finite means and positive deviations.");
        }
    }
}
