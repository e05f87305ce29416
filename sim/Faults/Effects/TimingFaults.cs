using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Faults.Effects;

/// <summary>The control loop misses cycles: one long pause, or now and then.</summary>
internal sealed class MissedCycles(RandomStream random) : FaultEffect
{
    private readonly bool _isPause = random.Chance(0.5);
    private readonly double _pauseSec = random.Uniform(0.004, 0.15);

    public override bool Cycles(Timestamp now) => _isPause ? now.SecondsSince(Begin) >= _pauseSec : !random.Chance(0.2);
}

/// <summary>The clock stands still, or jumps.</summary>
internal sealed class BadClock(RandomStream random) : FaultEffect
{
    private readonly bool _stands = random.Chance(0.3);
    private readonly double _jumpSec = random.Gaussian(0, 0.5);

    public override Timestamp Clock(Timestamp now) => _stands ? Begin : now.AddSeconds(_jumpSec);
}

/// <summary>The loop is given far too little of the processor: every second cycle or fewer, in bursts.</summary>
internal sealed class Overload(RandomStream random) : FaultEffect
{
    private readonly double _periodSec = random.Uniform(0.01, 0.1);
    private readonly double _share = random.Uniform(0.1, 0.6);

    public override bool Cycles(Timestamp now) => now.SecondsSince(Begin) % _periodSec < _share * _periodSec;
}

/// <summary>The brain's clock is ahead or behind.</summary>
internal sealed class BrainClock(RandomStream random) : FaultEffect
{
    private readonly double _offsetSec = random.Gaussian(0, random.Chance(0.5) ? 0.1 : 1);

    public override void OnPlan(GatePlan plan, Timestamp now)
    {
        plan.ObservedTime = plan.ObservedTime.AddSeconds(_offsetSec);
        plan.Expires = plan.Expires.AddSeconds(_offsetSec);
        for (int i = 0; i < GatePlan.MaxPoints; i++)
        {
            plan.Arm[i] = plan.Arm[i] with { Time = plan.Arm[i].Time.AddSeconds(_offsetSec) };
            plan.Joints[i].Time = plan.Joints[i].Time.AddSeconds(_offsetSec);
            plan.Base[i] = plan.Base[i] with { Time = plan.Base[i].Time.AddSeconds(_offsetSec) };
        }
    }
}

/// <summary>The brain takes long to think.</summary>
internal sealed class SlowBrain(RandomStream random) : FaultEffect
{
    public override double SlownessSec { get; } = random.Uniform(0.05, 0.8);
}
