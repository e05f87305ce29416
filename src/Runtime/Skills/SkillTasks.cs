using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Tasks;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Planning.Tasks.Base;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Runtime.Skills;

using Node = Node<TaskContext>;

/// <summary>
/// The task tree of one skill episode: what brings the robot to where the skill begins, by its own means, then the skill itself, once, with no second try.
/// </summary>
/// <param name="start">Gives what the robot is told: which thing, and where to with it.</param>
/// <param name="begin">Called at the moment at which the skill itself begins.</param>
internal sealed class SkillTasks(SkillStart start, Action<TaskContext> begin)
{
    private const double LiftedForPlaceM = 0.07;
    private const double AboveM = 0.05;
    private const double LookSec = 5;

    public Node Create(Skill skill) => skill switch
    {
        Skill.Reach => Sequence("reach", Choose(), Begin(), ArmSkills.ReachStandoff()),
        Skill.Grasp => Sequence("grasp", Choose(), ArmSkills.ReachStandoff(), Begin(), ArmSkills.Approach(), ArmSkills.Close()),
        Skill.Lift => Sequence("lift", Grasped(), Begin(), ArmSkills.Lift()),
        Skill.Place => Sequence("place", Grasped(), ArmSkills.Lift(LiftedForPlaceM), ArmSkills.CarryBefore(AboveM, 0, Heading), Begin(), ArmSkills.Place(), ArmSkills.Release()),
        Skill.Carry => Sequence(
            "carry", Step("full", context => context.Output.VesselFull = true), Grasped(), ArmSkills.Lift(), Begin(), ArmSkills.CarryToBody(), ArmSkills.CarryBefore(AboveM, 0, Heading)),
        Skill.Press => Sequence(
            "press", ArmSkills.ToCarryPose("close fingers", 0), new Linger("look", 0.6, _ => false, succeedsLate: true),
            new Linger("find the button", LookSec, ArmSkills.SeesButton), Begin(), ArmSkills.AimAtButton(0.035), ArmSkills.Press()),
        _ => throw new ArgumentOutOfRangeException(nameof(skill), skill, null),
    };

    /// <summary>The fingers are about the mug already.</summary>
    private Node Grasped() => Sequence("get hold", Choose(isAround: true), ArmSkills.Close());

    private Node Choose(bool isAround = false) => Sequence("choose", new Linger("look", 0.8, _ => false, succeedsLate: true), Step("choose mug", context => Choose(context, isAround)));

    private Node Begin() => Step("begin", context =>
    {
        begin(context);
        return true;
    });

    private bool Choose(TaskContext context, bool isAround)
    {
        const double nearM = 0.2;
        ObjectTrack? mug = context.Belief.Objects.ConfirmedOf(ObjectLabels.Mug).Where(m => m.IsUpright)
            .MinBy(m => m.PositionInMap.DistanceTo(start.TargetInMap));
        if (mug is null || mug.PositionInMap.DistanceTo(start.TargetInMap) > nearM)
        {
            return false;
        }
        context.MugId = mug.Id;
        context.SupportInMap = mug.PositionInMap.Z;
        context.Grasp = isAround
            ? GraspChooser.At(mug, context.ToMap(context.Belief.Robot.GripperInArmBase).Orientation.Yaw)
            : GraspChooser.Choose(mug, context.Belief.BaseInMap.YawRad, context.Belief.Objects.Confirmed);
        context.PlaceInMap = mug.PositionInMap + start.Shift;
        context.PlaceHeadingRad = Angle.Wrap(context.Grasp.Grasp.Orientation.Yaw + start.PlaceTurnRad);
        return true;
    }

    private static double Heading(TaskContext context) => context.PlaceHeadingRad;

    private static Node Sequence(string name, params Node[] children) => new Sequence<TaskContext>(name, children);

    private static Node Step(string name, Func<TaskContext, bool> act) => new Step<TaskContext>(name, act);
}
