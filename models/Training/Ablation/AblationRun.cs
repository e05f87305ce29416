using System.Text.Json;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Models;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Runtime.Skills;
using RoboticsStack.Training.Experience;

namespace RoboticsStack.Training.Ablation;

/// <summary>Which variants are compared, on what.</summary>
public sealed record AblationOptions
{
    public required IReadOnlyList<AblationVariant> Variants { get; init; }

    /// <summary>One folder a variant is made in it.</summary>
    public required string Directory { get; init; }

    /// <summary>Made if it is not there; the same for all.</summary>
    public required string DatasetFile { get; init; }
    public required ExperienceOptions Experience { get; init; }

    /// <summary>Of the full loss; every variant takes its <see cref="TrainerOptions.MaxSteps"/> whole, whatever the time.</summary>
    public required TrainerOptions Trainer { get; init; }

    /// <summary>Kitchens in which each skill is tried once: below <see cref="ExperienceOptions.FirstHeldOutKitchen"/>, since the best variant is chosen by them.</summary>
    public required IReadOnlyList<ulong> SkillSeeds { get; init; }
    public int HeldOutOneIn { get; init; } = 8;
    public int Jobs { get; init; } = 2;
}

/// <summary>
/// Trains the variants one after the other on the same data for the same steps and tries each one's skills. What is there is not done again: trained weights stay, and
/// skill episodes are taken up where they were broken off.
/// </summary>
public static class AblationRun
{
    private const string ResultFile = "result.json";
    private const string CurveFile = "curve.json";
    private const string WeightsFolder = "weights";

    /// <param name="robot">As data and skills have it.</param>
    /// <param name="options">Which variants.</param>
    /// <param name="clock">Of the host, for the trainings' figures.</param>
    /// <param name="say">Told what is being done.</param>
    /// <param name="cancellation">Ends it.</param>
    public static IReadOnlyList<AblationResult> Execute(RobotDescription robot, AblationOptions options, IClock clock, Action<string> say, CancellationToken cancellation)
    {
        if (options.SkillSeeds.Any(seed => seed >= ExperienceOptions.FirstHeldOutKitchen))
        {
            throw new UserErrorException($"Kitchens from {ExperienceOptions.FirstHeldOutKitchen} up are kept for evaluation, and an ablation chooses by what it sees: give --seeds below.");
        }
        (Dataset training, Dataset heldOut) = ExperienceGenerator.ReadOrMake(
            options.DatasetFile, robot, options.Experience, new Saying<ExperienceProgress>(p => say($"experience {p.Frames} of {p.Wanted} frames")), cancellation).Split(options.HeldOutOneIn);
        AblationKey key = new(training.Sha256, options.Trainer.MaxSteps, options.Trainer.BatchSize, options.SkillSeeds.Min(), options.SkillSeeds.Max());
        List<AblationResult> results = [];
        foreach (AblationVariant variant in options.Variants)
        {
            string folder = Path.Combine(options.Directory, variant.Name);
            if (Read<AblationResult>(ResultFileOf(options.Directory, variant)) is { } stored && stored.Key == key)
            {
                say($"{variant.Name}: done before");
                results.Add(stored);
                continue;
            }
            IReadOnlyList<CurvePoint> curve = Train(options, variant, folder, training, clock, say, cancellation);
            string weights = Path.Combine(folder, WeightsFolder);
            AcceptanceReport gates = AcceptanceTest.Run(TrainedModel.Read(weights), heldOut, settings: options.Trainer.Session);
            SkillReport skills = new SkillBench(robot, new SkillBenchOptions
            {
                Skills = Enum.GetValues<Skill>(),
                Seeds = options.SkillSeeds,
                Run = new CoffeeOptions { ModelDirectory = weights },
                Jobs = options.Jobs,
                File = Path.Combine(folder, "skills.jsonl"),
            }).Run(progress => say($"{variant.Name}: {progress.Results.Count} of {progress.Total} skill episodes"), cancellation);
            cancellation.ThrowIfCancellationRequested();
            AblationResult result = new()
            {
                Variant = variant,
                Key = key,
                ModelHash = WorldModelManifest.Read(weights).Hash,
                Build = BuildFingerprint.Current,
                SigReg = gates.SigReg,
                MeanDeviation = gates.MeanDeviation,
                EffectiveRank = gates.EffectiveRank,
                ActionsMatter = gates.OpenLoop[0].ShuffledActions / gates.OpenLoop[0].Model,
                ObjectErrorM = gates.Probes.First(probe => probe.Group == "objectPosition").MeanErrors[^1],
                Curve = curve,
                Skills = skills.Skills,
            };
            File.WriteAllText(ResultFileOf(options.Directory, variant), JsonSerializer.Serialize(result, ResultLines.Json));
            results.Add(result);
        }
        return results;
    }

    /// <summary>The results in a folder of variants, in the order of <see cref="AblationVariant.All"/>.</summary>
    public static IReadOnlyList<AblationResult> Read(string directory) =>
        [.. AblationVariant.All.Select(variant => Read<AblationResult>(ResultFileOf(directory, variant))).OfType<AblationResult>()];

    /// <summary>Where <see cref="Execute"/> leaves what a variant came to.</summary>
    public static string ResultFileOf(string directory, AblationVariant variant) => Path.Combine(directory, variant.Name, ResultFile);

    private static IReadOnlyList<CurvePoint> Train(
        AblationOptions options, AblationVariant variant, string folder, Dataset training, IClock clock, Action<string> say, CancellationToken cancellation)
    {
        string weights = Path.Combine(folder, WeightsFolder), curveFile = Path.Combine(folder, CurveFile);
        if (File.Exists(Path.Combine(weights, WorldModelManifest.FileName)) && Read<List<CurvePoint>>(curveFile) is { } known
            && WorldModelManifest.Read(weights).Manifest.Training is { } trained && trained.DatasetSha256 == training.Sha256 && trained.Steps == options.Trainer.MaxSteps)
        {
            return known;
        }
        List<CurvePoint> curve = [];
        TrainedModel model = new WorldModelTrainer(variant.Apply(options.Trainer) with { Budget = TimeSpan.FromDays(1) }, clock).Train(training, new Saying<TrainingProgress>(progress =>
        {
            TrainingLosses losses = progress.Losses;
            curve.Add(new(progress.Step, losses.Prediction, losses.Rollout, losses.SigReg, losses.Action, losses.Probes));
            say(FormattableString.Invariant($"{variant.Name}: step {progress.Step} of {options.Trainer.MaxSteps}, {losses}"));
        }), cancellation);
        Directory.CreateDirectory(folder);
        model.Write(weights);
        File.WriteAllText(curveFile, JsonSerializer.Serialize(curve, ResultLines.Json));
        return curve;
    }

    private static T? Read<T>(string file) where T : class
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<T>(File.ReadAllText(file), ResultLines.Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class Saying<T>(Action<T> say) : IProgress<T>
    {
        public void Report(T value) => say(value);
    }
}
