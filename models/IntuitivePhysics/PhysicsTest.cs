using RoboticsStack.Intuition;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Scenes;
using RoboticsStack.Training;

namespace RoboticsStack.IntuitivePhysics;

/// <param name="Violation">What was impossible, as in "hovers".</param>
/// <param name="Right">Pairs in which the impossible clip surprised more.</param>
public sealed record ViolationResult(string Scenario, string Violation, WilsonInterval Right);

/// <summary>Pairs of one category, or of all.</summary>
public sealed record CategoryResult
{
    public required string Name { get; init; }

    /// <summary>Pairs in which the impossible clip surprised more.</summary>
    public required WilsonInterval Right { get; init; }

    /// <summary>Quadruplets in which that is so of both pairs.</summary>
    public required WilsonInterval BothRight { get; init; }

    /// <summary>How well surprise tells impossible clips from possible ones that do not belong to them.</summary>
    public required double Auroc { get; init; }

    /// <summary>Frames one by one, without labels: <see cref="SurpriseScore.OfSingleFrames"/>.</summary>
    public required WilsonInterval SingleFrame { get; init; }

    /// <summary>Frames one by one, taught with labels: <see cref="FrameClassifier"/>.</summary>
    public required WilsonInterval TaughtSingleFrame { get; init; }
    public required WilsonInterval CopyLast { get; init; }
    public required WilsonInterval ConstantVelocity { get; init; }
    public required IReadOnlyList<ViolationResult> Violations { get; init; }
}

/// <summary>What the suite found.</summary>
public sealed record PhysicsTestReport
{
    public required ulong Seed { get; init; }
    public required int PairsPerCategory { get; init; }
    public required string ModelSha256 { get; init; }
    public required IReadOnlyList<CategoryResult> Categories { get; init; }
    public required CategoryResult All { get; init; }
}

/// <summary>
/// The violation-of-expectation suite: matched possible and impossible clips, told apart by surprise alone (after Riochet et al., IntPhys, 2018; Garrido et al., arXiv 2502.11831, 2025).
/// </summary>
public sealed class PhysicsTest(IPhysicsEngine engine, SurpriseModel model, FrameClassifier frames)
{
    private const int Chunk = 60;
    private readonly PairGenerator _generator = new(engine);

    /// <param name="pairsPerCategory">Even: pairs 2 i and 2 i + 1 are those of the quadruplet with seed <paramref name="seed"/> + i.</param>
    /// <param name="progress">Told pairs done.</param>
    public PhysicsTestReport Run(int pairsPerCategory, ulong seed, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        (PhysicsCategory Category, ulong Seed)[] wanted =
            [.. PairGenerator.Categories.SelectMany(category => Enumerable.Range(0, pairsPerCategory / 2).Select(i => (category, seed + (ulong)i)))];
        List<Judged> judged = [];
        foreach ((PhysicsCategory Category, ulong Seed)[] part in wanted.Chunk(Chunk))
        {
            Quadruplet[] quadruplets = new Quadruplet[part.Length];
            Parallel.For(0, part.Length, new ParallelOptions { CancellationToken = cancellation }, i => quadruplets[i] = _generator.Quadruplet(part[i].Category, part[i].Seed));
            ClipPair[] pairs = [.. quadruplets.SelectMany(quadruplet => quadruplet.Pairs)];
            IReadOnlyList<ClipLooks> possible = model.Look([.. pairs.Select(pair => pair.Possible)]), impossible = model.Look([.. pairs.Select(pair => pair.Impossible)]);
            judged.AddRange(pairs.Select((pair, i) => new Judged(pair.Category, pair.Scenario, pair.Violation, Scores(pair.Possible, possible[i]), Scores(pair.Impossible, impossible[i]))));
            progress?.Report(judged.Count);
        }
        return new()
        {
            Seed = seed,
            PairsPerCategory = pairsPerCategory,
            ModelSha256 = model.Manifest.File.Sha256,
            Categories = [.. PairGenerator.Categories.Select(category => Result(category.ToString(), [.. judged.Where(pair => pair.Category == category)]))],
            All = Result("All", judged),
        };
    }

    /// <summary>One pair with the surprise of both clips by frame.</summary>
    /// <param name="which">0 or 1, of the quadruplet's pairs.</param>
    public (ClipPair Pair, double[] Possible, double[] Impossible) Show(PhysicsCategory category, ulong seed, int which)
    {
        ClipPair pair = _generator.Quadruplet(category, seed).Pairs[which];
        IReadOnlyList<ClipLooks> looks = model.Look([pair.Possible, pair.Impossible]);
        return (pair, SurpriseScore.ByFrame(looks[0], model.Manifest.Architecture), SurpriseScore.ByFrame(looks[1], model.Manifest.Architecture));
    }

    private ClipScores Scores(Clip clip, ClipLooks looks) => new(
        SurpriseScore.Of(looks, model.Manifest.Architecture), SurpriseScore.OfSingleFrames(looks.Whole, clip), frames.Judge(clip), SurpriseScore.OfCopying(looks.Whole), SurpriseScore.OfConstantVelocity(looks.Whole));

    private static CategoryResult Result(string name, IReadOnlyList<Judged> pairs) => new()
    {
        Name = name,
        Right = Right(pairs, scores => scores.Model),
        BothRight = new(pairs.Chunk(2).Count(both => both.All(pair => pair.Impossible.Model > pair.Possible.Model)), pairs.Count / 2),
        Auroc = Statistics.AreaUnderCurve([.. pairs.Select(pair => pair.Impossible.Model)], [.. pairs.Select(pair => pair.Possible.Model)]),
        SingleFrame = Right(pairs, scores => scores.SingleFrame),
        TaughtSingleFrame = Right(pairs, scores => scores.TaughtSingleFrame),
        CopyLast = Right(pairs, scores => scores.CopyLast),
        ConstantVelocity = Right(pairs, scores => scores.ConstantVelocity),
        Violations = [.. pairs.GroupBy(pair => (pair.Scenario, pair.Violation)).OrderBy(group => group.Key)
            .Select(group => new ViolationResult(group.Key.Scenario, group.Key.Violation, Right([.. group], scores => scores.Model)))],
    };

    private static WilsonInterval Right(IReadOnlyList<Judged> pairs, Func<ClipScores, double> score) =>
        new(pairs.Count(pair => score(pair.Impossible) > score(pair.Possible)), pairs.Count);

    private readonly record struct ClipScores(double Model, double SingleFrame, double TaughtSingleFrame, double CopyLast, double ConstantVelocity);

    private sealed record Judged(PhysicsCategory Category, string Scenario, string Violation, ClipScores Possible, ClipScores Impossible);
}
