using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>
/// Trains a <see cref="TwoRoomNetwork"/> on images and actions of aimless walks. The latent is learned by prediction, by decoding actions, and by VICReg's terms against collapse (after
/// EB-JEPA). The map is learned as in quasimetric reinforcement learning (Wang et al., 2023): what lies one block of actions apart stays within distance 1, everything else spreads
/// as far as that allows, so that distance becomes the number of blocks on the shortest way. No reward, no position and no label is used.
/// </summary>
public sealed class TwoRoomTrainer(TwoRoomTrainerOptions options)
{
    private static readonly string[] Metrics = ["loss", "prediction", "unchanged", "inverse", "variance", "far", "near"];

    public ParameterSet Train(IReadOnlyList<ExploredLayout> explored, IProgress<TwoRoomProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        using TrainingProgram program = Program();
        RoomCamera camera = new();
        PatchedImage image = new(options.Architecture.PatchSide);
        LearningRateSchedule schedule = new(options.PeakLearningRate);
        double[] sums = new double[Metrics.Length];
        while (program.StepCount < options.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            Fill(program, explored, camera, image);
            program.Step(schedule.At(program.StepCount / (double)options.Steps));
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += program.Metric(Metrics[i])[0];
            }
            long since = (program.StepCount - 1) % options.ReportEvery + 1;
            if (since == options.ReportEvery || program.StepCount == options.Steps)
            {
                if (!double.IsFinite(sums[0]))
                {
                    throw new InvalidOperationException($"The loss is no longer finite at step {program.StepCount}; lower the learning rate.");
                }
                progress?.Report(new(program.StepCount, options.Steps, sums[0] / since, sums[1] / since, sums[2] / since, sums[3] / since, sums[4] / since, sums[5] / since, sums[6] / since));
                Array.Clear(sums);
            }
        }
        program.Synchronise();
        return program.Parameters;
    }

    private TrainingProgram Program()
    {
        TwoRoomArchitecture architecture = options.Architecture;
        TwoRoomNetwork network = new(architecture, options.Seed);
        int rows = options.Rows, frames = options.Frames;
        Graph graph = new(new ParameterSet());
        Tensor images = graph.Input("images", [frames * rows * architecture.Patches, architecture.PatchSize]);
        Tensor blocks = graph.Input("blocks", [(frames - 1) * rows, architecture.BlockSize]);
        Tensor latents = network.Encode(images, training: true), map = network.Map(latents);
        Tensor before = latents.Slice(0, 0, (frames - 1) * rows), after = latents.Slice(0, rows, (frames - 1) * rows);

        Tensor imagined = latents.Slice(0, 0, rows);
        List<Tensor> ahead = [];
        for (int block = 0; block < frames - 1; block++)
        {
            ahead.Add(imagined = network.Predict(imagined, blocks.Slice(0, block * rows, rows)));
        }
        Tensor predicted = Tensor.Concat(0, ahead);
        Tensor prediction = Losses.SquaredError(predicted, after).Mean();
        Tensor mapPrediction = Losses.SquaredError(network.Map(predicted), map.Slice(0, rows, (frames - 1) * rows).StopGradient()).Mean();

        Tensor meanAction = blocks.Reshape((frames - 1) * rows, architecture.BlockSteps, TwoRoomNetwork.ActionSize).Mean(false, 1);
        Tensor inverse = Losses.SquaredError(network.InverseDynamics(before, after), meanAction).Mean();
        Tensor variance = VicReg.Variance(latents), covariance = VicReg.Covariance(latents);

        Tensor near = network.Distance(map.Slice(0, 0, (frames - 1) * rows), map.Slice(0, rows, (frames - 1) * rows));
        Tensor step = (near - 1).Relu().Square().Mean();
        // All pairs of images of one layout: [layouts, images, images].
        int perLayout = frames * options.Pieces;
        Tensor together = map.Reshape(frames, options.Layouts, options.Pieces, architecture.MapSize).Transpose(1, 0, 2, 3);
        Tensor far = network.Distance(together.Reshape(options.Layouts, perLayout, 1, architecture.MapSize), together.Reshape(options.Layouts, 1, perLayout, architecture.MapSize));
        Tensor spread = ((options.SpreadEnd - far) * (1 / options.SpreadSoftness)).Softplus().Mean() * options.SpreadSoftness + (-far).Exp().Mean() * options.Repulsion;

        Tensor loss = prediction + mapPrediction * options.MapPredictionWeight + inverse * options.InverseDynamicsWeight
            + variance * options.VarianceWeight + covariance * options.CovarianceWeight + spread * options.SpreadWeight + step * options.StepWeight;
        return new(loss,
            [("prediction", prediction), ("unchanged", Losses.SquaredError(before, after).Mean()), ("inverse", inverse), ("variance", variance), ("far", far.Mean()), ("near", near.Mean())],
            options.Optimiser, seed: options.Seed);
    }

    /// <summary>Frame by frame, and within a frame layout by layout.</summary>
    private void Fill(TrainingProgram program, IReadOnlyList<ExploredLayout> explored, RoomCamera camera, PatchedImage image)
    {
        RandomStream random = RandomStream.For(options.Seed ^ (ulong)program.StepCount * 0x9E3779B97F4A7C15, "two-room batch");
        Span<float> images = program.Input("images"), blocks = program.Input("blocks");
        int blockSteps = options.Architecture.BlockSteps, blockSize = options.Architecture.BlockSize, rows = options.Rows;
        for (int row = 0; row < rows; row += options.Pieces)
        {
            ExploredLayout layout = random.Pick(explored);
            for (int piece = 0; piece < options.Pieces; piece++)
            {
                Walk walk = random.Pick(layout.Walks);
                int start = random.Index(walk.Actions.Count - (options.Frames - 1) * blockSteps + 1);
                for (int frame = 0; frame < options.Frames; frame++)
                {
                    int at = frame * rows + row + piece, from = start + frame * blockSteps;
                    camera.Draw(layout.Layout, walk.Places[from], image.Image);
                    image.WriteTo(images.Slice(at * TwoRoomRules.ImageLength, TwoRoomRules.ImageLength));
                    for (int i = 0; i < blockSteps && frame < options.Frames - 1; i++)
                    {
                        blocks[at * blockSize + 2 * i] = (float)walk.Actions[from + i].X;
                        blocks[at * blockSize + 2 * i + 1] = (float)walk.Actions[from + i].Y;
                    }
                }
            }
        }
    }
}
