using RoboticsStack.Learning;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>Finds the blocks of actions whose outcome the predictor foretold worst.</summary>
internal static class Surprises
{
    /// <returns>For each layout, where such blocks begin: walk and action.</returns>
    public static IReadOnlyList<(int Walk, int First)[]> Find(ParameterSet parameters, TwoRoomArchitecture architecture, IReadOnlyList<RememberedLayout> memory, double share, CancellationToken cancellation)
    {
        int walks = memory[0].Explored.Walks.Count, starts = memory[0].Actions - architecture.BlockSteps + 1, rows = walks * starts, size = architecture.DotSize, blockSize = architecture.BlockSize;
        TwoRoomNetwork network = new(architecture, 0);
        Graph graph = new(parameters.WithoutOptimiser());
        Tensor walls = network.EncodeWalls(graph.Input("walls", [architecture.Patches, architecture.PatchSize]), training: false);
        Tensor predicted = network.Predict(graph.Input("before", [rows, size]), walls, graph.Input("blocks", [rows, blockSize]));
        Tensor error = Losses.SquaredError(predicted, graph.Input("after", [rows, size])).Sum(false, 1);
        using CompiledGraph compiled = CompiledGraph.From(OnnxModel.ForInference(graph, [("error", error)]), "The predictor");
        float[] patches = TwoRoomModel.Pinned(SplitImage.ChannelLength), before = TwoRoomModel.Pinned(rows * size), after = TwoRoomModel.Pinned(rows * size), blocks = TwoRoomModel.Pinned(rows * blockSize), errors = TwoRoomModel.Pinned(rows);
        using GraphBinding predict = compiled.Bind([("walls", patches, [architecture.Patches, architecture.PatchSize]), ("before", before, [rows, size]), ("blocks", blocks, [rows, blockSize]), ("after", after, [rows, size])], [("error", errors, [rows])]);
        return [.. memory.Select(layout =>
        {
            cancellation.ThrowIfCancellationRequested();
            layout.WallPatches.CopyTo(patches, 0);
            for (int row = 0; row < rows; row++)
            {
                (int walk, int first) = Math.DivRem(row, starts);
                layout.Dot(walk, first).CopyTo(before.AsSpan(row * size));
                layout.Dot(walk, first + architecture.BlockSteps).CopyTo(after.AsSpan(row * size));
                layout.Explored.Walks[walk].WriteBlock(first, blocks.AsSpan(row * blockSize, blockSize));
            }
            predict.Run();
            int[] order = [.. Enumerable.Range(0, rows)];
            Array.Sort(errors.ToArray(), order);
            return order[^Math.Max(1, (int)(share * rows))..].Select(row => Math.DivRem(row, starts)).ToArray();
        })];
    }
}
