using RoboticsStack.Core;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>Names and shapes that a model's graphs have to have, whoever wrote them (README.md beside).</summary>
internal static class GraphContract
{
    public static void CheckEncoder(CompiledGraph graph, string path, int latentSize)
    {
        Check(path, "input", graph.Inputs, [("observation", [Any, ObservationLayout.Size])], all: true);
        Check(path, "output", graph.Outputs, [("latent", [Any, latentSize]), ("probes", [Any, ProbeLayout.Size])], all: true);
    }

    /// <summary>A planner may leave out inputs that its cost ignores, but takes the actions.</summary>
    public static void CheckPlanner(CompiledGraph graph, string path, int horizon, int latentSize)
    {
        using RolloutBatch batch = new(1, horizon, latentSize);
        Check(path, "input", graph.Inputs, [.. batch.SharedInputs().Select(input => (input.Name, input.Shape)), AnyRows(batch.ActionsOf(0, 1))], all: false);
        if (!graph.Inputs.ContainsKey("actions"))
        {
            throw new UserErrorException($"{path} has no input 'actions'. {Mend}");
        }
        Check(path, "output", graph.Outputs, [.. batch.OutputsOf(0, 1).Select(AnyRows)], all: true);
    }

    private const long Any = Shape.Dynamic;
    private const string Mend = "The contract is in models/WorldModel/README.md; export the model by it.";

    private static (string Name, long[] Shape) AnyRows((string Name, Memory<float> Memory, long[] Shape) part) => (part.Name, [Any, .. part.Shape[1..]]);

    private static void Check(string path, string what, IReadOnlyDictionary<string, long[]> there, IReadOnlyList<(string Name, long[] Shape)> wanted, bool all)
    {
        foreach ((string name, long[] shape) in wanted)
        {
            if (!there.TryGetValue(name, out long[]? actual))
            {
                if (all)
                {
                    throw new UserErrorException($"{path} has no {what} '{name}'. {Mend}");
                }
                continue;
            }
            // A size the file leaves open is settled when the graph is bound.
            if (actual.Length != shape.Length || !actual.Zip(shape).All(pair => pair.First == pair.Second || pair.First == Any))
            {
                throw new UserErrorException($"{path}: {what} '{name}' is [{Text(actual)}] where [{Text(shape)}] is needed. {Mend}");
            }
        }
        if (there.Keys.FirstOrDefault(name => !wanted.Any(entry => entry.Name == name)) is { } unknown && what == "input")
        {
            throw new UserErrorException($"{path} asks for an input '{unknown}', which nothing provides. {Mend}");
        }
    }

    private static string Text(long[] shape) => string.Join(", ", shape.Select(size => size == Any ? "N" : size.ToString()));
}
