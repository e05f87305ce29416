namespace RoboticsStack.Safety.Functions;

/// <summary>The host has not said that brain or broker are gone.</summary>
internal sealed class LinkLostFunction(BrainWatch brain) : ISafetyFunction
{
    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        if (cycle.FollowsPlans && brain.IsLinkLost)
        {
            monitor.Demand(GateFunction.LinkLost, FailsafeAction.ControlledStop, 0, 1, cycle.Now, cycle.PlanSequence);
        }
    }
}
