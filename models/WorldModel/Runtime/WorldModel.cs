using System.Security.Cryptography;
using System.Text;
using RoboticsStack.Core;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>How a model is run.</summary>
public sealed record WorldModelOptions
{
    public PredictorMode Mode { get; init; } = PredictorMode.Learned;

    /// <summary>Loads the prior policy that lies beside the model, if there is one. The predictor that says "nothing changes" never gets it.</summary>
    public bool WithPrior { get; init; } = true;

    public SessionSettings Session { get; init; } = SessionSettings.Default;
}

/// <summary>
/// A trained world model, loaded from its directory. Not safe for use by two threads at once; nothing is allocated per call. A rollout
/// is spread over <see cref="SessionSettings.Threads"/> of the CPU; another device takes it whole.
/// </summary>
public sealed class WorldModel : IWorldModel, IDisposable
{
    private readonly CompiledGraph _encoder;
    private readonly CompiledGraph _planner;
    private readonly int _threads;
    private bool _disposed;
    private readonly GraphBinding _encoderBinding;
    private readonly float[] _observation = Pinned(ObservationLayout.Size);
    private readonly float[] _latent;
    private readonly float[] _probes = Pinned(ProbeLayout.Size);

    private readonly ActionPrior? _prior;

    private WorldModel(WorldModelManifest manifest, string hash, CompiledGraph encoder, CompiledGraph planner, ActionPrior? prior, int threads)
    {
        (Manifest, ModelHash, _encoder, _planner, _prior, _threads) = (manifest, hash, encoder, planner, prior, threads);
        PlanningHash = PlanningHashFrom(hash, prior?.Manifest);
        _latent = Pinned(LatentSize);
        _encoderBinding = encoder.Bind(
            [("observation", _observation, [1, ObservationLayout.Size])],
            [("latent", _latent, [1, LatentSize]), ("probes", _probes, [1, ProbeLayout.Size])]);
    }

    public WorldModelManifest Manifest { get; }

    public string ModelHash { get; }

    public IActionPrior? Prior => _prior;

    /// <summary>Names what plans: the model's hash, or one over it and the prior's. Plans carry it.</summary>
    public string PlanningHash { get; }

    public int LatentSize => Manifest.Architecture.LatentSize;

    public double HighDisagreement => Manifest.HighDisagreement ?? double.PositiveInfinity;

    public int Horizon => Manifest.Architecture.Horizon;

    /// <exception cref="UserErrorException">A file is missing, truncated or altered, or the model does not fit this build.</exception>
    public static WorldModel Load(string directory, WorldModelOptions? options = null)
    {
        options ??= new();
        (WorldModelManifest manifest, string hash) = WorldModelManifest.Read(directory);
        string plannerFile = options.Mode == PredictorMode.Identity ? WorldModelManifest.IdentityPlannerFile : WorldModelManifest.PlannerFile;
        int latentSize = manifest.Architecture.LatentSize;
        CompiledGraph encoder = Compile(WorldModelManifest.EncoderFile);
        CompiledGraph? planner = null;
        try
        {
            GraphContract.CheckEncoder(encoder, Path.Combine(directory, WorldModelManifest.EncoderFile), latentSize);
            planner = Compile(plannerFile);
            GraphContract.CheckPlanner(planner, Path.Combine(directory, plannerFile), manifest.Architecture.Horizon, latentSize);
            ActionPrior? prior = HasPrior(directory, options)
                ? ActionPrior.Load(ActionPrior.DirectoryOf(directory), hash, options.Session)
                : null;
            return new(manifest, hash, encoder, planner, prior, options.Session.Device == ComputeDevice.Cpu ? options.Session.EffectiveThreads : 1);
        }
        catch
        {
            planner?.Dispose();
            encoder.Dispose();
            throw;
        }

        CompiledGraph Compile(string name) =>
            CompiledGraph.From(manifest.ReadVerified(directory, name), Path.Combine(directory, name), options.Session with { Threads = 1 });
    }

    /// <summary><see cref="PlanningHash"/> of what <see cref="Load"/> would give, from the manifests alone.</summary>
    /// <exception cref="UserErrorException">A manifest is missing or altered, or does not fit.</exception>
    public static string PlanningHashOf(string directory, WorldModelOptions options)
    {
        string hash = WorldModelManifest.Read(directory).Hash;
        return PlanningHashFrom(hash, HasPrior(directory, options) ? ActionPrior.ReadManifest(ActionPrior.DirectoryOf(directory), hash) : null);
    }

    private static string PlanningHashFrom(string modelHash, ActionPriorManifest? prior) =>
        prior is null ? modelHash : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(modelHash + prior.File.Sha256)));

    private static bool HasPrior(string directory, WorldModelOptions options) =>
        options.WithPrior && options.Mode == PredictorMode.Learned && ActionPrior.Exists(directory);

    public void Encode(ReadOnlySpan<float> observation, Span<float> latent, Span<float> probes)
    {
        if (observation.Length != ObservationLayout.Size || latent.Length != LatentSize || probes.Length != ProbeLayout.Size)
        {
            throw new ArgumentException($"Encode takes {ObservationLayout.Size} values and gives {LatentSize} and {ProbeLayout.Size}, "
                + $"not {observation.Length}, {latent.Length}, {probes.Length}.");
        }
        ObjectDisposedException.ThrowIf(_disposed, this);
        observation.CopyTo(_observation);
        _encoderBinding.Run();
        _latent.CopyTo(latent);
        _probes.CopyTo(probes);
    }

    public RolloutBatch CreateRollout(int samples) => new(samples, Horizon, LatentSize);

    public void Rollout(RolloutBatch batch)
    {
        if (batch.Horizon != Horizon || batch.LatentSize != LatentSize)
        {
            throw new ArgumentException($"The batch is for {batch.Horizon} steps of {batch.LatentSize} values; this model has {Horizon} of {LatentSize}.");
        }
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (batch.Binding is not RolloutBinding binding || binding.Model != this)
        {
            batch.Binding?.Dispose();
            batch.Binding = binding = new(this, _planner, batch, _threads);
        }
        binding.Run();
    }

    public void Dispose()
    {
        _disposed = true;
        _encoderBinding.Dispose();
        _encoder.Dispose();
        _planner.Dispose();
        _prior?.Dispose();
    }

    private static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);
}
