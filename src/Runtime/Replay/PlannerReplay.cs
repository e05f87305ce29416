using Google.Protobuf;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Tasks.Arm;

namespace RoboticsStack.Runtime.Replay;

/// <summary>Asks a planner what it was asked in a run, in the same order, and puts its answers into the run's plans.</summary>
internal sealed class PlannerReplay(RecordedRun run, PlannerPolicy policy, DecisionLog decisions)
{
    private readonly Dictionary<ulong, Plan> _plans = [];

    /// <summary>A plan of the run, with the arm's way as it was planned here if the planner had part in it.</summary>
    public Plan? FindPlan(ulong sequence) => _plans.GetValueOrDefault(sequence) ?? run.FindPlan(sequence);

    /// <summary>Plans for one recorded situation.</summary>
    public void Feed(ReplanSituation situation)
    {
        ReplanRequest request;
        try
        {
            request = ReplanSituations.FromMessage(situation);
        }
        catch (ArgumentException e)
        {
            throw new UserErrorException($"What the planner was shown at {situation.ObservedNs * 1e-9:F1} s cannot be understood: {e.Message}. "
                + "The recording was made by a build with another planner; replay it with --stage perception.", e);
        }
        ArmDecision decision = policy.Decide(request, situation.IsNewSkill, situation.ArmBaseInMap.ToCore());
        ReplanReport report = decision.Report!;
        report.Header = situation.Header;
        decisions.Replayed(run.Topics.BrainReplan, report.ToByteArray());
        if (run.FindPlanFor(situation.ObservedNs) is { } recorded)
        {
            Plan plan = recorded.Clone();
            plan.Arm.Clear();
            plan.Arm.AddRange(decision.Path.Waypoints.Select(waypoint => waypoint.ToMessage()));
            _plans[plan.Sequence] = plan;
            decisions.Recorded(run.Topics.Plan, recorded.ToByteArray());
            decisions.Replayed(run.Topics.Plan, plan.ToByteArray());
        }
    }
}
