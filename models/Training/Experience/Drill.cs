using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Tasks;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Planning.Tasks.Base;
using RoboticsStack.Planning.Tasks.Coffee;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Training.Experience;

using Node = Node<TaskContext>;

public enum DrillKind
{
    /// <summary>Picks a mug up from where it stands, carries it about, sets it down, again and again.</summary>
    Mug,

    /// <summary>Presses the machine's button, again and again.</summary>
    Button,

    /// <summary>As <see cref="Mug"/>, with the mug under the machine's spout.</summary>
    Spout,
}

/// <summary>The skills of the coffee run, practised over and over in front of one thing, with a teacher that strays.</summary>
public sealed class Drill(ExpertPolicy expert, RandomStream random)
{
    public Node Create(DrillKind kind, Vec3 targetInMap)
    {
        Node round = kind == DrillKind.Button ? Press() : Handle(kind, targetInMap);
        return new Retry<TaskContext>("drill", int.MaxValue, Sequence("round", round, Step("again", _ => false)));
    }

    private Node Handle(DrillKind kind, Vec3 target) => Sequence(
        "handle",
        Stray(),
        new Linger("look", 0.8, _ => false, succeedsLate: true),
        Step("choose", context => Choose(context, kind, target)),
        Attempt(Recover(
            Sequence(
                "pick and place",
                ArmSkills.ReachStandoff(),
                Attempt(ArmSkills.Approach()),
                ArmSkills.Close(),
                Stray(),
                ArmSkills.Lift(kind == DrillKind.Spout ? 0.025 : random.Uniform(0.05, 0.12)),
                Attempt(kind == DrillKind.Spout ? ArmSkills.DrawBack(0.16) : ArmSkills.CarryToBody()),
                Step("wander", context => Wander(context)),
                Attempt(ArmSkills.CarryBefore(random.Uniform(0.03, 0.10), random.Uniform(0, 0.17), context => context.PlaceHeadingRad)),
                Attempt(ArmSkills.CarryBefore(0.03, 0, context => context.PlaceHeadingRad)),
                Stray(),
                ArmSkills.Place(),
                ArmSkills.Release(),
                ArmSkills.Retreat(random.Uniform(0.12, 0.22))),
            Sequence("recover", Step("let go", LetGo), Attempt(ArmSkills.Retreat(0.15))))),
        Attempt(ArmSkills.ToCarryPose()));

    private Node Press() => Sequence(
        "press",
        Stray(),
        Attempt(ArmSkills.ToCarryPose("close fingers", 0)),
        new Linger("look", 0.6, _ => false, succeedsLate: true),
        Attempt(ArmSkills.AimAtButton(0.04)),
        Attempt(ArmSkills.Press()),
        Attempt(ArmSkills.Retreat(random.Uniform(0.08, 0.16))));

    /// <summary>New wandering for the teacher, and now and then a while at the goal, so that the data know what standing still looks like.</summary>
    private Node Stray() => Step("stray", context =>
    {
        expert.Noise = ExpertNoise.Draw(random);
        context.LingerTicks = random.Chance(0.5) ? 0 : random.Index(8);
        return true;
    });

    private bool Choose(TaskContext context, DrillKind kind, Vec3 target)
    {
        ObjectTrack? mug = context.Belief.Objects.ConfirmedOf(ObjectLabels.Mug).Where(m => m.IsUpright)
            .MinBy(m => m.PositionInMap.DistanceTo(target));
        if (mug is null || mug.PositionInMap.DistanceTo(target) > 0.4)
        {
            return false;
        }
        context.MugId = mug.Id;
        context.SupportInMap = mug.PositionInMap.Z;
        context.Grasp = kind == DrillKind.Spout
            ? GraspChooser.At(mug, context.Belief.BaseInMap.YawRad + random.Gaussian(0, 0.05))
            : GraspChooser.Choose(mug, context.Belief.BaseInMap.YawRad, context.Belief.Objects.Confirmed, random.Uniform(-0.4, 0.4));
        context.PlaceHeadingRad = context.Grasp.Grasp.Orientation.Yaw;
        context.PlaceInMap = mug.PositionInMap;
        return true;
    }

    /// <summary>The next place: near the old one, now and then held from another side.</summary>
    private bool Wander(TaskContext context)
    {
        context.PlaceInMap += new Vec3(random.Uniform(-0.04, 0.04), random.Uniform(-0.04, 0.04), 0);
        context.PlaceHeadingRad += random.Gaussian(0, 0.15);
        return true;
    }

    private static bool LetGo(TaskContext context)
    {
        context.Belief.LetGo();
        return true;
    }

    private static Node Sequence(string name, params Node[] children) => new Sequence<TaskContext>(name, children);

    private static Node Recover(Node child, Node recovery) => new Recover<TaskContext>(child, recovery);

    private static Node Attempt(Node child) => new Attempt<TaskContext>(child);

    private static Node Step(string name, Func<TaskContext, bool> act) => new Step<TaskContext>(name, act);
}
