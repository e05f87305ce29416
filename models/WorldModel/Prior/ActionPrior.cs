using RoboticsStack.Core;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>
/// The prior policy of a world model, loaded from its folder. Trained after the model, which knows nothing of it, by the planner's own cost. Not safe for use by two threads at once.
/// </summary>
public sealed class ActionPrior : IActionPrior, IDisposable
{
    private readonly CompiledGraph _graph;
    private readonly GraphBinding _binding;
    private readonly RolloutBatch _question;
    private readonly float[] _low = Pinned(ActionScale.Size), _high = Pinned(ActionScale.Size), _committed = Pinned(ActionScale.Size), _isCommitted = Pinned(1), _plan;

    private ActionPrior(ActionPriorManifest manifest, CompiledGraph graph)
    {
        (Manifest, _graph) = (manifest, graph);
        _question = new(1, manifest.Horizon, manifest.LatentSize);
        _plan = Pinned(manifest.Horizon * ActionScale.Size);
        HashSet<string> used = [.. graph.InputNames];
        long[] action = [1, ActionScale.Size];
        (string, Memory<float>, long[])[] limits = [("low", _low, action), ("high", _high, action), ("committed", _committed, action), ("isCommitted", _isCommitted, [1, 1])];
        _binding = graph.Bind(
            [.. _question.SharedInputs().Concat(limits).Where(input => used.Contains(input.Item1))],
            [("plan", _plan, [1, manifest.Horizon, ActionScale.Size])]);
    }

    public ActionPriorManifest Manifest { get; }

    /// <summary>Where the prior of a world model lies: in a folder of the model's own.</summary>
    public static string DirectoryOf(string modelDirectory) => Path.Combine(modelDirectory, "prior");

    /// <summary>Whether a world model has one.</summary>
    public static bool Exists(string modelDirectory) => Directory.Exists(DirectoryOf(modelDirectory));

    /// <param name="directory">As <see cref="Write"/> wrote it.</param>
    /// <param name="modelHash">Of the world model whose latents it is to read.</param>
    /// <exception cref="UserErrorException">Missing, truncated, altered, or made for another world model.</exception>
    public static ActionPrior Load(string directory, string modelHash, SessionSettings session)
    {
        (ActionPriorManifest manifest, byte[] content) = ActionPriorManifest.Companion.Read(directory, modelHash);
        return new(manifest, CompiledGraph.From(content, Path.Combine(directory, ActionPriorManifest.PriorFile), session with { Threads = 1 }));
    }

    /// <summary>The manifest of the prior in a folder, checked as <see cref="Load"/> does.</summary>
    /// <exception cref="UserErrorException">Missing, truncated, altered, or made for another world model.</exception>
    public static ActionPriorManifest ReadManifest(string directory, string modelHash) => ActionPriorManifest.Companion.Read(directory, modelHash).Manifest;

    /// <summary>Writes the directory that <see cref="Load"/> reads.</summary>
    /// <param name="parameters">The world model's, with those of <see cref="ActionPriorNetwork"/>.</param>
    public static void Write(string directory, ParameterSet parameters, WorldModelArchitecture architecture, Normalisation normalisation, string modelHash, TrainingProvenance training)
    {
        Graph graph = new(parameters.WithoutOptimiser());
        Tensor plan = new ActionPriorNetwork(architecture, new ProbeHead(architecture, normalisation, 0), 0)
            .Propose(new PlanningQuestion(graph, architecture), ActionPriorNetwork.Limits.Of(graph, 1));
        byte[] content = OnnxModel.ForInference(graph, [("plan", plan)]);
        ActionPriorManifest.Companion.Write(directory, new()
        {
            LayoutVersion = ActionPriorManifest.CurrentLayout,
            ModelHash = modelHash,
            LatentSize = architecture.LatentSize,
            Horizon = architecture.Horizon,
            File = ActionPriorManifest.Companion.Describe(content),
            Training = training,
        }, content);
    }

    public void Propose(RolloutBatch question, IReadOnlyList<float> low, IReadOnlyList<float> high, IReadOnlyList<float> committed, Span<float> plan)
    {
        question.CopySharedTo(_question);
        for (int i = 0; i < ActionScale.Size; i++)
        {
            (_low[i], _high[i]) = (low[i], high[i]);
            _committed[i] = committed.Count > 0 ? committed[i] : 0;
        }
        _isCommitted[0] = committed.Count > 0 ? 1 : 0;
        _binding.Run();
        _plan.CopyTo(plan);
        for (int i = 0; i < committed.Count; i++)
        {
            plan[i] = committed[i];
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        _graph.Dispose();
        _question.Dispose();
    }

    private static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);
}
