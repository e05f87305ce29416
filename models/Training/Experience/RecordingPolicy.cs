using RoboticsStack.Planning.Observation;
using RoboticsStack.Planning.Tasks.Arm;

namespace RoboticsStack.Training.Experience;

/// <summary>Passes every request on to another policy and keeps what it saw: one episode for each run of one skill, since the goal changes in between.</summary>
public sealed class RecordingPolicy(IArmPolicy inner, TruthLabels truth, ulong seed) : IArmPolicy
{
    private const int ShortestEpisode = 6;

    /// <summary>Names of objectives by the number that an episode keeps of its skill.</summary>
    internal static readonly string[] Skills = ["reach", "approach", "close", "lift", "carry", "place", "release", "retreat", "press-standoff", "press"];

    private readonly List<Episode> _episodes = [];
    private Episode? _current;
    private long _lastNs;

    public ArmDecision Decide(ArmRequest request)
    {
        const long StepNs = 100_000_000;
        if (request.IsNewSkill || _current is null || request.Now.Nanoseconds - _lastNs > 3 * StepNs / 2)
        {
            Close();
            _current = new Episode(seed);
        }
        _lastNs = request.Now.Nanoseconds;
        int skill = Array.IndexOf(Skills, request.Objective.Name);
        _current.Add(ObservationBuilder.Build(request.Inputs).Vector, StepForces.Of(request.Inputs), truth.Of(request), [.. request.Committed], (byte)Math.Max(skill, 0));
        return inner.Decide(request);
    }

    /// <summary>Everything kept so far, the run under way included.</summary>
    public IReadOnlyList<Episode> Take()
    {
        Close();
        return _episodes;
    }

    private void Close()
    {
        if (_current is { Length: >= ShortestEpisode })
        {
            _episodes.Add(_current);
        }
        _current = null;
    }
}
