using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Faults;

/// <summary>Stands in for a brain that errs or means harm: makes a plan every tenth of a second in its <see cref="BrainStyle"/>.</summary>
public sealed class AdversarialBrain(RobotDescription robot, BrainStyle style, ulong runId, RandomStream random) : IEpisodeBrain
{
    private const double LatencySec = IEpisodeBrain.LatencySec;

    private const double HorizonSec = 1;

    private readonly Vec3 _low = robot.Safety.Workspace.Low;
    private readonly Vec3 _high = robot.Safety.Workspace.High;
    private readonly GatePlan _old = new();
    private Pose _target;
    private double _targetUntilSec;
    private ulong _sequence;

    public string ModelHash => "";

    /// <summary>It does not look.</summary>
    public ISensorSink? Sensors => null;

    public void Think(GatePlan plan, in BrainView view)
    {
        (Pose gripper, double liftM, Timestamp now) = (view.Gripper, view.LiftM, view.Now);
        if (style == BrainStyle.Replaying && _sequence > 3)
        {
            plan.CopyFrom(_old);
            return;
        }
        _sequence++;
        if (style == BrainStyle.Frozen && _sequence > 5)
        {
            plan.CopyFrom(_old);
            plan.Sequence = _sequence;
            return;
        }
        plan.RunId = runId;
        plan.Sequence = _sequence;
        plan.ModelHash = ModelHash;
        plan.RobotHash = robot.ContentHash;
        plan.ObservedTime = style == BrainStyle.Stale ? now.AddSeconds(-random.Uniform(0.5, 3)) : now;
        plan.Expires = now.AddSeconds(LatencySec + (style == BrainStyle.Random ? random.Uniform(0.02, 2) : 0.3));
        plan.VesselFull = random.Chance(style == BrainStyle.Sound ? 0 : 0.2);
        plan.LiftM = style is BrainStyle.Random or BrainStyle.Greedy ? random.Uniform(robot.Lift.LowM, robot.Lift.HighM) : liftM;
        plan.JointCount = 0;
        FillArm(plan, gripper, now);
        FillBase(plan, now);
        if (style == BrainStyle.NotFinite && random.Chance(0.5))
        {
            int point = random.Index(Math.Max(1, plan.ArmCount));
            plan.Arm[point] = plan.Arm[point] with { WidthM = double.NaN };
        }
        _old.CopyFrom(plan);
    }

    public void Dispose()
    {
    }

    private void FillArm(GatePlan plan, Pose gripper, Timestamp now)
    {
        if (style == BrainStyle.Random && random.Chance(0.3))
        {
            FillJoints(plan, now);
            return;
        }
        plan.ArmCount = GatePlan.MaxPoints;
        double stepSec = style == BrainStyle.Random ? random.Pick([0.001, 0.02, 0.1, 0.3]) : HorizonSec / GatePlan.MaxPoints;
        if (now.Seconds >= _targetUntilSec)
        {
            _target = DrawTarget(gripper);
            _targetUntilSec = now.Seconds + (style == BrainStyle.Sound ? 2 : 0.5);
        }
        if (style == BrainStyle.Oscillating)
        {
            _target = new(gripper.Position + new Vec3(0, _sequence % 2 == 0 ? 0.3 : -0.3, 0), gripper.Orientation);
        }
        for (int i = 0; i < GatePlan.MaxPoints; i++)
        {
            double share = (i + 1.0) / GatePlan.MaxPoints;
            double smooth = share * share * share * (10 - 15 * share + 6 * share * share); // minimum jerk, Flash and Hogan 1985
            Pose pose = style switch
            {
                BrainStyle.Random => DrawTarget(gripper),
                BrainStyle.Sound => new(Vec3.Lerp(gripper.Position, _target.Position, smooth), Quat.Slerp(gripper.Orientation, _target.Orientation, smooth)),
                _ => _target,
            };
            plan.Arm[i] = new GripperKnot(
                now.AddSeconds(LatencySec + stepSec * (i + 1)), new Pose(Inside(pose.Position), pose.Orientation),
                style == BrainStyle.Sound ? 0.08 : random.Uniform(0, robot.Gripper.MaxWidthM), style == BrainStyle.Sound ? 10 : random.Uniform(0, robot.Gripper.MaxForceN));
        }
    }

    private void FillJoints(GatePlan plan, Timestamp now)
    {
        plan.ArmCount = 0;
        plan.JointCount = 1 + random.Index(GatePlan.MaxPoints);
        for (int i = 0; i < plan.JointCount; i++)
        {
            JointVector target = default;
            for (int joint = 0; joint < JointVector.Length; joint++)
            {
                target[joint] = random.Uniform(robot.Arm.PositionLow[joint], robot.Arm.PositionHigh[joint]);
            }
            plan.Joints[i] = new() { Time = now.AddSeconds(LatencySec + 0.05 * (i + 1)), PositionRad = target };
        }
    }

    private void FillBase(GatePlan plan, Timestamp now)
    {
        plan.BaseCount = style is BrainStyle.Random or BrainStyle.Greedy or BrainStyle.Pressing or BrainStyle.Oscillating ? 3 : 0;
        double full = style == BrainStyle.Random ? random.Gaussian(0, 3) : style == BrainStyle.Oscillating && _sequence % 2 == 0 ? -1 : 1;
        for (int i = 0; i < plan.BaseCount; i++)
        {
            double aside = style == BrainStyle.Random ? random.Gaussian(0, 1) : 0;
            plan.Base[i] = new(now.AddSeconds(LatencySec + 0.1 * (i + 1)), full, aside, style == BrainStyle.Pressing ? 0 : random.Gaussian(0, 2));
        }
    }

    private Pose DrawTarget(Pose gripper) => style switch
    {
        BrainStyle.Greedy => new(new Vec3(Corner(_low.X, _high.X), Corner(_low.Y, _high.Y), Corner(_low.Z, _high.Z)), DrawOrientation()),
        BrainStyle.Pressing => new(gripper.Position + new Vec3(random.Uniform(0, 0.4), random.Uniform(-0.1, 0.1), -random.Uniform(0.1, 0.5)), gripper.Orientation),
        _ => new(new Vec3(random.Uniform(_low.X, _high.X), random.Uniform(_low.Y, _high.Y), random.Uniform(_low.Z, _high.Z)), DrawOrientation()),
    };

    private Quat DrawOrientation() => style == BrainStyle.Sound
        ? Quat.FromYaw(random.Uniform(-0.4, 0.4))
        : Quat.FromRollPitchYaw(random.Uniform(-3, 3), random.Uniform(-1.5, 1.5), random.Uniform(-3, 3));

    private double Corner(double low, double high) => random.Chance(0.5) ? low : high;

    private Vec3 Inside(Vec3 p) => new(Math.Clamp(p.X, _low.X, _high.X), Math.Clamp(p.Y, _low.Y, _high.Y), Math.Clamp(p.Z, _low.Z, _high.Z));
}
