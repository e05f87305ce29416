using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>
/// Trains the encoders and the predictor of a <see cref="TwoRoomNetwork"/> on images and actions of aimless walks: by prediction, by decoding actions, and by VICReg's terms against collapse
/// (after EB-JEPA). No reward, no position and no label is used.
/// </summary>
public sealed class TwoRoomTrainer(TwoRoomTrainerOptions options)
{
    private static readonly string[] Metrics = ["loss", "prediction", "unchanged", "action, px²", "variance", "covariance"];

    public ParameterSet Train(IReadOnlyList<ExploredLayout> explored, IProgress<TwoRoomProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        using TrainingProgram program = Program();
        RoomCamera camera = new();
        SplitImage image = new(options.Architecture.PatchSide);
        TrainingLoop.Run(program, "latents", Metrics, options.Steps, options.PeakLearningRate, options.ReportEvery, step => Fill(program, step, explored, camera, image), progress, cancellation);
        return program.Parameters;
    }

    private TrainingProgram Program()
    {
        TwoRoomArchitecture architecture = options.Architecture;
        TwoRoomNetwork network = new(architecture, options.Seed);
        int rows = options.Rows, frames = options.Frames, later = (frames - 1) * rows;
        Graph graph = new(new ParameterSet());
        Tensor blocks = graph.Input("blocks", [later, architecture.BlockSize]);
        Tensor dots = network.EncodeDot(graph.Input("dots", [frames * rows * architecture.Patches, architecture.PatchSize]), training: true);
        Tensor layouts = network.EncodeWalls(graph.Input("walls", [options.Layouts * architecture.Patches, architecture.PatchSize]), training: true);
        Tensor walls = layouts.RepeatRows(options.Pieces);
        Tensor before = dots.Slice(0, 0, later), after = dots.Slice(0, rows, later);

        Tensor imagined = dots.Slice(0, 0, rows);
        List<Tensor> ahead = [];
        for (int block = 0; block < frames - 1; block++)
        {
            ahead.Add(imagined = network.Predict(imagined, walls, blocks.Slice(0, block * rows, rows)));
        }
        Tensor prediction = Losses.SquaredError(Tensor.Concat(0, ahead), after).Mean();
        Tensor meanAction = blocks.Reshape(later, architecture.BlockSteps, TwoRoomNetwork.ActionSize).Mean(false, 1);
        Tensor inverse = Losses.SquaredError(network.InverseDynamics(before, after), meanAction).Mean();
        Tensor variance = VicReg.Variance(dots) + VicReg.Variance(layouts), covariance = VicReg.Covariance(dots) + VicReg.Covariance(layouts);

        Tensor loss = prediction + inverse * options.InverseDynamicsWeight + variance * options.VarianceWeight + covariance * options.CovarianceWeight;
        Tensor[] metrics = [prediction, Losses.SquaredError(before, after).Mean(), inverse, variance, covariance];
        return new(loss, [.. Metrics.Skip(1).Zip(metrics)], options.Optimiser, seed: options.Seed);
    }

    /// <summary>Frame by frame, and within a frame layout by layout.</summary>
    private void Fill(TrainingProgram program, long step, IReadOnlyList<ExploredLayout> explored, RoomCamera camera, SplitImage image)
    {
        RandomStream random = RandomStream.For(options.Seed, (ulong)step, "two-room batch");
        Span<float> dots = program.Input("dots"), walls = program.Input("walls"), blocks = program.Input("blocks");
        int blockSteps = options.Architecture.BlockSteps, blockSize = options.Architecture.BlockSize, length = SplitImage.ChannelLength;
        for (int group = 0; group < options.Layouts; group++)
        {
            ExploredLayout layout = random.Pick(explored);
            for (int piece = 0; piece < options.Pieces; piece++)
            {
                Walk walk = random.Pick(layout.Walks);
                int start = random.Index(walk.Actions.Count - (options.Frames - 1) * blockSteps + 1);
                for (int frame = 0; frame < options.Frames; frame++)
                {
                    int at = frame * options.Rows + group * options.Pieces + piece, from = start + frame * blockSteps;
                    camera.Draw(layout.Layout, walk.Places[from], image.Image);
                    image.WriteTo(SplitImage.DotChannel, dots.Slice(at * length, length));
                    if (frame < options.Frames - 1)
                    {
                        walk.WriteBlock(from, blocks.Slice(at * blockSize, blockSize));
                    }
                }
            }
            image.WriteTo(SplitImage.WallsChannel, walls.Slice(group * length, length));
        }
    }
}
