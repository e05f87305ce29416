using System.Numerics.Tensors;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.TwoRoom;
using Tensor = RoboticsStack.Learning.Tensor;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>
/// Finds shortest ways between places that walks came through, by what the trained networks imagine: a place is one block away from another if the predictor, given the action that inverse
/// dynamics decodes for the two, ends there; longer ways are chains of such blocks. Search on experience as in SoRB (Eysenbach et al., 2019), with the world model as the judge of edges, so that
/// none leads through a wall. Not thread-safe.
/// </summary>
internal sealed class RoadmapBuilder : IDisposable
{
    private readonly TwoRoomArchitecture _architecture;
    private readonly DistanceTrainerOptions _options;
    private readonly CompiledGraph _wallsGraph, _edgeGraph;
    private readonly GraphBinding _encodeWalls, _tryEdges;
    private readonly float[] _dots, _wallPatches, _walls, _from, _to, _error, _length;

    public RoadmapBuilder(ParameterSet parameters, TwoRoomArchitecture architecture, DistanceTrainerOptions options)
    {
        (_architecture, _options) = (architecture, options);
        int places = options.Places, edges = places * options.Neighbours, dot = architecture.DotSize, walls = architecture.WallsSize;
        TwoRoomNetwork network = new(architecture, 0);
        ParameterSet trained = parameters.WithoutOptimiser();
        Graph wallsGraph = new(trained), edgeGraph = new(trained);
        _wallsGraph = Compile(wallsGraph, [("walls", network.EncodeWalls(wallsGraph.Input("patches", [architecture.Patches, architecture.PatchSize]), training: false))]);
        _edgeGraph = Compile(edgeGraph, Edges(network, edgeGraph.Input("from", [edges, dot]), edgeGraph.Input("to", [edges, dot]), edgeGraph.Input("walls", [1, walls])));
        _dots = new float[places * dot];
        (_wallPatches, _walls, _from, _to) = (TwoRoomModel.Pinned(SplitImage.ChannelLength), TwoRoomModel.Pinned(walls), TwoRoomModel.Pinned(edges * dot), TwoRoomModel.Pinned(edges * dot));
        (_error, _length) = (TwoRoomModel.Pinned(edges), TwoRoomModel.Pinned(edges));
        _encodeWalls = _wallsGraph.Bind([("patches", _wallPatches, [architecture.Patches, architecture.PatchSize])], [("walls", _walls, [1, walls])]);
        _tryEdges = _edgeGraph.Bind([("from", _from, [edges, dot]), ("to", _to, [edges, dot]), ("walls", _walls, [1, walls])], [("error", _error, [edges]), ("length", _length, [edges])]);
    }

    /// <summary>Among places of the layout's walks, drawn at random in pairs that lie one block apart.</summary>
    public Roadmap Build(RememberedLayout layout, RandomStream random)
    {
        int places = _options.Places, neighbours = _options.Neighbours;
        Recall(layout, random);
        int[] candidates = [.. Enumerable.Range(0, places).SelectMany(Nearest)];
        for (int edge = 0; edge < candidates.Length; edge++)
        {
            Dot(edge / neighbours).CopyTo(_from.AsSpan(edge * _architecture.DotSize));
            Dot(candidates[edge]).CopyTo(_to.AsSpan(edge * _architecture.DotSize));
        }
        _tryEdges.Run();
        float[] blocks = new float[places * places];
        Array.Fill(blocks, float.PositiveInfinity);
        for (int edge = 0; edge < candidates.Length; edge++)
        {
            if (_error[edge] <= _options.Tolerance && _length[edge] <= 1)
            {
                blocks[edge / neighbours * places + candidates[edge]] = _length[edge];
            }
        }
        KeepBothWays(blocks);
        Roadmap.FindShortestWays(blocks, places);
        return new([.. _dots], [.. _walls], blocks);
    }

    public void Dispose()
    {
        foreach (IDisposable owned in (IDisposable[])[_encodeWalls, _tryEdges, _wallsGraph, _edgeGraph])
        {
            owned.Dispose();
        }
    }

    /// <summary>How far from the second place the decoded action is imagined to end, as a share of the way between the two in the latent, and that action's length in blocks.</summary>
    private (string, Tensor)[] Edges(TwoRoomNetwork network, Tensor from, Tensor to, Tensor walls)
    {
        Tensor action = network.InverseDynamics(from, to);
        Tensor length = (action.Square().Sum(true, 1) + 1e-9).Sqrt() * (1 / TwoRoomRules.MaxStep);
        Tensor end = network.Predict(from, walls, Tensor.Concat(1, [.. Enumerable.Repeat(action, _architecture.BlockSteps)]));
        return [("error", (((end - to).Square().Sum(false, 1) + 1e-9) / ((from - to).Square().Sum(false, 1) + 1e-9)).Sqrt()), ("length", length.Sum(false, 1))];
    }

    private void Recall(RememberedLayout layout, RandomStream random)
    {
        for (int place = 0; place < _options.Places; place += 2)
        {
            int walk = random.Index(layout.Explored.Walks.Count), at = random.Index(layout.Actions - _architecture.BlockSteps + 1);
            layout.Dot(walk, at).CopyTo(Dot(place));
            layout.Dot(walk, at + _architecture.BlockSteps).CopyTo(Dot(place + 1));
        }
        layout.WallPatches.CopyTo(_wallPatches, 0);
        _encodeWalls.Run();
    }

    private int[] Nearest(int place)
    {
        float[] distance = new float[_options.Places];
        int[] order = new int[distance.Length];
        for (int other = 0; other < distance.Length; other++)
        {
            (distance[other], order[other]) = (other == place ? float.PositiveInfinity : TensorPrimitives.Distance<float>(Dot(place), Dot(other)), other);
        }
        Array.Sort(distance, order);
        return order[.._options.Neighbours];
    }

    private Span<float> Dot(int place) => _dots.AsSpan(place * _architecture.DotSize, _architecture.DotSize);

    /// <summary>A dot can go back the way it came: an edge imagined in one direction only is not believed.</summary>
    private void KeepBothWays(float[] blocks)
    {
        int places = _options.Places;
        for (int i = 0; i < places; i++)
        {
            blocks[i * places + i] = 0;
            for (int j = 0; j < i; j++)
            {
                blocks[i * places + j] = blocks[j * places + i] = (blocks[i * places + j] + blocks[j * places + i]) / 2;
            }
        }
    }

    private static CompiledGraph Compile(Graph graph, IReadOnlyList<(string, Tensor)> outputs) => CompiledGraph.From(OnnxModel.ForInference(graph, outputs), "The trained network");
}
