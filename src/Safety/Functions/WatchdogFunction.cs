using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// The brain gives signs of life. Where its heartbeats fail to come, all speeds fall as fast as the fastest joint can brake, and so are low already when the
/// silence has lasted long enough to stop for: a brain that is merely late costs a little speed, and one that is gone leaves time to brake.
/// </summary>
internal sealed class WatchdogFunction(RobotDescription robot, BrainWatch brain) : ISafetyFunction
{
    private readonly double _fadePerSec = robot.Arm.BrakingSharePerSec;

    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        if (!cycle.FollowsPlans)
        {
            return;
        }
        double silenceSec = brain.SilenceSec(cycle.Now);
        double lateSec = silenceSec - brain.UnslowedSilenceSec;
        if (lateSec > 0)
        {
            monitor.LimitSpeeds(GateFunction.Watchdog, 1 - lateSec * _fadePerSec, brain.UnslowedSilenceSec, silenceSec, cycle.Now, cycle.PlanSequence);
        }
        if (silenceSec > brain.AllowedSilenceSec)
        {
            monitor.Demand(GateFunction.Watchdog, FailsafeAction.ControlledStop, brain.AllowedSilenceSec, silenceSec, cycle.Now, cycle.PlanSequence);
        }
    }
}
