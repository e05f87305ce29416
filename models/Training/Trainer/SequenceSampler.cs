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
    private const double MaskedShare = 0.3;
    private const double DropModality = 0.3;

    /// <summary>Position labels count more when near zero, where the work is done.</summary>
    private const float NearWeight = 4;
    private const float NearMetres = 0.12f;

    /// <summary>A skill is drawn with its share of windows to this power: rare ones (closing, pressing) come up more often than they were seen.</summary>
    private const double BalancePower = 0.5;

    /// <summary>Share of the scenes that one head learns from. Fixed for the whole training: heads that all see everything in the end agree on everything.</summary>
    private const double SceneShare = 0.6;

    private readonly int _batch;
    private readonly int _frames;
    private readonly ulong _seed;
    private readonly SkillWindows[] _skills;
    private readonly Dictionary<ulong, bool[]> _headsByScene;
    private readonly double _weight;

    /// <param name="heads">Members of the ensemble, of which each learns from its own scenes.</param>
    public SequenceSampler(Dataset dataset, int batch, int frames, int heads, ulong seed)
    {
        (_batch, _frames, _seed) = (batch, frames, seed);
        _skills = [.. dataset.Episodes
            .Where(episode => Windows(episode) > 0)
            .GroupBy(episode => episode.Skill(0))
            .OrderBy(group => group.Key)
            .Select(group => new SkillWindows([.. group], Windows, BalancePower))];
        _weight = _skills.Sum(skill => skill.Weight);
        _headsByScene = dataset.Episodes.Select(episode => episode.Seed).Distinct().ToDictionary(scene => scene, scene =>
        {
            RandomStream random = RandomStream.For(seed, scene, "heads of a scene");
            return Enumerable.Range(0, heads).Select(_ => random.Chance(SceneShare)).ToArray();
        });
        if (_skills.Length == 0)
        {
            throw new ArgumentException($"No episode of '{dataset.Name}' has {frames - RolloutBatch.History + 1} frames.");
        }
    }

    private int Windows(Episode episode) => Math.Max(0, episode.Length - _frames + 1 + RolloutBatch.History - 1);

    /// <param name="observations">[frames·batch, observation].</param>
    /// <param name="actions">[(frames-1)·batch, action].</param>
    /// <param name="labels">[frames·batch, probe]; 0 where unknown.</param>
    /// <param name="weights">Of the labels; 0 where unknown.</param>
    /// <param name="shares">[heads, predicted frames·batch]; 1 where a head learns.</param>
    public void Fill(long step, Memory<float> observations, Memory<float> actions, Memory<float> labels, Memory<float> weights, Memory<float> shares)
    {
        Parallel.For(0, _batch, b =>
        {
            RandomStream random = RandomStream.For(_seed, (ulong)step, $"sequence/{b}");
            (Episode episode, int window) = Draw(random);
            // A window may begin before the episode: its first frame is repeated, as the planner does at the start.
            int start = window - (RolloutBatch.History - 1);
            (uint dropped, int maskedFrames) = Mask(random);
            SequenceVariation variation = new(random);
            Share(_headsByScene[episode.Seed], b, shares.Span);
            bool moveObject = true;
            for (int t = 0; t < _frames && moveObject; t++)
            {
                Span<float> label = labels.Span.Slice((t * _batch + b) * ProbeLayout.Size, ProbeLayout.Size);
                episode.CopyLabels(Math.Max(0, start + t), label);
                moveObject = variation.MayMoveObject(label);
            }
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
                variation.Apply(observation, label, moveObject);
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

    private (Episode Episode, int Window) Draw(RandomStream random)
    {
        double at = random.Uniform() * _weight;
        int skill = 0;
        while (skill < _skills.Length - 1 && at >= _skills[skill].Weight)
        {
            at -= _skills[skill++].Weight;
        }
        return _skills[skill].At(random.Index(_skills[skill].Count));
    }

    private void Share(bool[] heads, int row, Span<float> shares)
    {
        int rows = shares.Length / heads.Length;
        for (int head = 0; head < heads.Length; head++)
        {
            for (int at = row; at < rows; at += _batch)
            {
                shares[head * rows + at] = heads[head] ? 1 : 0;
            }
        }
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

    /// <summary>The episodes of one skill, with all places a window may begin at counted through.</summary>
    private sealed class SkillWindows
    {
        private readonly Episode[] _episodes;
        private readonly int[] _starts;

        public SkillWindows(Episode[] episodes, Func<Episode, int> windows, double power)
        {
            _episodes = episodes;
            _starts = new int[episodes.Length];
            for (int i = 0; i < episodes.Length; i++)
            {
                _starts[i] = Count;
                Count += windows(episodes[i]);
            }
            Weight = Math.Pow(Count, power);
        }

        public int Count { get; }
        public double Weight { get; }

        public (Episode Episode, int Window) At(int window)
        {
            int index = Array.BinarySearch(_starts, window);
            index = index >= 0 ? index : ~index - 1;
            return (_episodes[index], window - _starts[index]);
        }
    }
}
