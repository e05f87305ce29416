using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>Trains <see cref="TwoRoomNetwork.Distance"/> on the shortest ways of a <see cref="Roadmap"/> of every layout explored; encoders and predictor stay as they are.</summary>
internal sealed class DistanceTrainer(TwoRoomArchitecture architecture, DistanceTrainerOptions options)
{
    private static readonly string[] Metrics = ["loss", "error, blocks"];

    /// <returns>The parameters given, and those of the distance.</returns>
    public ParameterSet Train(ParameterSet parameters, IReadOnlyList<RememberedLayout> memory, IProgress<TwoRoomProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        IReadOnlyList<Roadmap> roadmaps = Roadmaps(parameters, memory, progress, cancellation);
        using TrainingProgram program = Program();
        TrainingLoop.Run(program, "distances", Metrics, options.Steps, options.PeakLearningRate, options.ReportEvery, step => Fill(program, step, roadmaps), progress, cancellation);
        ParameterSet all = parameters.WithoutOptimiser();
        foreach (StoredTensor tensor in program.Parameters.WithoutOptimiser().Tensors)
        {
            all.Add(tensor.Name, tensor.Shape, tensor.Trained, tensor.Values);
        }
        return all;
    }

    private List<Roadmap> Roadmaps(ParameterSet parameters, IReadOnlyList<RememberedLayout> memory, IProgress<TwoRoomProgress>? progress, CancellationToken cancellation)
    {
        using RoadmapBuilder builder = new(parameters, architecture, options);
        List<Roadmap> roadmaps = [];
        double connected = 0;
        foreach (RememberedLayout layout in memory)
        {
            cancellation.ThrowIfCancellationRequested();
            Roadmap roadmap = builder.Build(layout, RandomStream.For(options.Seed, $"roadmap {layout.Explored.Layout.WallX} {layout.Explored.Layout.DoorY}"));
            roadmaps.Add(roadmap);
            connected += roadmap.Blocks.Count(float.IsFinite) / (double)roadmap.Blocks.Length;
            if (roadmaps.Count % options.ReportEvery == 0 || roadmaps.Count == memory.Count)
            {
                progress?.Report(new("roadmaps", roadmaps.Count, memory.Count, [("pairs connected", connected / roadmaps.Count)]));
            }
        }
        return roadmaps;
    }

    private TrainingProgram Program()
    {
        Graph graph = new(new ParameterSet());
        Tensor from = graph.Input("from", [options.Rows, architecture.DotSize]), to = graph.Input("to", [options.Rows, architecture.DotSize]), walls = graph.Input("walls", [options.Rows, architecture.WallsSize]);
        Tensor blocks = graph.Input("blocks", [options.Rows]);
        Tensor error = new TwoRoomNetwork(architecture, options.Seed).Distance(from, to, walls) - blocks;
        return new(error.Square().Mean(), [(Metrics[1], error.Abs().Mean())], options.Optimiser, seed: options.Seed);
    }

    private void Fill(TrainingProgram program, long step, IReadOnlyList<Roadmap> roadmaps)
    {
        RandomStream random = RandomStream.For(options.Seed, (ulong)step, "two-room distances");
        Span<float> from = program.Input("from"), to = program.Input("to"), walls = program.Input("walls"), blocks = program.Input("blocks");
        int places = options.Places, size = architecture.DotSize;
        for (int row = 0; row < options.Rows;)
        {
            Roadmap roadmap = random.Pick(roadmaps);
            int a = random.Index(places), b = random.Index(places);
            if (float.IsFinite(blocks[row] = roadmap.Blocks[a * places + b]))
            {
                roadmap.Dots.AsSpan(a * size, size).CopyTo(from[(row * size)..]);
                roadmap.Dots.AsSpan(b * size, size).CopyTo(to[(row * size)..]);
                roadmap.Walls.CopyTo(walls[(row * architecture.WallsSize)..]);
                row++;
            }
        }
    }
}
