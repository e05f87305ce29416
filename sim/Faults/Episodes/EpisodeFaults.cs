using RoboticsStack.Core.Time;
using RoboticsStack.Plant;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults;

/// <summary>All faults of an episode together, as they are in force at one instant.</summary>
internal sealed class EpisodeFaults(IReadOnlyList<Injection> injections)
{
    private readonly bool[] _isInWorld = new bool[injections.Count];

    public IReadOnlyList<FaultEffect> Effects { get; } = [.. injections.Select(injection => injection.Effect)];

    public bool IsBrainAlive { get; private set; }
    public bool IsLinkLost { get; private set; }
    public bool RunsCycle { get; private set; }
    public bool IsInDrives { get; private set; }
    public double PushN { get; private set; }
    public double SlownessSec { get; private set; }

    /// <summary>What the control loop takes for the time.</summary>
    public Timestamp Clock { get; private set; }

    /// <summary>Looks at all of them, and lets people do what they do.</summary>
    public void Update(GateInputs inputs, Timestamp now)
    {
        (IsBrainAlive, IsLinkLost, RunsCycle, IsInDrives, PushN, SlownessSec, Clock) = (true, false, true, false, 0, 0, now);
        foreach (FaultEffect effect in Effects)
        {
            if (effect.IsActive(now))
            {
                effect.OnCycle(inputs, now);
                IsBrainAlive &= effect.IsBrainAlive(now);
                IsLinkLost |= effect.IsLinkLost;
                RunsCycle &= effect.Cycles(now);
                IsInDrives |= effect.IsInDrives;
                PushN += effect.PushN;
                SlownessSec += effect.SlownessSec;
                Clock = effect.Clock(Clock);
            }
        }
    }

    public void Touch(SimulatedKitchen plant, Timestamp now)
    {
        for (int i = 0; i < Effects.Count; i++)
        {
            bool isActive = Effects[i].IsActive(now);
            if (isActive)
            {
                Effects[i].OnWorld(plant, now);
            }
            else if (_isInWorld[i])
            {
                Effects[i].Leave(plant);
            }
            _isInWorld[i] = isActive;
        }
    }
}
