using RoboticsStack.Safety;

namespace RoboticsStack.Faults;

/// <summary>Sums episodes up as they come, in whatever order; keeps of each only what medians need.</summary>
public sealed class CampaignTally(PromiseBook book, ulong seed, int realEvery)
{
    private const int ListedBroken = 20;

    private readonly List<(int Index, double Worst)>[] _worst = [.. book.Entries.Select(_ => new List<(int, double)>())];
    private readonly SortedSet<int>[] _brokenBy = [.. book.Entries.Select(_ => new SortedSet<int>())];
    private readonly Dictionary<string, InjectionTally> _injections = [];
    private readonly SortedDictionary<string, int> _functions = new(StringComparer.Ordinal);
    private decimal _simulatedSec, _activeSec;

    public int Episodes { get; private set; }
    public int Broken { get; private set; }

    public void Add(EpisodeResult result)
    {
        Episodes++;
        Broken += result.Violations.Count > 0 ? 1 : 0;
        _simulatedSec += (decimal)result.SimulatedSec;
        _activeSec += (decimal)result.ActiveSec;
        for (int promise = 0; promise < _worst.Length; promise++)
        {
            _worst[promise].Add((result.Index, result.Worst[promise]));
        }
        foreach (Violation violation in result.Violations)
        {
            _brokenBy[(int)violation.Promise].Add(result.Index);
        }
        foreach (string function in result.Reactions.Where(IsMoreThanWarning).Select(reaction => reaction.Function).Distinct())
        {
            _functions[function] = _functions.GetValueOrDefault(function) + 1;
        }
        foreach (InjectedFault fault in result.Faults.DistinctBy(fault => fault.Name))
        {
            Of(fault.Name).Add(result, fault.BeginSec);
        }
        Of(NameOf(result.Style)).Add(result, 0);
    }

    public CampaignReport Sum() => new()
    {
        Seed = seed,
        RealEvery = realEvery,
        Episodes = Episodes,
        Broken = Broken,
        SimulatedHours = (double)_simulatedSec / 3600,
        ActiveHours = (double)_activeSec / 3600,
        Promises = [.. book.Entries.Select(Sum)],
        Injections =
        [
            .. FaultCatalogue.All.Select(fault => Of(fault.Name).Sum(fault.Name, fault.Category.ToString(), fault.What)),
            .. Enum.GetValues<BrainStyle>().Select(style => Of(NameOf(style)).Sum(NameOf(style), nameof(FaultCategory.Planner), "all episodes of this brain")),
        ],
        Functions = _functions,
    };

    internal static bool IsMoreThanWarning(Reaction reaction) => reaction.Action is not (nameof(FailsafeAction.None) or nameof(FailsafeAction.Warn));

    private static string NameOf(BrainStyle style) => $"brain {style}".ToLowerInvariant();

    private InjectionTally Of(string name)
    {
        if (!_injections.TryGetValue(name, out InjectionTally? tally))
        {
            _injections[name] = tally = new InjectionTally();
        }
        return tally;
    }

    private PromiseRecord Sum(PromiseEntry entry)
    {
        List<(int Index, double Worst)> sorted = [.. _worst[(int)entry.Promise].OrderBy(value => value.Worst).ThenByDescending(value => value.Index)];
        SortedSet<int> broken = _brokenBy[(int)entry.Promise];
        return new PromiseRecord(
            entry.Promise, entry.Unit, entry.Limit, At(0.5), At(0.99), At(1), sorted.Count > 0 ? sorted[^1].Index : -1, broken.Count, [.. broken.Take(ListedBroken)]);

        double At(double share) => sorted.Count > 0 ? sorted[(int)(share * (sorted.Count - 1))].Worst : 0;
    }

    private sealed class InjectionTally
    {
        private readonly SortedDictionary<string, List<double>> _catches = new(StringComparer.Ordinal);
        private int _episodes, _broken, _stopped;

        public void Add(EpisodeResult result, double beginSec)
        {
            _episodes++;
            _broken += result.Violations.Count > 0 ? 1 : 0;
            _stopped += result.Reactions.Any(reaction => reaction.Action is nameof(FailsafeAction.ControlledStop) or nameof(FailsafeAction.PowerOff)) ? 1 : 0;
            foreach (IGrouping<string, Reaction> function in result.Reactions.Where(IsMoreThanWarning).GroupBy(reaction => reaction.Function))
            {
                double first = function.Min(reaction => reaction.AtSec);
                if (first >= beginSec)
                {
                    if (!_catches.TryGetValue(function.Key, out List<double>? times))
                    {
                        _catches[function.Key] = times = [];
                    }
                    times.Add(first - beginSec);
                }
            }
        }

        public InjectionRecord Sum(string name, string category, string what) => new(
            name, category, what, _episodes, _broken, _stopped, [.. _catches.Select(pair => new Catch(pair.Key, pair.Value.Count, Median(pair.Value)))]);

        private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }
}
