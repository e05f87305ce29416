using RoboticsStack.Perception;
using RoboticsStack.Planning.Tasks;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Planning.Tasks.Base;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Faults;

/// <summary>What the stack's own brain does in a fault episode: takes up the mug before it and sets it down again, over and over.</summary>
internal static class ManipulationTask
{
    private const double LookSec = 0.3;

    public static Node<TaskContext> Create() => new Retry<TaskContext>("handle", int.MaxValue, Sequence(
        "round",
        new Linger("look", LookSec, _ => false, succeedsLate: true),
        new Step<TaskContext>("choose", Choose),
        new Recover<TaskContext>(
            Sequence(
                "pick and place",
                ArmSkills.ReachStandoff(),
                new Attempt<TaskContext>(ArmSkills.Approach()),
                ArmSkills.Close(),
                ArmSkills.Lift(),
                ArmSkills.Place(),
                ArmSkills.Release()),
            new Attempt<TaskContext>(ArmSkills.Retreat())),
        new Step<TaskContext>("again", _ => false)));

    private static bool Choose(TaskContext context)
    {
        ObjectTrack? mug = context.Belief.Objects.ConfirmedOf(ObjectLabels.Mug).Where(track => track.IsUpright)
            .MinBy(track => track.PositionInMap.DistanceTo(context.ArmBaseInMap.Position));
        if (mug is null)
        {
            return false;
        }
        context.MugId = mug.Id;
        context.SupportInMap = mug.PositionInMap.Z;
        context.Grasp = GraspChooser.Choose(mug, context.Belief.BaseInMap.YawRad, context.Belief.Objects.Confirmed);
        context.PlaceHeadingRad = context.Grasp.Grasp.Orientation.Yaw;
        context.PlaceInMap = mug.PositionInMap;
        return true;
    }

    private static Sequence<TaskContext> Sequence(string name, params Node<TaskContext>[] children) => new(name, children);
}
