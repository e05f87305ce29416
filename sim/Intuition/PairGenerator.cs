using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scenarios;
using RoboticsStack.Scenes;

namespace RoboticsStack.Intuition;

/// <summary>
/// Draws clips and pairs from seeds. Seeds below <see cref="FirstEvaluationSeed"/> are for training and development (training takes only possible clips of
/// seeds below <see cref="FirstDevelopmentSeed"/>), those above are kept for evaluation.
/// </summary>
public sealed class PairGenerator(IPhysicsEngine engine)
{
    public const ulong FirstDevelopmentSeed = 1000;
    public const ulong FirstEvaluationSeed = 1_000_000;
    private const int Attempts = 60;

    private static readonly Scenario[] Scenarios =
    [
        new RisingScreen(), new RollsBehind(), new WallInTheWay(), new WallBeside(), new PushedOverTheEdge(), new Tossed(), new OnARamp(),
        new StackOfBalls(), new Overhanging(), new WellStacked(), new InTheOpen(), new TwoScreens(), new Rolling(), new AtRest(), new Collision(),
    ];

    private readonly ClipSimulator _simulator = new(engine);

    public static IReadOnlyList<PhysicsCategory> Categories { get; } = Enum.GetValues<PhysicsCategory>();

    /// <summary>The possible clip of one training draw, of any category.</summary>
    public Clip Possible(ulong seed, int index)
    {
        RandomStream random = RandomStream.For(seed, $"clip {index}");
        Script script = Pick(random.Pick(Categories), random).Draw(random);
        return _simulator.Run(script, random.NextUInt64());
    }

    /// <summary>A matched pair. Clips in which the event does not come about (a ball that misses the screen) are drawn again.</summary>
    public ClipPair Pair(PhysicsCategory category, ulong seed)
    {
        RandomStream random = RandomStream.For(seed, $"pair {category}");
        Scenario scenario = Pick(category, random);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Script script = scenario.Draw(random);
            ulong noise = random.NextUInt64();
            Clip possible = _simulator.Run(script, noise);
            if (scenario.Violate(possible, random) is { } violation)
            {
                return new(category, scenario.Name, violation, possible, _simulator.Run(script, noise, violation));
            }
        }
        throw new InvalidOperationException($"{scenario.Name}, seed {seed}: {Attempts} clips drawn and none fits.");
    }

    private static Scenario Pick(PhysicsCategory category, RandomStream random)
    {
        Scenario[] candidates = [.. Scenarios.Where(scenario => scenario.Category == category)];
        double left = random.Uniform(0, candidates.Sum(scenario => scenario.Weight));
        return candidates.First(scenario => (left -= scenario.Weight) < 0 || scenario == candidates[^1]);
    }
}
