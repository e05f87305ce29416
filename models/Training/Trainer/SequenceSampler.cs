using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>
/// Fills batches of short sequences, time-major: all first frames, all second frames, and so on. Batch n depends on the seed and n alone, so a
/// resumed training sees the same data.
/// </summary>
internal sealed class SequenceSampler
{
    /// <summary>Share of sequences whose context (or whole) lacks some modalities.</summary>
    private const double MaskedShare = 0.2;
    private const double DropModality = 0.3;

    /// <summary>Position labels count more when near zero, where the work is done.</summary>
    private const float NearWeight = 4;
    private const float NearMetres = 0.12f;

    private readonly Dataset _dataset;
    private readonly int _batch;
    private readonly int _frames;
    private readonly ulong _seed;
    private readonly int[] _starts;
    private readonly int _windows;

    public SequenceSampler(Dataset dataset, int batch, int frames, ulong seed)
    {
        (_dataset, _batch, _frames, _seed) = (dataset, batch, frames, seed);
        _starts = new int[dataset.Episodes.Count];
        for (int i = 0; i < _starts.Length; i++)
        {
            _starts[i] = _windows;
            _windows += Math.Max(0, dataset.Episodes[i].Length - frames + 1 + RolloutBatch.History - 1);
        }
        if (_windows == 0)
        {
            throw new ArgumentException($"No episode of '{dataset.Name}' has {frames - RolloutBatch.History + 1} frames.");
        }
    }

    /// <param name="observations">[frames·batch, observation].</param>
    /// <param name="actions">[(frames-1)·batch, action].</param>
    /// <param name="labels">[frames·batch, probe]; 0 where unknown.</param>
    /// <param name="weights">Of the labels; 0 where unknown.</param>
    public void Fill(long step, Memory<float> observations, Memory<float> actions, Memory<float> labels, Memory<float> weights)
    {
        Parallel.For(0, _batch, b =>
        {
            RandomStream random = RandomStream.For(_seed ^ (ulong)step * 0x9E3779B97F4A7C15, $"sequence/{b}");
            int window = random.Index(_windows);
            int index = Array.BinarySearch(_starts, window);
            index = index >= 0 ? index : ~index - 1;
            while (index + 1 < _starts.Length && _starts[index + 1] == _starts[index])
            {
                index++;
            }
            Episode episode = _dataset.Episodes[index];
            // A window may begin before the episode: its first frame is repeated, as the planner does at the start.
            int start = window - _starts[index] - (RolloutBatch.History - 1);
            (uint dropped, int maskedFrames) = Mask(random);
            for (int t = 0; t < _frames; t++)
            {
                int row = t * _batch + b;
                int frame = Math.Max(0, start + t);
                Span<float> observation = observations.Span.Slice(row * ObservationLayout.Size, ObservationLayout.Size);
                episode.CopyObservation(frame, observation);
                bool masked = t < maskedFrames && dropped != 0;
                if (masked)
                {
                    ClearFlags(observation, dropped);
                }
                Span<float> weight = weights.Span.Slice(row * ProbeLayout.Size, ProbeLayout.Size);
                Span<float> label = labels.Span.Slice(row * ProbeLayout.Size, ProbeLayout.Size);
                episode.CopyLabels(frame, label);
                Weigh(label, weight, masked);
                if (t < _frames - 1)
                {
                    Span<float> action = actions.Span.Slice(row * ActionScale.Size, ActionScale.Size);
                    if (start + t < 0)
                    {
                        action.Clear();
                    }
                    else
                    {
                        episode.CopyAction(start + t, action);
                    }
                }
            }
        });
    }

    private (uint Dropped, int Frames) Mask(RandomStream random)
    {
        if (!random.Chance(MaskedShare))
        {
            return (0, 0);
        }
        uint dropped = 0;
        for (int modality = 0; modality < ObservationLayout.ModalityCount; modality++)
        {
            dropped |= random.Chance(DropModality) ? 1u << modality : 0;
        }
        // Either the context alone, so that the prediction must fill in what was missing, or the whole sequence.
        return (dropped, random.Chance(0.5) ? RolloutBatch.History : _frames);
    }

    private static void ClearFlags(Span<float> observation, uint dropped)
    {
        Span<float> present = ObservationLayout.Present.Of(observation);
        for (int modality = 0; modality < present.Length; modality++)
        {
            present[modality] = (dropped >> modality & 1) != 0 ? 0 : present[modality];
        }
    }

    private static void Weigh(Span<float> labels, Span<float> weights, bool masked)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            bool known = float.IsFinite(labels[i]) && !masked;
            weights[i] = known ? 1 : 0;
            labels[i] = known ? labels[i] : 0;
        }
        foreach (int position in (ReadOnlySpan<int>)[ProbeLayout.ObjectPosition, ProbeLayout.GoalPosition, ProbeLayout.ObjectInGoal])
        {
            Span<float> at = labels.Slice(position, 3);
            if (at[0] * at[0] + at[1] * at[1] + at[2] * at[2] < NearMetres * NearMetres)
            {
                foreach (ref float weight in weights.Slice(position, 3))
                {
                    weight *= NearWeight;
                }
            }
        }
    }
}
