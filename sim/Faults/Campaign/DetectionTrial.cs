using RoboticsStack.Control.Robot;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Plant;

namespace RoboticsStack.Faults;

/// <summary>How one fault was noticed over several episodes in which nothing else was wrong.</summary>
/// <param name="Episodes">All, less those in which the gate had already slowed or stopped the robot before.</param>
/// <param name="Caught">Those in which the gate did more than warn after the fault had begun.</param>
/// <param name="MedianSec">From the fault's beginning to the first demand of any function.</param>
/// <param name="WorstSec">The longest of them.</param>
/// <param name="Catches">Every function that noticed it, first or later.</param>
public sealed record Detection(string Fault, int Episodes, int Caught, double MedianSec, double WorstSec, IReadOnlyList<FunctionDetection> Catches)
{
    public string Describe() => FormattableString.Invariant(
        $"{Fault,-20} {Caught,2} of {Episodes,2}, median {MedianSec * 1000:F0} ms, worst {WorstSec * 1000:F0} ms: {string.Join(", ", Catches.Select(one => one.Describe()))}");
}

/// <summary>How one function noticed a fault: in so many episodes, so long after its beginning.</summary>
public sealed record FunctionDetection(string Function, int Episodes, double MedianSec, double WorstSec)
{
    public string Describe() => FormattableString.Invariant($"{Function} {Episodes} ({MedianSec * 1000:F0} to {WorstSec * 1000:F0} ms)");
}

/// <summary>Injects one fault alone into a robot that does something sensible, and looks who catches it and when. The same seed gives the same table.</summary>
public sealed class DetectionTrial(RobotDescription robot, PromiseBook book, ulong seed)
{
    /// <param name="fault">Injected once an episode, for good.</param>
    /// <param name="episodes">So many.</param>
    /// <param name="style">What the robot does: <see cref="BrainStyle.Sound"/> moves the arm, <see cref="BrainStyle.Greedy"/> the base, too.</param>
    public Detection Run(Fault fault, int episodes, BrainStyle style = BrainStyle.Sound)
    {
        List<double> first = [];
        List<(string Function, double Sec)> all = [];
        int undisturbed = 0;
        for (int index = 0; index < episodes; index++)
        {
            EpisodeDraw draw = new(seed, index, fault, style);
            using SimulatedKitchen plant = EpisodePlace.Find(draw, robot);
            using AdversarialBrain brain = new(robot, style, FaultEpisode.RunId, draw.Random);
            using EpisodeRun run = new(draw, robot, plant, brain, book, watch: null);
            EpisodeResult result = run.Run();
            double begin = result.Faults[0].BeginSec;
            List<Reaction> reactions = [.. result.Reactions.Where(reaction => reaction.Action != nameof(Safety.FailsafeAction.Warn) && !IsNewView(reaction))];
            if (reactions.Exists(reaction => reaction.AtSec < begin))
            {
                continue;
            }
            undisturbed++;
            if (reactions.Count > 0)
            {
                first.Add(reactions[0].AtSec - begin);
                all.AddRange(reactions.GroupBy(reaction => reaction.Function).Select(group => (group.Key, group.First().AtSec - begin)));
            }
        }
        FunctionDetection[] catches =
        [
            .. all.GroupBy(one => one.Function, one => one.Sec).Select(group => new FunctionDetection(group.Key, group.Count(), Median(group), group.Max()))
                .OrderByDescending(one => one.Episodes).ThenBy(one => one.MedianSec),
        ];
        return new Detection(fault.Name, undisturbed, first.Count, Median(first), first.DefaultIfEmpty(double.NaN).Max(), catches);
    }

    /// <summary>A gate whose view has just begun is slower for a while: so every episode begins, whatever its fault.</summary>
    private static bool IsNewView(Reaction reaction) => reaction is
    {
        Function: nameof(Safety.GateFunction.ObstacleDistance), Action: nameof(Safety.FailsafeAction.Slow), AtSec: < CameraLook.DurationSec + 1,
    };

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length > 0 ? sorted[sorted.Length / 2] : double.NaN;
    }
}
