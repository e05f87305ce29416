using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>Means and deviations of a data set, over a sample of its frames.</summary>
public static class NormalisationEstimate
{
    private const int SampledFrames = 20_000;

    /// <summary>Below this a value counts as constant: dividing by its deviation would only amplify rounding.</summary>
    private const double SmallestDeviation = 2e-4;

    /// <summary>Of a slot's sines, cosines and tilt: mugs that lie are rare, and in units of the tracker's noise one would outweigh everything else.</summary>
    private const float SmallestDirectionDeviation = 0.3f;

    public static Normalisation Of(Dataset dataset, ulong seed)
    {
        RandomStream random = RandomStream.For(seed, "normalisation");
        Moments proprio = new(ObservationLayout.ProprioSegment.Length), depth = new(1), slot = new(ObservationLayout.Slot.Size);
        List<float>[] probes = [.. Enumerable.Range(0, ProbeLayout.Size).Select(_ => new List<float>())];
        float[] observation = new float[ObservationLayout.Size], labels = new float[ProbeLayout.Size];
        double chance = Math.Min(1, SampledFrames / (double)dataset.Frames);
        foreach (Episode episode in dataset.Episodes)
        {
            for (int frame = 0; frame < episode.Length; frame++)
            {
                if (!random.Chance(chance))
                {
                    continue;
                }
                episode.CopyObservation(frame, observation);
                episode.CopyLabels(frame, labels);
                ReadOnlySpan<float> present = ObservationLayout.Present.Of(observation);
                for (int i = 0; i < labels.Length; i++)
                {
                    if (float.IsFinite(labels[i])) { probes[i].Add(labels[i]); }
                }
                if (present[(int)Modality.Proprio] > 0) { proprio.Add(ObservationLayout.ProprioSegment.Of(observation)); }
                if (present[(int)Modality.WristImage] > 0) { depth.AddAll(ObservationLayout.WristDepth.Of(observation)); }
                for (int i = 0; i < ObservationLayout.SlotCount; i++)
                {
                    ReadOnlySpan<float> values = ObservationLayout.SlotAt(i).Of(observation);
                    if (values[ObservationLayout.Slot.Valid] > 0) { slot.Add(values); }
                }
            }
        }
        return new()
        {
            Proprio = proprio.Result(), WristDepth = depth.Result(), Slot = OfSlots(slot.Result()),
            Probes = WithoutExtremes(probes),
        };
    }

    private static SegmentStatistics OfSlots(SegmentStatistics estimate)
    {
        float[] deviation = [.. estimate.Deviation];
        for (int i = ObservationLayout.Slot.YawSinCos; i < ObservationLayout.Slot.Radius; i++)
        {
            deviation[i] = Math.Max(deviation[i], SmallestDirectionDeviation);
        }
        return estimate with { Deviation = deviation };
    }

    /// <summary>
    /// Statistics of labels with the outermost hundredth on either side drawn in: one arm stuck against a counter would otherwise make a hundred
    /// newtons the unit in which a grasp is learned.
    /// </summary>
    private static SegmentStatistics WithoutExtremes(List<float>[] columns)
    {
        Moments moments = new(columns.Length);
        for (int i = 0; i < columns.Length; i++)
        {
            float[] sorted = [.. columns[i].Order()];
            for (int k = 0; k < sorted.Length; k++)
            {
                moments.AddTo(i, sorted[Math.Clamp(k, sorted.Length / 100, sorted.Length - 1 - sorted.Length / 100)]);
            }
        }
        return moments.Result();
    }

    private sealed class Moments(int length)
    {
        private readonly double[] _count = new double[length], _sum = new double[length], _squares = new double[length];

        public void Add(ReadOnlySpan<float> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                AddTo(i, values[i]);
            }
        }

        public void AddAll(ReadOnlySpan<float> values)
        {
            foreach (float value in values)
            {
                AddTo(0, value);
            }
        }

        public SegmentStatistics Result()
        {
            float[] mean = new float[length], deviation = new float[length];
            for (int i = 0; i < length; i++)
            {
                double centre = _count[i] > 0 ? _sum[i] / _count[i] : 0;
                double spread = _count[i] > 1 ? Math.Sqrt(Math.Max(0, _squares[i] / _count[i] - centre * centre)) : 0;
                mean[i] = (float)centre;
                deviation[i] = spread < SmallestDeviation ? 1 : (float)spread;
            }
            return new(mean, deviation);
        }

        public void AddTo(int i, double value)
        {
            if (double.IsFinite(value))
            {
                _count[i]++;
                _sum[i] += value;
                _squares[i] += value * value;
            }
        }
    }
}
