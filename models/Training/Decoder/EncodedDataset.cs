using RoboticsStack.Models;

namespace RoboticsStack.Training.Decoder;

/// <summary>The latents of every frame of a data set, from a world model that is not trained any further.</summary>
internal sealed class EncodedDataset
{
    private readonly Dictionary<Episode, float[]> _latents = [];
    private readonly int _latentSize;

    public EncodedDataset(LatentEvaluator evaluator, Dataset dataset, CancellationToken cancellation)
    {
        _latentSize = evaluator.LatentSize;
        List<(Episode Episode, int Frame)> waiting = [];
        foreach (Episode episode in dataset.Episodes)
        {
            _latents[episode] = new float[episode.Length * _latentSize];
            for (int frame = 0; frame < episode.Length; frame++)
            {
                episode.CopyObservation(frame, evaluator.Observation(waiting.Count));
                waiting.Add((episode, frame));
                if (waiting.Count == LatentEvaluator.Batch)
                {
                    Encode();
                }
            }
        }
        Encode();

        void Encode()
        {
            cancellation.ThrowIfCancellationRequested();
            float[] latents = evaluator.Encode();
            for (int row = 0; row < waiting.Count; row++)
            {
                latents.AsSpan(row * _latentSize, _latentSize).CopyTo(_latents[waiting[row].Episode].AsSpan(waiting[row].Frame * _latentSize));
            }
            waiting.Clear();
        }
    }

    /// <summary>The latent of a frame; before the episode began, that of its first.</summary>
    public ReadOnlySpan<float> Latent(Episode episode, int frame) => _latents[episode].AsSpan(Math.Max(0, frame) * _latentSize, _latentSize);
}
