using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>
/// Trains the predictor and the encoder of the walls on remembered latents of the dot, which stay as they are: far cheaper a step than looking at images, and with pieces of walks that
/// surprised the predictor more often than they come. Nothing can collapse, since the targets are fixed.
/// </summary>
internal sealed class DynamicsTrainer(TwoRoomArchitecture architecture, DynamicsTrainerOptions options)
{
    private static readonly string[] Metrics = ["loss", "first block", "last block", "unchanged"];

    /// <returns>All parameters given, those of the predictor and of the walls' encoder trained further.</returns>
    public ParameterSet Train(ParameterSet parameters, IReadOnlyList<RememberedLayout> memory, IProgress<TwoRoomProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        IReadOnlyList<(int Walk, int First)[]> surprises = Surprises.Find(parameters, architecture, memory, options.SurprisingBlocks, cancellation);
        ParameterSet trained = parameters.WithoutOptimiser();
        trained.Complete = false;
        using TrainingProgram program = Program(trained);
        TrainingLoop.Run(program, "dynamics", Metrics, options.Steps, options.PeakLearningRate, options.ReportEvery, step => Fill(program, step, memory, surprises), progress, cancellation);
        return trained;
    }

    private TrainingProgram Program(ParameterSet parameters)
    {
        TwoRoomNetwork network = new(architecture, options.Seed);
        int rows = options.Rows;
        Graph graph = new(parameters);
        Tensor dots = graph.Input("dots", [(options.Blocks + 1) * rows, architecture.DotSize]), blocks = graph.Input("blocks", [options.Blocks * rows, architecture.BlockSize]);
        Tensor walls = network.EncodeWalls(graph.Input("walls", [options.Layouts * architecture.Patches, architecture.PatchSize]), training: true).RepeatRows(options.Pieces);
        Tensor imagined = dots.Slice(0, 0, rows);
        List<Tensor> errors = [];
        for (int block = 0; block < options.Blocks; block++)
        {
            imagined = network.Predict(imagined, walls, blocks.Slice(0, block * rows, rows));
            errors.Add(Losses.SquaredError(imagined, dots.Slice(0, (block + 1) * rows, rows)).Mean());
        }
        Tensor loss = errors.Aggregate((sum, error) => sum + error) / options.Blocks;
        Tensor unchanged = Losses.SquaredError(dots.Slice(0, 0, rows), dots.Slice(0, rows, rows)).Mean();
        return new(loss, [(Metrics[1], errors[0]), (Metrics[2], errors[^1]), (Metrics[3], unchanged)], options.Optimiser, seed: options.Seed);
    }

    /// <summary>Block by block, and within a block layout by layout.</summary>
    private void Fill(TrainingProgram program, long step, IReadOnlyList<RememberedLayout> memory, IReadOnlyList<(int Walk, int First)[]> surprises)
    {
        RandomStream random = RandomStream.For(options.Seed, (ulong)step, "two-room dynamics");
        Span<float> dots = program.Input("dots"), walls = program.Input("walls"), blocks = program.Input("blocks");
        int steps = architecture.BlockSteps, blockSize = architecture.BlockSize, size = architecture.DotSize;
        for (int group = 0; group < options.Layouts; group++)
        {
            int index = random.Index(memory.Count);
            RememberedLayout layout = memory[index];
            layout.WallPatches.CopyTo(walls[(group * SplitImage.ChannelLength)..]);
            for (int piece = 0; piece < options.Pieces; piece++)
            {
                int last = layout.Actions - options.Blocks * steps;
                (int walk, int first) = (random.Index(layout.Explored.Walks.Count), random.Index(last + 1));
                if (random.Chance(options.SurprisingPieces))
                {
                    (walk, first) = random.Pick(surprises[index]);
                    first = Math.Clamp(first - steps * random.Index(options.Blocks), 0, last);
                }
                for (int block = 0; block <= options.Blocks; block++)
                {
                    int at = block * options.Rows + group * options.Pieces + piece;
                    layout.Dot(walk, first + block * steps).CopyTo(dots[(at * size)..]);
                    if (block < options.Blocks)
                    {
                        layout.Explored.Walks[walk].WriteBlock(first + block * steps, blocks.Slice(at * blockSize, blockSize));
                    }
                }
            }
        }
    }
}
