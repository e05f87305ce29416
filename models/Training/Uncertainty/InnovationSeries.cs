using RoboticsStack.Control.Robot;
using RoboticsStack.Learning;
using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Plant;

namespace RoboticsStack.Training.Uncertainty;

/// <summary>The innovations of recorded sessions, in order of time; one session is one kitchen.</summary>
/// <param name="Seed">Of the kitchen.</param>
/// <param name="Steps">What the robot could know.</param>
/// <param name="Grips">What the hand had in each step, from the plant: to choose what is judged, never to judge it.</param>
public sealed record InnovationSeries(ulong Seed, IReadOnlyList<Innovation> Steps, IReadOnlyList<Grip> Grips)
{
    private const int History = RolloutBatch.History;
    private const int Batch = LatentEvaluator.Batch;

    /// <summary>More than noise on a pad.</summary>
    private const float PressedN = 1;

    /// <summary>More than a mug rises at one side when it tips a little.</summary>
    private const float LiftedM = 0.02f;

    private readonly record struct Moment(Episode Episode, int Frame);

    /// <summary>Encodes and predicts every frame as the robot would have.</summary>
    public static IReadOnlyList<InnovationSeries> Of(RobotDescription robot, TrainedModel model, Dataset dataset, SessionSettings? settings, CancellationToken cancellation)
    {
        SignReader signs = new(robot);
        using LatentEvaluator evaluator = new(model, settings ?? SessionSettings.Default);
        Moment[] frames = [.. dataset.Episodes.SelectMany(episode => Enumerable.Range(0, episode.Length).Select(frame => new Moment(episode, frame)))];
        Dictionary<Episode, int> firstRow = [];
        for (int row = 0; row < frames.Length; row += frames[row].Episode.Length)
        {
            firstRow[frames[row].Episode] = row;
        }
        (float[] latents, float[] decoded) = Encode(evaluator, frames, cancellation);
        Prediction near = new(evaluator.LatentSize, frames.Length), far = new(evaluator.LatentSize, frames.Length);
        Predict(evaluator, frames, firstRow, latents, near, far, cancellation);
        return [.. dataset.Episodes.GroupBy(episode => episode.Seed).Select(session => new InnovationSeries(
            session.Key, [.. session.SelectMany(episode => StepsOf(signs, episode, firstRow[episode], latents, decoded, evaluator.LatentSize, near, far))], [.. session.SelectMany(GripsOf)]))];
    }

    private static (float[] Latents, float[] Decoded) Encode(LatentEvaluator evaluator, Moment[] frames, CancellationToken cancellation)
    {
        float[] latents = new float[frames.Length * evaluator.LatentSize], decoded = new float[frames.Length * ProbeLayout.Size];
        for (int first = 0; first < frames.Length; first += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(Batch, frames.Length - first);
            for (int row = 0; row < count; row++)
            {
                frames[first + row].Episode.CopyObservation(frames[first + row].Frame, evaluator.Observation(row));
            }
            float[] batch = evaluator.Encode();
            batch.AsSpan(0, count * evaluator.LatentSize).CopyTo(latents.AsSpan(first * evaluator.LatentSize));
            evaluator.Decode(batch).AsSpan(0, count * ProbeLayout.Size).CopyTo(decoded.AsSpan(first * ProbeLayout.Size));
        }
        return (latents, decoded);
    }

    /// <summary>From every frame, one and <see cref="Innovation.FarSteps"/> steps on with the actions taken; kept in the row of the frame predicted from.</summary>
    private static void Predict(
        LatentEvaluator evaluator, Moment[] frames, Dictionary<Episode, int> firstRow, float[] latents, Prediction near, Prediction far, CancellationToken cancellation)
    {
        int size = evaluator.LatentSize;
        for (int first = 0; first < frames.Length; first += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(Batch, frames.Length - first);
            List<float[]> trail = [new float[Batch * size], new float[Batch * size], new float[Batch * size]];
            for (int row = 0; row < count; row++)
            {
                (Episode episode, int frame) = frames[first + row];
                for (int back = 0; back < History; back++)
                {
                    int from = firstRow[episode] + Math.Max(0, frame - (History - 1) + back);
                    latents.AsSpan(from * size, size).CopyTo(trail[back].AsSpan(row * size));
                }
            }
            for (int step = 0; step < Innovation.FarSteps; step++)
            {
                for (int row = 0; row < count; row++)
                {
                    FillActions(frames[first + row], step, evaluator.Actions(row));
                }
                (float[] next, float[] disagreement) = evaluator.Predict(trail[^3], trail[^2], trail[^1]);
                trail.Add(next);
                if (step is 0 or Innovation.FarSteps - 1)
                {
                    (step == 0 ? near : far).Keep(first, count, next, evaluator.Decode(next), disagreement);
                }
            }
        }
    }

    private static void FillActions(Moment moment, int step, Span<float> actions)
    {
        actions.Clear();
        for (int i = 0; i < History; i++)
        {
            int frame = moment.Frame + step - (History - 1) + i;
            if (frame >= 0 && frame < moment.Episode.Length)
            {
                moment.Episode.CopyAction(frame, actions.Slice(i * ActionScale.Size, ActionScale.Size));
            }
        }
    }

    private static IEnumerable<Innovation> StepsOf(SignReader signs, Episode episode, int firstRow, float[] latents, float[] decoded, int size, Prediction near, Prediction far)
    {
        float[] observation = new float[ObservationLayout.Size], before = new float[ObservationLayout.Size], forces = new float[StepForces.Size];
        for (int frame = 1; frame < episode.Length; frame++)
        {
            int row = firstRow + frame, from = row - 1, farFrom = row - Innovation.FarSteps;
            bool hasFar = frame >= Innovation.FarSteps;
            episode.CopyObservation(frame - 1, before);
            episode.CopyObservation(frame, observation);
            episode.CopyForces(frame, forces);
            yield return new Innovation
            {
                Skill = episode.Skill(frame),
                Near = Difference(decoded, row, near.Probes, from),
                Far = hasFar ? Difference(decoded, row, far.Probes, farFrom) : null,
                NearLatent = Statistics.MeanSquaredDistance(latents.AsSpan(row * size, size), near.Latents.AsSpan(from * size, size)),
                FarLatent = hasFar ? Statistics.MeanSquaredDistance(latents.AsSpan(row * size, size), far.Latents.AsSpan(farFrom * size, size)) : 0,
                Disagreement = near.Disagreement[from],
                Evidence = signs.Read(
                    observation, before, forces, decoded.AsSpan(row * ProbeLayout.Size, ProbeLayout.Size), decoded.AsSpan(from * ProbeLayout.Size, ProbeLayout.Size)),
            };
        }
    }

    /// <summary>As <see cref="StepsOf"/>, from the labels.</summary>
    private static IEnumerable<Grip> GripsOf(Episode episode)
    {
        float[] labels = new float[ProbeLayout.Size];
        for (int frame = 1; frame < episode.Length; frame++)
        {
            episode.CopyLabels(frame, labels);
            bool isBetween = labels[ProbeLayout.PadForceLeft] > PressedN && labels[ProbeLayout.PadForceRight] > PressedN;
            bool isLifted = isBetween && labels[ProbeLayout.ObjectHeightAboveSupport] > LiftedM;
            yield return isLifted ? Grip.Lifted : isBetween ? Grip.Between : Grip.None;
        }
    }

    private static float[] Difference(float[] observed, int row, float[] predicted, int from)
    {
        float[] difference = new float[ProbeLayout.Size];
        for (int probe = 0; probe < difference.Length; probe++)
        {
            difference[probe] = observed[row * ProbeLayout.Size + probe] - predicted[from * ProbeLayout.Size + probe];
        }
        return difference;
    }

    private sealed class Prediction(int latentSize, int rows)
    {
        public float[] Latents { get; } = new float[rows * latentSize];
        public float[] Probes { get; } = new float[rows * ProbeLayout.Size];
        public float[] Disagreement { get; } = new float[rows];

        public void Keep(int first, int count, float[] latents, float[] probes, float[] disagreement)
        {
            latents.AsSpan(0, count * latentSize).CopyTo(Latents.AsSpan(first * latentSize));
            probes.AsSpan(0, count * ProbeLayout.Size).CopyTo(Probes.AsSpan(first * ProbeLayout.Size));
            disagreement.AsSpan(0, count).CopyTo(Disagreement.AsSpan(first));
        }
    }
}
