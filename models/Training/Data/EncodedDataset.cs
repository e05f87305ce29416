using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>The latents of every frame of a data set and, if wanted, the probes decoded from them, from a world model that is not trained any further.</summary>
internal sealed class EncodedDataset
{
    private readonly Dictionary<Episode, float[]> _latents = [], _probes = [];
    private readonly int _latentSize;

    public EncodedDataset(LatentEvaluator evaluator, Dataset dataset, CancellationToken cancellation, bool withProbes = false)
    {
        _latentSize = evaluator.LatentSize;
        List<(Episode Episode, int Frame)> waiting = [];
        foreach (Episode episode in dataset.Episodes)
        {
            _latents[episode] = new float[episode.Length * _latentSize];
            _probes[episode] = new float[withProbes ? episode.Length * ProbeLayout.Size : 0];
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
            float[] latents = evaluator.Encode(), probes = withProbes ? evaluator.Decode(latents) : [];
            for (int row = 0; row < waiting.Count; row++)
            {
                (Episode episode, int frame) = waiting[row];
                latents.AsSpan(row * _latentSize, _latentSize).CopyTo(_latents[episode].AsSpan(frame * _latentSize));
                if (withProbes)
                {
                    probes.AsSpan(row * ProbeLayout.Size, ProbeLayout.Size).CopyTo(_probes[episode].AsSpan(frame * ProbeLayout.Size));
                }
            }
            waiting.Clear();
        }
    }

    /// <summary>The latent of a frame; before the episode began, that of its first.</summary>
    public ReadOnlySpan<float> Latent(Episode episode, int frame) => _latents[episode].AsSpan(Math.Max(0, frame) * _latentSize, _latentSize);

    /// <summary>The probes decoded from it.</summary>
    public ReadOnlySpan<float> Probes(Episode episode, int frame) => _probes[episode].AsSpan(frame * ProbeLayout.Size, ProbeLayout.Size);
}
