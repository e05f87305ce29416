using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>Measures a model on held-out episodes.</summary>
public static class AcceptanceTest
{
    private const int History = RolloutBatch.History;
    private const int Ahead = 10;
    private const int WindowFrames = History + Ahead;
    private const int Batch = LatentEvaluator.Batch;
    private static readonly int[] OpenLoopSteps = [1, 2, 5, 10];
    private static readonly int[] ProbeSteps = [0, 1, 5, 10];

    private readonly record struct Window(Episode Episode, int Start);

    /// <exception cref="UserErrorException">The held-out episodes are too few or too short.</exception>
    public static AcceptanceReport Run(TrainedModel model, Dataset heldOut, int batches = 8, ulong seed = 1, SessionSettings? settings = null)
    {
        using LatentEvaluator evaluator = new(model, settings ?? SessionSettings.Default);
        Window[] all = [.. heldOut.Episodes.SelectMany(episode =>
            Enumerable.Range(0, Math.Max(0, episode.Length - WindowFrames + 1)).Select(start => new Window(episode, start)))];
        if (all.Length < Batch)
        {
            throw new UserErrorException($"The held-out part of '{heldOut.Name}' has {all.Length} windows of {WindowFrames} frames; {Batch} are needed. Generate more episodes.");
        }
        RandomStream random = RandomStream.For(seed, "acceptance");
        random.Shuffle<Window>(all);
        Accumulator sum = new(evaluator.LatentSize);
        int count = Math.Min(batches, all.Length / Batch);
        for (int i = 0; i < count; i++)
        {
            MeasureFrames(evaluator, heldOut, sum, random);
            MeasureWindows(evaluator, all.AsSpan(i * Batch, Batch), sum, random);
        }
        return sum.Report(count, SigRegOf(sum.Latents, evaluator.LatentSize, random, settings));
    }

    /// <summary>Spread and probes of the encoding, over frames from everywhere: windows leave out the end of every episode.</summary>
    private static void MeasureFrames(LatentEvaluator evaluator, Dataset heldOut, Accumulator sum, RandomStream random)
    {
        (Episode Episode, int Frame)[] frames = new (Episode, int)[Batch];
        for (int row = 0; row < Batch; row++)
        {
            Episode episode = random.Pick(heldOut.Episodes);
            frames[row] = (episode, random.Index(episode.Length));
            episode.CopyObservation(frames[row].Frame, evaluator.Observation(row));
        }
        float[] latents = evaluator.Encode();
        sum.AddLatents(latents);
        sum.AddProbes(0, evaluator.Decode(latents), (row, labels) => frames[row].Episode.CopyLabels(frames[row].Frame, labels), null);
    }

    private static void MeasureWindows(LatentEvaluator evaluator, ReadOnlySpan<Window> windows, Accumulator sum, RandomStream random)
    {
        float[][] latents = new float[WindowFrames][];
        for (int t = 0; t < WindowFrames; t++)
        {
            for (int row = 0; row < Batch; row++)
            {
                windows[row].Episode.CopyObservation(windows[row].Start + t, evaluator.Observation(row));
            }
            latents[t] = evaluator.Encode();
        }
        int[] identity = [.. Enumerable.Range(0, Batch)], shuffled = [.. identity];
        random.Shuffle<int>(shuffled);
        (float[][] predicted, float[][] disagreement) = Rollout(evaluator, windows, latents, identity);
        (float[][] misled, _) = Rollout(evaluator, windows, latents, shuffled);
        sum.AddOpenLoop(latents, predicted, misled, disagreement);
        sum.AddUnlike(Unlike(evaluator, windows, shuffled));
        Window[] kept = windows.ToArray();
        float[] bias = evaluator.Decode(latents[History - 1]), present = new float[ProbeLayout.Size];
        for (int row = 0; row < Batch; row++)
        {
            kept[row].Episode.CopyLabels(kept[row].Start + History - 1, present);
            for (int p = 0; p < present.Length; p++)
            {
                bias[row * ProbeLayout.Size + p] -= present[p];
            }
        }
        for (int i = 1; i < ProbeSteps.Length; i++)
        {
            int step = ProbeSteps[i];
            sum.AddProbes(i, evaluator.Decode(predicted[step - 1]),
                (row, labels) => kept[row].Episode.CopyLabels(kept[row].Start + History - 1 + step, labels), bias);
        }
    }

    /// <summary>Open-loop predictions of the frames after the history, with each window's actions taken from window <paramref name="from"/>.</summary>
    private static (float[][] Latents, float[][] Disagreement) Rollout(LatentEvaluator evaluator, ReadOnlySpan<Window> windows, float[][] latents, int[] from)
    {
        List<float[]> trail = [latents[0], latents[1], latents[2]];
        List<float[]> doubts = [];
        for (int step = 0; step < Ahead; step++)
        {
            FillActions(evaluator, windows, from, step);
            (float[] next, float[] disagreement) = evaluator.Predict(trail[^3], trail[^2], trail[^1]);
            trail.Add(next);
            doubts.Add(disagreement);
        }
        return ([.. trail[History..]], [.. doubts]);
    }

    private static void FillActions(LatentEvaluator evaluator, ReadOnlySpan<Window> windows, int[] from, int step)
    {
        for (int row = 0; row < Batch; row++)
        {
            Window window = windows[from[row]];
            Span<float> actions = evaluator.Actions(row);
            for (int i = 0; i < History; i++)
            {
                window.Episode.CopyAction(window.Start + step + i, actions.Slice(i * ActionScale.Size, ActionScale.Size));
            }
        }
    }

    /// <summary>Disagreement on a history whose slots belong to another window than the rest.</summary>
    private static float[] Unlike(LatentEvaluator evaluator, ReadOnlySpan<Window> windows, int[] shuffled)
    {
        float[][] mixed = new float[History][];
        float[] other = new float[ObservationLayout.Size];
        for (int t = 0; t < History; t++)
        {
            for (int row = 0; row < Batch; row++)
            {
                windows[row].Episode.CopyObservation(windows[row].Start + t, evaluator.Observation(row));
                Window source = windows[shuffled[row]];
                source.Episode.CopyObservation(source.Start + History - 1 - t, other);
                ObservationLayout.Slots.Of(other).CopyTo(ObservationLayout.Slots.Of(evaluator.Observation(row)));
            }
            mixed[t] = evaluator.Encode();
        }
        FillActions(evaluator, windows, [.. Enumerable.Range(0, Batch)], 0);
        return evaluator.Predict(mixed[0], mixed[1], mixed[2]).Disagreement;
    }

    private static double SigRegOf(IReadOnlyList<ReadOnlyMemory<float>> latents, int latentSize, RandomStream random, SessionSettings? settings)
    {
        const int Directions = 256;
        int groups = latents.Count / Batch;
        float[] values = GC.AllocateArray<float>(groups * Batch * latentSize, pinned: true);
        for (int i = 0; i < latents.Count; i++)
        {
            latents[i].CopyTo(values.AsMemory(i * latentSize));
        }
        float[] directions = GC.AllocateArray<float>(latentSize * Directions, pinned: true), result = GC.AllocateArray<float>(1, pinned: true);
        SigReg.FillDirections(directions, latentSize, Directions, random);
        Graph graph = new(new ParameterSet());
        Tensor statistic = SigReg.Statistic(graph.Input("latents", [groups, Batch, latentSize]), graph.Input("directions", [latentSize, Directions]));
        using CompiledGraph compiled = CompiledGraph.From(OnnxModel.ForInference(graph, [("statistic", statistic)]), "SIGReg", settings);
        using GraphBinding binding = compiled.Bind(
            [("latents", values, [groups, Batch, latentSize]), ("directions", directions, [latentSize, Directions])], [("statistic", result, [])]);
        binding.Run();
        return result[0];
    }

    private sealed class Accumulator(int latentSize)
    {
        private readonly double[,] _errors = new double[OpenLoopSteps.Length, 4];
        private readonly List<(float Label, float Probe)>[,] _probes = new List<(float, float)>[ProbeSteps.Length, ProbeLayout.Size];
        private readonly List<double>[,] _probeErrors = new List<double>[ProbeSteps.Length, ProbeLayout.Size];
        private readonly List<(double Disagreement, double Error)> _doubts = [];
        private readonly List<double> _unlike = [], _rolloutDoubts = [];
        private int _windows;

        public List<ReadOnlyMemory<float>> Latents { get; } = [];

        public void AddLatents(float[] batch)
        {
            for (int row = 0; row < Batch; row++)
            {
                Latents.Add(batch.AsMemory(row * latentSize, latentSize));
            }
        }

        public void AddOpenLoop(float[][] truth, float[][] predicted, float[][] misled, float[][] disagreement)
        {
            float[] linear = new float[latentSize];
            for (int row = 0; row < Batch; row++)
            {
                ReadOnlySpan<float> Row(float[] batch) => batch.AsSpan(row * latentSize, latentSize);
                for (int i = 0; i < OpenLoopSteps.Length; i++)
                {
                    int step = OpenLoopSteps[i];
                    ReadOnlySpan<float> last = Row(truth[History - 1]), before = Row(truth[History - 2]), actual = Row(truth[History - 1 + step]);
                    for (int k = 0; k < latentSize; k++)
                    {
                        linear[k] = last[k] + step * (last[k] - before[k]);
                    }
                    _errors[i, 0] += Statistics.MeanSquaredDistance(Row(predicted[step - 1]), actual);
                    _errors[i, 1] += Statistics.MeanSquaredDistance(last, actual);
                    _errors[i, 2] += Statistics.MeanSquaredDistance(linear, actual);
                    _errors[i, 3] += Statistics.MeanSquaredDistance(Row(misled[step - 1]), actual);
                }
                _rolloutDoubts.Add(disagreement.Average(step => step[row]));
                _doubts.Add((disagreement[0][row], Statistics.MeanSquaredDistance(Row(predicted[0]), Row(truth[History]))));
            }
            _windows += Batch;
        }

        public void AddUnlike(float[] disagreement) => _unlike.AddRange(disagreement.Select(value => (double)value));

        /// <param name="bias">Decoded minus labelled at the present, for anchored errors.</param>
        public void AddProbes(int step, float[] probes, Action<int, float[]> copyLabels, float[]? bias)
        {
            float[] labels = new float[ProbeLayout.Size];
            for (int row = 0; row < Batch; row++)
            {
                copyLabels(row, labels);
                for (int i = 0; i < labels.Length; i++)
                {
                    if (float.IsFinite(labels[i]))
                    {
                        int at = row * ProbeLayout.Size + i;
                        double error = Math.Abs(probes[at] - (bias?[at] ?? 0) - labels[i]);
                        (_probes[step, i] ??= []).Add((labels[i], probes[at]));
                        if (double.IsFinite(error))
                        {
                            (_probeErrors[step, i] ??= []).Add(error);
                        }
                    }
                }
            }
        }

        public AcceptanceReport Report(int batches, double sigReg)
        {
            (double[] deviations, double rank) = Statistics.Spread(Latents, latentSize);
            double limit = _doubts.Select(doubt => doubt.Error).Order().ElementAt(_doubts.Count * 4 / 5);
            double[] all = [.. _doubts.Select(doubt => doubt.Disagreement)];
            return new()
            {
                Windows = batches * Batch,
                SigReg = sigReg,
                SmallestDeviation = deviations.Min(),
                MeanDeviation = deviations.Average(),
                LargestDeviation = deviations.Max(),
                EffectiveRank = rank,
                LatentSize = latentSize,
                OpenLoop = [.. OpenLoopSteps.Select((step, i) =>
                    new OpenLoopError(step, _errors[i, 0] / _windows, _errors[i, 1] / _windows, _errors[i, 2] / _windows, _errors[i, 3] / _windows))],
                ProbeSteps = ProbeSteps,
                Probes = [.. ProbeLayout.Groups.Select(Quality)],
                HighDisagreement = _rolloutDoubts.Order().ElementAt(_rolloutDoubts.Count * 99 / 100),
                DisagreementVersusError = Statistics.AreaUnderCurve(
                    [.. _doubts.Where(doubt => doubt.Error >= limit).Select(doubt => doubt.Disagreement)],
                    [.. _doubts.Where(doubt => doubt.Error < limit).Select(doubt => doubt.Disagreement)]),
                DisagreementVersusUnlike = Statistics.AreaUnderCurve(_unlike, all),
            };
        }

        private ProbeQuality Quality(Segment group)
        {
            double[] correlations = new double[ProbeSteps.Length], errors = new double[ProbeSteps.Length];
            for (int step = 0; step < ProbeSteps.Length; step++)
            {
                List<(float Label, float Probe)>[] pairs = [.. Enumerable.Range(group.Start, group.Length).Select(i => _probes[step, i] ?? [])];
                double[] known = [.. pairs.Select(Statistics.Correlation).Where(double.IsFinite)];
                correlations[step] = known.Length == 0 ? double.NaN : known.Average();
                double[] distances = [.. Enumerable.Range(group.Start, group.Length).SelectMany(i => _probeErrors[step, i] ?? [])];
                errors[step] = distances.Length == 0 ? double.NaN : distances.Average();
            }
            return new(group.Name, correlations, errors);
        }
    }
}
