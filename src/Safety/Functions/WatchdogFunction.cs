namespace RoboticsStack.Safety.Functions;

/// <summary>The brain gives signs of life.</summary>
internal sealed class WatchdogFunction(BrainWatch brain) : ISafetyFunction
{
    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        double silenceSec = brain.SilenceSec(cycle.Now);
        if (cycle.FollowsPlans && silenceSec > brain.AllowedSilenceSec)
        {
            monitor.Demand(GateFunction.Watchdog, FailsafeAction.ControlledStop, brain.AllowedSilenceSec, silenceSec, cycle.Now, cycle.PlanSequence);
        }
    }
}
