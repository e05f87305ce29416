using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>Runs a model's encoder and predictor over batches of <see cref="Batch"/> rows, as the exported graphs do.</summary>
internal sealed class LatentEvaluator : IDisposable
{
    public const int Batch = 256;

    private readonly CompiledGraph _encoder, _predictor, _probes;
    private readonly GraphBinding _encoding, _prediction, _decoding;
    private readonly float[] _observations, _encoded, _latents, _actions, _predicted, _disagreement, _toDecode, _decoded;

    public LatentEvaluator(TrainedModel model, SessionSettings settings)
    {
        int size = LatentSize = model.Architecture.LatentSize;
        const int History = RolloutBatch.History;
        Encoder encoder = new(model.Architecture, model.Normalisation, 0);
        Predictor predictor = new(model.Architecture, 0);
        ProbeHead probeHead = new(model.Architecture, model.Normalisation, 0);

        Graph encoding = new(model.Parameters);
        Tensor latent = encoder.Build(encoding.Input("observation", [Batch, ObservationLayout.Size]), training: false);
        _encoder = CompiledGraph.From(OnnxModel.ForInference(encoding, [("latent", latent)]), "The encoder", settings);

        Graph predicting = new(model.Parameters);
        Tensor history = predicting.Input("latents", [Batch, History * size]);
        Predictor.Prediction next = predictor.Build(history, history.Slice(1, (History - 1) * size, size),
            predictor.Condition(predicting.Input("actions", [Batch, History * ActionScale.Size])), null);
        _predictor = CompiledGraph.From(OnnxModel.ForInference(predicting,
            [("next", next.Mean), ("disagreement", predictor.Disagreement(next.HeadInput))]), "The predictor", settings);

        Graph decoding = new(model.Parameters);
        _probes = CompiledGraph.From(OnnxModel.ForInference(decoding,
            [("probes", probeHead.Decode(decoding.Input("latent", [Batch, size])))]), "The probes", settings);

        (_observations, _encoded) = (Pinned(Batch * ObservationLayout.Size), Pinned(Batch * size));
        (_latents, _actions) = (Pinned(Batch * History * size), Pinned(Batch * History * ActionScale.Size));
        (_predicted, _disagreement) = (Pinned(Batch * size), Pinned(Batch));
        (_toDecode, _decoded) = (Pinned(Batch * size), Pinned(Batch * ProbeLayout.Size));
        _encoding = _encoder.Bind([("observation", _observations, [Batch, ObservationLayout.Size])], [("latent", _encoded, [Batch, size])]);
        _prediction = _predictor.Bind(
            [("latents", _latents, [Batch, History * size]), ("actions", _actions, [Batch, History * ActionScale.Size])],
            [("next", _predicted, [Batch, size]), ("disagreement", _disagreement, [Batch])]);
        _decoding = _probes.Bind([("latent", _toDecode, [Batch, size])], [("probes", _decoded, [Batch, ProbeLayout.Size])]);
    }

    public int LatentSize { get; }

    public Span<float> Observation(int row) => _observations.AsSpan(row * ObservationLayout.Size, ObservationLayout.Size);

    public Span<float> Actions(int row) => _actions.AsSpan(row * RolloutBatch.History * ActionScale.Size, RolloutBatch.History * ActionScale.Size);

    /// <summary>Encodes what <see cref="Observation"/> holds.</summary>
    public float[] Encode()
    {
        _encoding.Run();
        return [.. _encoded];
    }

    /// <summary>The next latents [Batch, Z] from three, oldest first, under <see cref="Actions"/>; and the heads' disagreement.</summary>
    public (float[] Next, float[] Disagreement) Predict(float[] older, float[] old, float[] present)
    {
        float[][] history = [older, old, present];
        for (int row = 0; row < Batch; row++)
        {
            for (int i = 0; i < history.Length; i++)
            {
                history[i].AsSpan(row * LatentSize, LatentSize).CopyTo(_latents.AsSpan((row * history.Length + i) * LatentSize));
            }
        }
        _prediction.Run();
        return ([.. _predicted], [.. _disagreement]);
    }

    public float[] Decode(float[] latents)
    {
        latents.CopyTo(_toDecode, 0);
        _decoding.Run();
        return [.. _decoded];
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_encoding, _prediction, _decoding, _encoder, _predictor, _probes])
        {
            part.Dispose();
        }
    }

    private static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);
}
