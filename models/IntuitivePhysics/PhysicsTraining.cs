using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Intuition;
using RoboticsStack.Learning;
using RoboticsStack.Models;
using RoboticsStack.Scenes;

namespace RoboticsStack.IntuitivePhysics;

/// <summary>How the committed weights are made.</summary>
public sealed record PhysicsTrainingOptions
{
    /// <summary>Possible clips, <see cref="ClipsPerSeed"/> from each seed from 1 on.</summary>
    public int Clips { get; init; } = 19_000;
    public SurpriseTrainerOptions Trainer { get; init; } = new();

    /// <summary>Labelled pairs of each category for the single-frame rival, of development seeds.</summary>
    public int RivalPairs { get; init; } = 400;
    public long RivalSteps { get; init; } = 3000;

    internal const int ClipsPerSeed = 20;

    internal void Validate()
    {
        if (Clips < Trainer.BatchSize || (ulong)Clips > (PairGenerator.FirstDevelopmentSeed - 1) * ClipsPerSeed || RivalPairs < 2 || RivalSteps < 1)
        {
            throw new UserErrorException($"{Clips} training clips are out of range: give {Trainer.BatchSize} to {(PairGenerator.FirstDevelopmentSeed - 1) * ClipsPerSeed}, so that no development seed is used.");
        }
    }
}

/// <summary>Makes possible clips, trains the surprise model on them and the single-frame rival on labelled pairs, and writes both.</summary>
public static class PhysicsTraining
{
    private const int SaidEvery = 1000;
    private const string RivalFile = "single-frame.onnx";

    /// <param name="said">Told in words where it stands.</param>
    public static void Execute(string directory, IPhysicsEngine engine, PhysicsTrainingOptions options, IClock clock, Action<string> said, IProgress<SurpriseProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        Timestamp begin = clock.Now;
        PairGenerator generator = new(engine);
        ParallelOptions parallel = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Clip[] clips = new Clip[options.Clips];
        int made = 0;
        Parallel.For(0, clips.Length, parallel, i =>
        {
            clips[i] = generator.Possible(1 + (ulong)(i / PhysicsTrainingOptions.ClipsPerSeed), i % PhysicsTrainingOptions.ClipsPerSeed);
            int count = Interlocked.Increment(ref made);
            if (count % SaidEvery == 0 || count == clips.Length)
            {
                said(FormattableString.Invariant($"{count} of {clips.Length} possible clips made, {clock.Now.SecondsSince(begin):F0} s"));
            }
        });
        (ParameterSet parameters, long steps, double loss) = new SurpriseTrainer(options.Trainer, clock).Train(clips, progress, cancellation);
        SurpriseModel.Write(directory, parameters, options.Trainer.Architecture, new()
        {
            Dataset = FormattableString.Invariant($"possible clips of seeds 1 to {1 + (clips.Length - 1) / PhysicsTrainingOptions.ClipsPerSeed}"),
            DatasetSha256 = Hash(clips),
            Episodes = clips.Length,
            Frames = (long)clips.Length * Clip.Frames,
            Seed = options.Trainer.Seed,
            Steps = steps,
            WallSeconds = clock.Now.SecondsSince(begin),
            FinalLoss = loss,
        });
        said(FormattableString.Invariant($"surprise model trained in {steps} steps, {clock.Now.SecondsSince(begin):F0} s"));
        TeachRival(directory, engine, options, said, cancellation);
    }

    /// <summary>Only the rival of a surprise model that is there.</summary>
    public static void TeachRival(string directory, IPhysicsEngine engine, PhysicsTrainingOptions options, Action<string> said, CancellationToken cancellation)
    {
        options.Validate();
        PairGenerator generator = new(engine);
        Quadruplet[] quadruplets = new Quadruplet[options.RivalPairs / 2 * PairGenerator.Categories.Count];
        Parallel.For(0, quadruplets.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            quadruplets[i] = generator.Quadruplet(PairGenerator.Categories[i % PairGenerator.Categories.Count], PairGenerator.FirstDevelopmentSeed + (ulong)(i / PairGenerator.Categories.Count)));
        ClipPair[] pairs = [.. quadruplets.SelectMany(quadruplet => quadruplet.Pairs)];
        File.WriteAllBytes(Path.Combine(directory, RivalFile), FrameClassifier.Train(pairs, options.RivalSteps, options.Trainer.Seed, cancellation));
        said(FormattableString.Invariant($"single-frame rival taught on {pairs.Length} labelled pairs"));
    }

    /// <exception cref="UserErrorException">Missing or damaged.</exception>
    public static FrameClassifier LoadRival(string directory)
    {
        string path = Path.Combine(directory, RivalFile);
        try
        {
            return new(File.ReadAllBytes(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The single-frame rival {path} cannot be read: {error.Message} Restore it from version control, or make it again with './robot physics-test --train'.", error);
        }
    }

    /// <summary>Of what the model is given.</summary>
    private static string Hash(IReadOnlyList<Clip> clips)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        float[] slots = new float[ClipLayout.SlotsLength], surroundings = new float[ClipLayout.SurroundingsLength];
        int[] order = [.. Enumerable.Range(0, ClipLayout.Slots)];
        foreach (Clip clip in clips)
        {
            ClipLayout.Write(clip, order, mirrored: false, slots, surroundings);
            hash.AppendData(MemoryMarshal.AsBytes<float>(slots));
            hash.AppendData(MemoryMarshal.AsBytes<float>(surroundings));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
