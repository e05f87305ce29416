using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Imagination;

/// <summary>One replan of a recorded run: what was observed, and the plan that was chosen.</summary>
/// <param name="TimeNs">Of the observation.</param>
/// <param name="PlanActions">[H, A].</param>
public sealed record RecordedMoment(long TimeNs, string Skill, ObservedMoment Observed, IReadOnlyList<float> PlanActions);

/// <summary>The replans of a run in order of time, and which of them follow one another without a break.</summary>
public sealed class RecordedMoments
{
    private const long LongestStepNs = 150_000_000;

    private readonly List<RecordedMoment> _moments = [];

    /// <summary>The model that all of them were observed with; empty before the first.</summary>
    public string ModelHash { get; private set; } = "";

    public int Count => _moments.Count;

    public RecordedMoment this[int index] => _moments[index];

    /// <summary>False when the report does not fit this build's layouts or the moments before it, and is left out.</summary>
    public bool TryAdd(ImaginationReport report)
    {
        if (ObservedMoment.TryFrom(report) is not { } observed || Count > 0 && (report.ModelHash != ModelHash || observed.Latent.Count != _moments[0].Observed.Latent.Count))
        {
            return false;
        }
        ModelHash = report.ModelHash;
        _moments.Add(new(report.Header?.DataTimeNs ?? 0, report.Skill, observed, report.PlanActions));
        return true;
    }

    /// <summary>Whether the moment at <paramref name="index"/> is one step after the one before it.</summary>
    public bool Continues(int index) => index > 0 && index < Count && !_moments[index].Observed.BeginsHistory
        && _moments[index].TimeNs - _moments[index - 1].TimeNs is > 0 and <= LongestStepNs;

    /// <summary>How many moments follow without a break, at most <paramref name="most"/>.</summary>
    public int Ahead(int index, int most)
    {
        int ahead = 0;
        while (ahead < most && Continues(index + ahead + 1))
        {
            ahead++;
        }
        return ahead;
    }

    /// <summary>What the model looks back on at a moment, itself last: up to <see cref="RolloutBatch.History"/> moments.</summary>
    public IReadOnlyList<ObservedMoment> HistoryAt(int index)
    {
        int first = index;
        while (index - first < RolloutBatch.History - 1 && Continues(first))
        {
            first--;
        }
        return [.. _moments.GetRange(first, index - first + 1).Select(moment => moment.Observed)];
    }

    /// <summary>The action that was taken from a moment to the next; null where none follows.</summary>
    public IReadOnlyList<float>? ActionTaken(int index) => Continues(index + 1) ? _moments[index + 1].Observed.PreviousAction : null;
}
