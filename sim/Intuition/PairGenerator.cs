using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scenarios;
using RoboticsStack.Scenes;

namespace RoboticsStack.Intuition;

/// <summary>
/// Draws clips and quadruplets of them from seeds. Seeds below <see cref="FirstEvaluationSeed"/> are for training and development (training takes only possible clips of
/// seeds below <see cref="FirstDevelopmentSeed"/>), those above are kept for evaluation.
/// </summary>
public sealed class PairGenerator(IPhysicsEngine engine)
{
    public const ulong FirstDevelopmentSeed = 1000;
    public const ulong FirstEvaluationSeed = 1_000_000;
    private const int Attempts = 60;

    /// <summary>What may lie between two clips where they are said to meet: below the detector's noise.</summary>
    private const double MeetM = 0.004;

    private static readonly Scenario[] Scenarios =
    [
        new RisingScreen(), new RollsBehind(), new WallInTheWay(), new AboveAndBelow(), new PushedOverTheEdge(), new Tossed(), new OnARamp(),
        new StackOfBalls(), new ComesToRest(), new InTheOpen(), new TwoScreens(), new Rolling(), new Collision(),
    ];

    private readonly ClipSimulator _simulator = new(engine);

    public static IReadOnlyList<PhysicsCategory> Categories { get; } = Enum.GetValues<PhysicsCategory>();

    /// <summary>The possible clip of one training draw, of any scenario alike: the test's weights are its own.</summary>
    public Clip Possible(ulong seed, int index)
    {
        RandomStream random = RandomStream.For(seed, $"clip {index}");
        Twins twins = random.Pick<Scenario>(Scenarios).Draw(random);
        return _simulator.Run(random.Chance(0.5) ? twins.First : twins.Second, random.NextUInt64());
    }

    /// <summary>Four clips of one scene. Clips in which the event does not come about (a ball that misses the screen) are drawn again.</summary>
    public Quadruplet Quadruplet(PhysicsCategory category, ulong seed)
    {
        RandomStream random = RandomStream.For(seed, $"pair {category}");
        Scenario scenario = Pick(category, random);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Twins twins = scenario.Draw(random);
            ulong noise = random.NextUInt64();
            Clip first = _simulator.Run(twins.First, noise);
            if (Second(twins, first, noise) is { } second && scenario.Cross(first, second, random) is { } crossing && AreAlikeAround(first, second, crossing))
            {
                return new(category, scenario.Name, crossing, first, second);
            }
        }
        throw new InvalidOperationException($"{scenario.Name}, seed {seed}: {Attempts} clips drawn and none fits.");
    }

    /// <summary>The second clip, moved such that it meets the first one where it should; null where it cannot.</summary>
    private Clip? Second(Twins twins, Clip first, ulong noise)
    {
        Clip second = _simulator.Run(twins.Second, noise);
        if (twins.Meeting is not { } meeting || first.Apart(second, meeting.Thing, meeting.Frame) < MeetM)
        {
            return second;
        }
        Vec3 offset = first.Truth[meeting.Frame][meeting.Thing].Pose.Position - second.Truth[meeting.Frame][meeting.Thing].Pose.Position;
        if (offset.Length > 0.1)
        {
            return null;
        }
        second = _simulator.Run(twins.Second.Moved(meeting.Thing, offset), noise);
        return first.Apart(second, meeting.Thing, meeting.Frame) < MeetM ? second : null;
    }

    /// <summary>Nothing but the event tells the clips apart where they are cut: the same of the surroundings is in view from there on.</summary>
    private static bool AreAlikeAround(Clip first, Clip second, Crossing crossing) =>
        Enumerable.Range(crossing.From, Clip.Frames - crossing.From).All(frame => first.Views[frame] == second.Views[frame]);

    private static Scenario Pick(PhysicsCategory category, RandomStream random)
    {
        Scenario[] candidates = [.. Scenarios.Where(scenario => scenario.Category == category)];
        double left = random.Uniform(0, candidates.Sum(scenario => scenario.Weight));
        return candidates.First(scenario => (left -= scenario.Weight) < 0 || scenario == candidates[^1]);
    }
}
