using RoboticsStack.Core.Geometry;
using RoboticsStack.Planning.Tasks;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Liquid;

namespace RoboticsStack.Runtime.Skills;

/// <summary>What the plant says of one skill.</summary>
/// <param name="Failure">Why it does not count as done; empty if it does.</param>
/// <param name="ErrorM">How far from what was asked, where that is a place; NaN otherwise.</param>
internal readonly record struct SkillVerdict(string Failure, double ErrorM = double.NaN);

/// <summary>Judges one skill from the plant's truth: what was at the moment at which it began, and what is at the end. <see cref="SkillTolerance"/> says how much is enough.</summary>
internal sealed class SkillJudge(SimulatedKitchen plant, Skill skill, SkillStart start)
{
    private readonly MugLiquid? _mug = start.Mug is { } placement ? plant.Liquids.Mugs.First(mug => mug.Name == placement.Name) : null;
    private Vec3 _mugAtBegin;
    private double _headingRad;
    private double _spilledMl;

    /// <summary>When the skill began; null before.</summary>
    public double? BeganSec { get; private set; }

    /// <summary>The skill begins now, with what its task has chosen to do.</summary>
    public void Begin(TaskContext context)
    {
        BeganSec = plant.Now.Seconds;
        _mugAtBegin = _mug?.Pose.Position ?? Vec3.Zero;
        _headingRad = context.Grasp.Grasp.Orientation.Yaw;
        _spilledMl = plant.Liquids.SpilledMl;
    }

    /// <summary>At the end of the episode.</summary>
    public SkillVerdict Judge()
    {
        SkillVerdict verdict = skill switch
        {
            Skill.Press => new(plant.Machine.Presses > 0 ? "" : "button not pressed through"),
            Skill.Reach => Reach(_mug!),
            Skill.Grasp => Grasp(_mug!),
            Skill.Lift => Lift(_mug!),
            Skill.Place => Place(_mug!),
            Skill.Carry => Carry(_mug!),
            _ => throw new InvalidOperationException($"no judge for {skill}"),
        };
        return plant.Hazards.Toppled + plant.Hazards.Dropped > 0 ? verdict with { Failure = "something toppled or fell" } : verdict;
    }

    private SkillVerdict Reach(MugLiquid mug)
    {
        Pose gripper = plant.World.GetPose(plant.TrueRobot.Gripper);
        Vec3 ahead = Quat.FromYaw(_headingRad).Inverse().Rotate(mug.Pose.Position - gripper.Position);
        double across = Math.Abs(ahead.Y), wall = ahead.X - mug.Spec.RadiusM;
        double grasp = gripper.Position.Z - mug.Pose.Position.Z;
        bool high = grasp > GraspedAt(mug) + SkillTolerance.ReachHeightM, low = grasp < GraspedAt(mug) - SkillTolerance.ReachHeightM;
        string failure = Moved(mug) ? "mug was pushed"
            : across > SkillTolerance.ReachAcrossM ? "beside the way in"
            : high || low ? "too high or too low"
            : wall < SkillTolerance.ReachNearestM || wall > SkillTolerance.ReachFarthestM ? "too near or too far"
            : Math.Abs(Angle.Difference(gripper.Orientation.Yaw, _headingRad)) > SkillTolerance.ReachYawRad ? "heading"
            : "";
        return new(failure, across);
    }

    /// <summary>The grasp height that a mug of this height is taken at.</summary>
    private static double GraspedAt(MugLiquid mug) => Planning.Tasks.Arm.GraspChooser.HeightFor(mug.Spec.HeightM);

    private SkillVerdict Grasp(MugLiquid mug)
    {
        Vec3 inHand = plant.World.GetPose(plant.TrueRobot.Gripper).Inverse().Transform(mug.Pose.Position);
        string failure = InHand(mug);
        return new(failure, inHand.HorizontalLength);
    }

    private SkillVerdict Lift(MugLiquid mug)
    {
        string failure = InHand(mug);
        return new(failure.Length > 0 ? failure : mug.Pose.Position.Z - _mugAtBegin.Z < SkillTolerance.LiftedM ? "not lifted" : "");
    }

    private SkillVerdict Place(MugLiquid mug)
    {
        Vec3 missing = mug.Pose.Position - (start.Mug!.Pose.Position + start.Shift);
        string failure = mug.TiltRad > SkillTolerance.UprightRad ? "not upright"
            : plant.AreBothPadsTouching ? "not let go"
            : Math.Abs(missing.Z) > SkillTolerance.PlacedHeightM ? "not on its surface"
            : missing.HorizontalLength > SkillTolerance.PlacedM ? "beside its place"
            : "";
        return new(failure, missing.HorizontalLength);
    }

    private SkillVerdict Carry(MugLiquid mug)
    {
        Vec3 missing = mug.Pose.Position - (start.Mug!.Pose.Position + start.Shift);
        string failure = InHand(mug);
        return new(
            plant.Liquids.SpilledMl - _spilledMl > SkillTolerance.SpilledMl ? "spilled"
            : failure.Length > 0 ? failure
            : missing.HorizontalLength > SkillTolerance.BroughtM ? "not brought there" : "", missing.HorizontalLength);
    }

    private string InHand(MugLiquid mug)
    {
        Vec3 inGripper = plant.World.GetPose(plant.TrueRobot.Gripper).Inverse().Transform(mug.Pose.Position);
        return mug.TiltRad > SkillTolerance.UprightRad ? "not upright"
            : !plant.AreBothPadsTouching ? "pads do not touch"
            : inGripper.HorizontalLength > SkillTolerance.InHandM ? "not between the fingers"
            : "";
    }

    private bool Moved(MugLiquid mug) => (mug.Pose.Position - _mugAtBegin).Length > SkillTolerance.UnmovedM;
}
