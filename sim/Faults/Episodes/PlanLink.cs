using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Faults;

/// <summary>The way of plans from brain to gate, with what may befall them there.</summary>
public sealed class PlanLink(GateInputs inputs, RandomStream random)
{
    private const int FloodPlans = 40;

    private readonly List<(Timestamp Due, GatePlan Plan)> _onTheWay = [];

    public void Send(GatePlan plan, IReadOnlyList<FaultEffect> effects, Timestamp now, Timestamp due)
    {
        GatePlan sent = new();
        sent.CopyFrom(plan);
        PlanFate fate = PlanFate.Arrives;
        foreach (FaultEffect effect in effects)
        {
            if (effect.IsActive(now))
            {
                effect.OnPlan(sent, now);
                fate = effect.Send(now) is var worse and not PlanFate.Arrives ? worse : fate;
            }
        }
        switch (fate)
        {
            case PlanFate.Lost:
                break;
            case PlanFate.ArrivesLate:
                _onTheWay.Add((due.AddSeconds(random.Uniform(0.01, 1)), sent));
                break;
            case PlanFate.ArrivesTwice:
                _onTheWay.Add((due, sent));
                _onTheWay.Add((due.AddSeconds(random.Uniform(0, 0.2)), sent));
                break;
            case PlanFate.ArrivesInFlood:
                for (ulong i = 0; i < FloodPlans; i++)
                {
                    GatePlan copy = new();
                    copy.CopyFrom(sent);
                    copy.Sequence += i;
                    _onTheWay.Add((due, copy));
                }
                break;
            default:
                _onTheWay.Add((due, sent));
                break;
        }
    }

    /// <summary>Hands over what has arrived; of several at once the gate sees the newest, as over the bus.</summary>
    public void Deliver(Timestamp now)
    {
        for (int i = 0; i < _onTheWay.Count; i++)
        {
            if (_onTheWay[i].Due <= now)
            {
                inputs.Draft.CopyFrom(_onTheWay[i].Plan);
                inputs.SendPlan();
                _onTheWay.RemoveAt(i--);
            }
        }
    }
}
