using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Manipulation;
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
/// <param name="expert">Moves the arm.</param>
/// <param name="random">Of the teacher's choices.</param>
/// <param name="tugs">See <see cref="ExperienceOptions.Tugs"/>.</param>
public sealed class Drill(ExpertPolicy expert, RandomStream random, bool tugs)
{
    /// <summary>So lightly held, all but the lightest mugs stay where they stand while the fingers slide along them: 5 N on pads of 0.4 are 2 N, the lightest mug on wood (0.15 kg at 0.8) 1.2 N.</summary>
    private const double TugForceN = 2.5;

    /// <summary>With it the finger that touches first pushes any mug over to the other.</summary>
    private const double CentreForceN = 8;
    private const double TugM = 0.03;
    private const double TuggedM = 0.004;
    private const double TugSec = 2;

    /// <summary>Slowly: the hand's own inertia must not pass for friction.</summary>
    private const double TugMPerSec = 0.025;

    /// <summary>On each pad, once it rests on something.</summary>
    private const double TouchesN = 1;

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
                tugs ? Sequence("feel and close", Attempt(Tug()), ArmSkills.Close()) : ArmSkills.Close(),
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

    /// <summary>Closes without taking the thing for held, lets the fingers lie on it lightly, and draws back a little, slowly.</summary>
    private Node Tug() => Sequence(
        "feel",
        Step("steady", _ =>
        {
            expert.Noise = ExpertNoise.None;
            return true;
        }),
        new ArmMove(new ArmMoveSpec
        {
            Name = "touch",
            Objective = context => SkillObjectives.Close(2 * (context.Mug?.RadiusM ?? 0.04)) with { GripperForceN = CentreForceN },
            Goal = context => context.ToMap(context.Belief.Robot.GripperInArmBase),
            Judge = (context, progress) => context.Belief.Robot is var robot && robot.GripperWidthM < GraspSense.EmptyWidthM ? NodeStatus.Failure
                : progress.ElapsedSec > 0.5 && robot.LeftPad.ForceN > TouchesN && robot.RightPad.ForceN > TouchesN ? NodeStatus.Success
                : NodeStatus.Running,
            TimeoutSec = 4,
        }),
        new ArmMove(new ArmMoveSpec
        {
            Name = "tug",
            Objective = _ => Slowly(SkillObjectives.CarryPose(straight: true)),
            Goal = context => context.ToMap(DrawnBack(context.Belief.Robot.GripperInArmBase)),
            Judge = (_, progress) => progress.GoalInGripper.Position.Length < TuggedM || progress.ElapsedSec > TugSec ? NodeStatus.Success : NodeStatus.Running,
        }));

    private static Pose DrawnBack(Pose gripper) => gripper with { Position = gripper.Position - gripper.Orientation.AxisX * TugM };

    private static SkillObjective Slowly(SkillObjective objective) => objective with
    {
        GripperForceN = TugForceN,
        Terms = [.. objective.Terms.Select(term => term.Probe == ProbeLayout.TipSpeed ? term with { Value = TugMPerSec } : term)],
    };

    private Node Press() => Sequence(
        "press",
        Stray(),
        Attempt(ArmSkills.ToCarryPose("close fingers", 0)),
        new Linger("look", 0.6, _ => false, succeedsLate: true),
        Attempt(ArmSkills.AimAtButton(random.Uniform(0.015, 0.04))),
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
