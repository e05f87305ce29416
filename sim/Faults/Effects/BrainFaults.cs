using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Faults.Effects;

/// <summary>The brain ends without a word and is started again: silent for a while, then numbering its plans from one.</summary>
internal sealed class BrainRestart(RandomStream random) : FaultEffect
{
    private readonly double _awaySec = random.Uniform(0.02, 0.6);
    private ulong _sequence;

    public override bool IsBrainAlive(Timestamp now) => now.SecondsSince(Begin) >= _awaySec;

    public override void OnPlan(GatePlan plan, Timestamp now) => plan.Sequence = ++_sequence;
}

/// <summary>Two brains plan for one robot, unaware of each other and numbering alike.</summary>
internal sealed class SecondBrain(RandomStream random) : FaultEffect
{
    private readonly BrainStyle _style = random.Pick([BrainStyle.Sound, BrainStyle.Random, BrainStyle.Greedy, BrainStyle.Oscillating, BrainStyle.Pressing]);
    private readonly GatePlan _plan = new();
    private AdversarialBrain? _brain;

    public override GatePlan? OtherPlan(GatePlan plan, in BrainView view)
    {
        _brain ??= new AdversarialBrain(view.Robot, _style, plan.RunId, random);
        _brain.Think(_plan, view);
        (_plan.ModelHash, _plan.RobotHash) = (plan.ModelHash, plan.RobotHash);
        _plan.Sequence = plan.Sequence + (random.Chance(0.5) ? 0ul : 1ul);
        return _plan;
    }
}

/// <summary>What the model thinks the gripper's place is wanders away from what it is, and every plan with it.</summary>
internal sealed class DriftingModel(RandomStream random) : FaultEffect
{
    private readonly Vec3 _mPerSec = new Vec3(random.Gaussian(), random.Gaussian(), random.Gaussian()).Normalized() * random.Uniform(0.02, 0.3);

    public override void OnPlan(GatePlan plan, Timestamp now) => PlanShift.Move(plan, new Pose(_mPerSec * now.SecondsSince(Begin), Quat.Identity));
}

/// <summary>The model is sure that nothing is in the way: all plans end half a metre further on, and lower.</summary>
internal sealed class Overconfidence(RandomStream random) : FaultEffect
{
    private readonly Vec3 _beyond = new(random.Uniform(0.1, 0.5), random.Uniform(-0.1, 0.1), -random.Uniform(0.05, 0.4));

    public override void OnPlan(GatePlan plan, Timestamp now)
    {
        for (int i = 0; i < Math.Clamp(plan.ArmCount, 0, GatePlan.MaxPoints); i++)
        {
            double share = (i + 1.0) / plan.ArmCount;
            Pose pose = plan.Arm[i].GripperInArmBase;
            plan.Arm[i] = plan.Arm[i] with { GripperInArmBase = pose with { Position = pose.Position + _beyond * share } };
        }
    }
}

/// <summary>Plans are given in another frame than the gate's: turned and moved as a whole.</summary>
internal sealed class WrongFrame(RandomStream random) : FaultEffect
{
    private readonly Pose _frame = random.Chance(0.5)
        ? new Pose(new Vec3(0, 0, random.Uniform(-0.5, 0.5)), Quat.FromYaw(random.Pick([-Math.PI / 2, Math.PI / 2, Math.PI])))
        : new Pose(new Vec3(random.Uniform(-1, 1), random.Uniform(-1, 1), 0), Quat.FromYaw(random.Uniform(-3, 3)));

    public override void OnPlan(GatePlan plan, Timestamp now) => PlanShift.Move(plan, _frame);
}

/// <summary>Plans are made for something that stands elsewhere.</summary>
internal sealed class WrongObject(RandomStream random) : FaultEffect
{
    private readonly Vec3 _away = new(random.Uniform(-0.1, 0.3), random.Uniform(-0.3, 0.3), random.Uniform(-0.15, 0.1));

    public override void OnPlan(GatePlan plan, Timestamp now) => PlanShift.Move(plan, new Pose(_away, Quat.Identity));
}

/// <summary>The limits that the gate is started with are not those that the brain knows: one number of the robot's file is another.</summary>
internal sealed class AlteredLimits(RandomStream random) : FaultEffect
{
    public override RobotDescription Configure(RobotDescription robot) => LimitsFile.Altered(robot, random);
}

internal static class PlanShift
{
    /// <summary>Every gripper pose of a plan, as seen from another frame.</summary>
    public static void Move(GatePlan plan, Pose by)
    {
        for (int i = 0; i < Math.Clamp(plan.ArmCount, 0, GatePlan.MaxPoints); i++)
        {
            plan.Arm[i] = plan.Arm[i] with { GripperInArmBase = by * plan.Arm[i].GripperInArmBase };
        }
    }
}
