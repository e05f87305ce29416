using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Faults.Effects;

/// <summary>Commands do not reach the drives, some of the time.</summary>
internal sealed class LostCommands(RandomStream random) : FaultEffect
{
    private readonly double _share = random.Uniform(0.05, 1);

    public override bool Delivers(Timestamp now) => !random.Chance(_share);

    public override bool IsInDrives => true;
}

/// <summary>Writing throws.</summary>
internal sealed class WriteFailure : FaultEffect
{
    public override bool FailsWrite => true;

    public override bool IsInDrives => true;
}

/// <summary>Plans are lost, doubled or late, each with its own chance.</summary>
internal sealed class UnreliableLink(RandomStream random, PlanFate fate) : FaultEffect
{
    private readonly double _share = random.Uniform(0.1, 1);

    public override PlanFate Send(Timestamp now) => random.Chance(_share) ? fate : PlanFate.Arrives;
}

/// <summary>Some number of the plan arrives as another.</summary>
internal sealed class CorruptedPlan(RandomStream random) : FaultEffect
{
    public override void OnPlan(GatePlan plan, Timestamp now)
    {
        int point = random.Index(GatePlan.MaxPoints);
        double value = random.Pick([double.NaN, double.MaxValue, -1e6, 0, 1e-300, random.Gaussian(0, 1)]);
        switch (random.Index(7))
        {
            case 0: plan.Arm[point] = plan.Arm[point] with { GripperInArmBase = new(new Vec3(value, 0, 0.3), Quat.Identity) }; break;
            case 1: plan.Arm[point] = plan.Arm[point] with { Time = new Timestamp((long)random.NextUInt64()) }; break;
            case 2: plan.Base[point] = plan.Base[point] with { VxMPerSec = value }; break;
            case 3: plan.LiftM = value; break;
            case 4: plan.ArmCount = random.Index(1000) - 500; break;
            case 5: plan.Expires = new Timestamp((long)random.NextUInt64()); break;
            default: plan.Sequence = random.NextUInt64(); break;
        }
    }
}

/// <summary>Plans come under a name that is not theirs.</summary>
internal sealed class WrongIdentity(Action<GatePlan> change) : FaultEffect
{
    public override void OnPlan(GatePlan plan, Timestamp now) => change(plan);
}

/// <summary>The brain says nothing any more.</summary>
internal sealed class BrainGone(bool isNoticed) : FaultEffect
{
    public override bool IsBrainAlive(Timestamp now) => false;

    /// <summary>Its last will, or the process's end, reaches the gate's host.</summary>
    public override bool IsLinkLost => isNoticed;
}

/// <summary>The plan's end is missing, or all of one part.</summary>
internal sealed class CutPlan(RandomStream random) : FaultEffect
{
    public override void OnPlan(GatePlan plan, Timestamp now)
    {
        plan.ArmCount = random.Chance(0.3) ? 0 : random.Index(plan.ArmCount + 1);
        plan.BaseCount = random.Index(plan.BaseCount + 1);
        plan.LiftM = random.Chance(0.3) ? 0 : plan.LiftM;
    }
}
