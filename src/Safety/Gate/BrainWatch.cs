using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety;

/// <summary>How long the brain has been silent, and how long it may be.</summary>
internal sealed class BrainWatch(WatchdogLimits settings)
{
    private Timestamp _heard;
    private Timestamp _heartbeat;
    private bool _hasHeartbeat;

    public bool IsLinkLost { get; private set; }

    /// <summary>
    /// Plans alone come every 100 ms; a brain that has shown that it sends heartbeats faster than that is held to its own pace, so
    /// that its loss is noticed sooner.
    /// </summary>
    public double AllowedSilenceSec { get; private set; } = settings.PlanSilenceSec;

    /// <summary>How long the silence may last without the robot's slowing: a brain known by its plans alone is not slowed for.</summary>
    public double UnslowedSilenceSec => AllowedSilenceSec < settings.PlanSilenceSec ? settings.HeartbeatSlowSec : AllowedSilenceSec;

    public double SilenceSec(Timestamp now) => now.SecondsSince(_heard);

    public bool IsAlive(Timestamp now) => !IsLinkLost && SilenceSec(now) <= AllowedSilenceSec;

    /// <summary>A plan was accepted. Once heartbeats are relied on it is no sign of life: it may have been under way when the brain died.</summary>
    public void Hear(Timestamp now)
    {
        if (AllowedSilenceSec >= settings.PlanSilenceSec)
        {
            _heard = now;
        }
    }

    public void HearHeartbeat(Timestamp now)
    {
        if (_hasHeartbeat && now.SecondsSince(_heartbeat) < settings.HeartbeatSilenceSec / 2)
        {
            AllowedSilenceSec = settings.HeartbeatSilenceSec;
        }
        _hasHeartbeat = true;
        _heartbeat = now;
        _heard = now;
    }

    public void LoseLink() => IsLinkLost = true;

    public void Restart(Timestamp now)
    {
        _heard = now;
        IsLinkLost = false;
        _hasHeartbeat = false;
        AllowedSilenceSec = settings.PlanSilenceSec;
    }
}
