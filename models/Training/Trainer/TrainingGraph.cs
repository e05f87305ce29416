using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>
/// The loss: one-step prediction of every frame after the history, open-loop rollout of the same frames, SIGReg on every time step, the
/// action decoded from the change of the latent, and the probes behind a stop-gradient.
/// </summary>
internal sealed class TrainingGraph
{
    private const int History = RolloutBatch.History;
    private const double VicRegCovarianceShare = 0.5;

    private readonly TrainerOptions _options;
    private readonly Predictor _predictor;
    private readonly ProbeHead _probeHead;

    public TrainingGraph(TrainerOptions options, ParameterSet parameters, Normalisation normalisation)
    {
        _options = options;
        _predictor = new(options.Architecture, options.Seed);
        _probeHead = new(options.Architecture, normalisation, options.Seed);
        int batch = options.BatchSize, latentSize = options.Architecture.LatentSize;
        Graph graph = new(parameters);
        Tensor observations = graph.Input("observations", [Frames * batch, ObservationLayout.Size]);
        Tensor actions = graph.Input("actions", [(Frames - 1) * batch, ActionScale.Size]);
        Tensor latents = new Encoder(options.Architecture, normalisation, options.Seed).Build(observations, training: true);

        Tensor windows = Tensor.Concat(1, Rows(actions, 0), Rows(actions, 1), Rows(actions, 2));
        Tensor condition = _predictor.Condition(windows);
        Predictor.Prediction prediction = _predictor.Build(Tensor.Concat(1, Rows(latents, 0), Rows(latents, 1), Rows(latents, 2)),
            Rows(latents, 2), condition, Dropout(graph, "dropout", options.RolloutSteps * batch));
        Tensor predictionLoss = PerHead(graph, prediction, Rows(latents, 3));

        List<Tensor> rollout = Rollout(graph, latents, condition, prediction.Mean);
        Tensor rolloutLoss = rollout.Count == 0 ? graph.Constant(0) : Losses.SquaredError(
            Tensor.Concat(0, rollout), latents.Slice(0, (History + 1) * batch, rollout.Count * batch)).Mean();

        Tensor sigReg = SigReg.Statistic(latents.Reshape(Frames, batch, latentSize), graph.Input("directions", [latentSize, options.SigRegDirections]));
        Tensor actionLoss = ActionLoss(latents, actions);
        Tensor probeLoss = ProbeLoss(graph, latents, prediction.Mean, rollout, normalisation.Probes);
        Loss = predictionLoss + rolloutLoss * options.RolloutWeight + sigReg * options.SigRegWeight + actionLoss * options.ActionWeight
            + probeLoss * options.ProbeWeight;
        if (options.VicRegWeight > 0)
        {
            Loss += (VicReg.Variance(latents) + VicReg.Covariance(latents) * VicRegCovarianceShare) * options.VicRegWeight;
        }
        Metrics = [("prediction", predictionLoss), ("rollout", rolloutLoss), ("sigReg", sigReg), ("action", actionLoss), ("probes", probeLoss)];
    }

    public Tensor Loss { get; }

    public IReadOnlyList<(string Name, Tensor Value)> Metrics { get; }

    public int Frames => History + _options.RolloutSteps;

    /// <summary>The rows of as many frames as are predicted, beginning with one frame.</summary>
    private Tensor Rows(Tensor timeMajor, int firstFrame) =>
        timeMajor.Slice(0, firstFrame * _options.BatchSize, _options.RolloutSteps * _options.BatchSize);

    /// <summary>Every head learns from its own share of the scenes, so that they differ where data are few.</summary>
    private Tensor PerHead(Graph graph, Predictor.Prediction prediction, Tensor target)
    {
        Tensor error = (_predictor.HeadParts(prediction.HeadInput) + (prediction.Base - target)).Square().Mean(false, 2);
        Tensor share = graph.Input("shares", [_options.Architecture.Heads, error.Shape[1]]);
        return (error * share).Sum() / (share.Sum() + 1e-6);
    }

    private List<Tensor> Rollout(Graph graph, Tensor latents, Tensor condition, Tensor firstPredictions)
    {
        int batch = _options.BatchSize;
        List<Tensor> trail = [Frame(latents, 1), Frame(latents, 2), Frame(firstPredictions, 0)];
        for (int step = 1; step < _options.RolloutSteps; step++)
        {
            Tensor dropout = Dropout(graph, $"dropout{step}", batch);
            trail.Add(_predictor.Build(Tensor.Concat(1, [.. trail[^History..]]), trail[^1], Frame(condition, step), dropout).Mean);
        }
        return trail[History..];
    }

    private Tensor Dropout(Graph graph, string name, int rows) => graph.RandomMask(name, [rows, _predictor.DropoutWidth], 1 - Predictor.DropoutRate);

    private Tensor Frame(Tensor timeMajor, int frame) => timeMajor.Slice(0, frame * _options.BatchSize, _options.BatchSize);

    private Tensor ActionLoss(Tensor latents, Tensor actions)
    {
        int rows = (Frames - 1) * _options.BatchSize;
        RandomStream random = RandomStream.For(_options.Seed, "action decoder");
        Tensor change = latents.Slice(0, _options.BatchSize, rows) - latents.Slice(0, 0, rows);
        Tensor hidden = Layers.Linear(change, "actionDecoder.0", 128, random, 1.4).Silu();
        return Losses.SquaredError(Layers.Linear(hidden, "actionDecoder.1", ActionScale.Size, random), actions).Mean();
    }

    /// <summary>On encoded and on predicted latents alike: planning reads the predicted ones.</summary>
    private Tensor ProbeLoss(Graph graph, Tensor latents, Tensor predictions, List<Tensor> rollout, SegmentStatistics statistics)
    {
        int batch = _options.BatchSize;
        Tensor labels = graph.Input("labels", [Frames * batch, ProbeLayout.Size]);
        Tensor weights = graph.Input("labelWeights", [Frames * batch, ProbeLayout.Size]);
        int rolloutRows = rollout.Count * batch;
        Tensor All(Tensor source) => Tensor.Concat(0, [source, Rows(source, History),
            .. rolloutRows == 0 ? (Tensor[])[] : [source.Slice(0, (History + 1) * batch, rolloutRows)]]);
        Tensor target = All(labels), weight = All(weights);
        Tensor encoded = _options.ProbeShaping > 0
            ? latents * _options.ProbeShaping + latents.StopGradient() * (1 - _options.ProbeShaping)
            : latents.StopGradient();
        Tensor raw = _probeHead.Raw(Tensor.Concat(0, [encoded, .. ((Tensor[])[predictions, .. rollout]).Select(latent => latent.StopGradient())]));

        float[] mean = [.. statistics.Mean], deviation = [.. statistics.Deviation];
        (mean[ProbeLayout.Held], deviation[ProbeLayout.Held]) = (0, 1);
        Shape shape = [ProbeLayout.Size];
        Tensor normalised = (target - graph.Constant(mean, shape)) / graph.Constant(deviation, shape);
        Tensor regression = Losses.Huber(raw, normalised) * weight;
        Tensor held = Losses.BinaryCrossEntropyWithLogits(raw.Slice(1, ProbeLayout.Held, 1), target.Slice(1, ProbeLayout.Held, 1))
            * weight.Slice(1, ProbeLayout.Held, 1);
        float[] others = Initial.Ones(shape);
        others[ProbeLayout.Held] = 0;
        return ((regression * graph.Constant(others, shape)).Sum() + held.Sum()) / (weight.Sum() + 1);
    }
}
