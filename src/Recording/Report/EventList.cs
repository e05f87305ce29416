using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording.Report;

/// <summary>What the safety gate and the physics check stepped in for.</summary>
internal sealed class EventList
{
    private const int MaxEvents = 2000;

    private readonly List<object> _events = [];
    private int _total;

    public void Add(double time, GateEvent happened)
    {
        string values = happened.Limit != 0 || happened.Value != 0 ? FormattableString.Invariant($"{happened.Value:G3} (limit {happened.Limit:G3}) ") : "";
        Add(time, "gate", happened.Function, happened.Action, values + happened.Detail);
    }

    public void Add(double time, ReplanReport replan)
    {
        if (replan.CandidatesVetoed > 0)
        {
            Add(time, "check", "physics check", $"vetoed {replan.CandidatesVetoed} of {replan.CandidatesChecked}", replan.VetoReason);
        }
    }

    public object ToJson() => new { total = _total, items = _events };

    private void Add(double time, string by, string source, string action, string detail)
    {
        _total++;
        if (_events.Count < MaxEvents)
        {
            _events.Add(new { t = Math.Round(time, 3), by, source, action, detail });
        }
    }
}
