namespace RoboticsStack.Safety.Functions;

/// <summary>The plan in force has not run out.</summary>
internal sealed class PlanExpiryFunction : ISafetyFunction
{
    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        if (cycle.FollowsPlans && cycle.HasPlan && cycle.Now >= cycle.PlanExpires)
        {
            monitor.Demand(GateFunction.PlanExpiry, FailsafeAction.Hold, 0, cycle.Now.SecondsSince(cycle.PlanExpires), cycle.Now, cycle.PlanSequence);
        }
    }
}
