using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Plant.Sensors;

namespace RoboticsStack.Faults;

/// <summary>A fault with the time for which it is in force.</summary>
public sealed record Injection(Fault Fault, FaultEffect Effect);

/// <summary>What is drawn for one episode: the same seed and index give the same.</summary>
public sealed class EpisodeDraw
{
    /// <summary>Kitchens from here on are kept for evaluation.</summary>
    private const int FirstHeldOutKitchen = 1000;

    private const double NeverSec = 1e6;
    private const int MostFaults = 2;

    /// <param name="seed">Of the campaign.</param>
    /// <param name="index">Of the episode.</param>
    /// <param name="realEvery">One in so many is run by the stack's own brain; 0 for none.</param>
    public EpisodeDraw(ulong seed, int index, int realEvery)
    {
        Index = index;
        Random = RandomStream.For(seed, $"faults/{index}");
        KitchenSeed = (ulong)Random.Index(FirstHeldOutKitchen);
        PlantSeed = seed ^ KitchenSeed;
        BrainStyle style = Random.Pick(Enum.GetValues<BrainStyle>()[..^1]);
        Style = realEvery > 0 && index % realEvery == realEvery - 1 ? BrainStyle.WorldModel : style;
        LooksFirst = Random.Chance(LooksFirstShare);
        DurationSec = Style == BrainStyle.WorldModel ? RealBrainSec : AdversarialSec;
        Injections = [.. Enumerable.Range(0, Random.Index(MostFaults + 1)).Select(_ => Inject(Random.Pick(FaultCatalogue.All)))];
    }

    /// <summary>An episode with one fault, which stays from its beginning on: to see who catches it.</summary>
    /// <param name="seed">Of the trial.</param>
    /// <param name="index">Of the episode.</param>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="style">What the robot is doing meanwhile.</param>
    public EpisodeDraw(ulong seed, int index, Fault fault, BrainStyle style)
    {
        Index = index;
        Random = RandomStream.For(seed, $"detection/{fault.Name}/{index}");
        KitchenSeed = (ulong)Random.Index(FirstHeldOutKitchen);
        PlantSeed = seed ^ KitchenSeed;
        (Style, LooksFirst, DurationSec) = (style, true, AdversarialSec);
        FaultEffect effect = fault.Create(Random);
        effect.Begin = Timestamp.FromSeconds(CameraLook.DurationSec + Random.Uniform(EngagedSec, EngagedSec + 0.5));
        effect.End = Timestamp.FromSeconds(NeverSec);
        Injections = [new Injection(fault, effect)];
    }

    public const double AdversarialSec = 3;

    /// <summary>Most arms were folded while the robot came to the counter; the others are switched on where they happen to be.</summary>
    private const double LooksFirstShare = 0.9;

    /// <summary>By then, from the engagement on, plans are followed at full speed.</summary>
    private const double EngagedSec = 1.2;

    /// <summary>Long enough to see a mug, reach for it and grasp it.</summary>
    public const double RealBrainSec = 8;

    public int Index { get; }
    public RandomStream Random { get; }
    public ulong KitchenSeed { get; }
    public ulong PlantSeed { get; }
    public BrainStyle Style { get; }

    /// <summary>What is looked at is the counter without the arm over it.</summary>
    public bool LooksFirst { get; }

    /// <summary>From the engagement on.</summary>
    public double DurationSec { get; }

    /// <summary>When the episode ends.</summary>
    public double EndSec => CameraLook.DurationSec + DurationSec;
    public IReadOnlyList<Injection> Injections { get; }

    private Injection Inject(Fault fault)
    {
        FaultEffect effect = fault.Create(Random);
        effect.Begin = Timestamp.FromSeconds(CameraLook.DurationSec + Random.Uniform(0.1, DurationSec));
        effect.End = Random.Chance(0.5) ? effect.Begin.AddSeconds(Random.Uniform(0.01, 1)) : Timestamp.FromSeconds(NeverSec);
        return new Injection(fault, effect);
    }
}
