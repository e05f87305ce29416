using RoboticsStack.Models;

namespace RoboticsStack.Training.Decoder;

/// <summary>A frame from which the predictor is let run on with the actions that were taken.</summary>
internal readonly record struct Departure(Episode Episode, int Frame)
{
    /// <summary>Frames that follow in the same episode.</summary>
    public int Ahead => Episode.Length - 1 - Frame;
}

/// <summary>Open-loop predictions from a batch of frames, with the history that the planner would have there.</summary>
internal static class OpenLoop
{
    private const int History = RolloutBatch.History;

    /// <summary>Latents [<see cref="LatentEvaluator.Batch"/>, Z] after 1, 2, … steps; past the end of an episode they mean nothing.</summary>
    public static float[][] From(LatentEvaluator evaluator, EncodedDataset encoded, ReadOnlySpan<Departure> departures, int steps)
    {
        List<float[]> trail = [];
        for (int back = History - 1; back >= 0; back--)
        {
            trail.Add(Present(evaluator, encoded, departures, -back));
        }
        for (int step = 0; step < steps; step++)
        {
            for (int row = 0; row < departures.Length; row++)
            {
                (Episode episode, int frame) = departures[row];
                Span<float> actions = evaluator.Actions(row);
                for (int i = 0; i < History; i++)
                {
                    int at = frame - (History - 1) + step + i;
                    Span<float> action = actions.Slice(i * ActionScale.Size, ActionScale.Size);
                    if (at < 0)
                    {
                        action.Clear();
                    }
                    else
                    {
                        episode.CopyAction(Math.Min(at, episode.Length - 1), action);
                    }
                }
            }
            trail.Add(evaluator.Predict(trail[^3], trail[^2], trail[^1]).Next);
        }
        return [.. trail[History..]];
    }

    /// <summary>The encoded latents some frames after (or before) the departures: [batch, Z].</summary>
    public static float[] Present(LatentEvaluator evaluator, EncodedDataset encoded, ReadOnlySpan<Departure> departures, int offset)
    {
        float[] latents = new float[LatentEvaluator.Batch * evaluator.LatentSize];
        for (int row = 0; row < departures.Length; row++)
        {
            encoded.Latent(departures[row].Episode, departures[row].Frame + offset).CopyTo(latents.AsSpan(row * evaluator.LatentSize));
        }
        return latents;
    }
}
