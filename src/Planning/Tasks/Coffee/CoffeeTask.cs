using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Planning.Tasks.Base;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Planning.Tasks.Coffee;

using Node = Node<TaskContext>;

/// <summary>
/// The coffee test as a behaviour tree: explore, fetch a mug, set it under the spout, press, wait, take it, serve it. Each step is judged
/// from sensors; what fails is tried again another way: another grasp, another approach, another mug. A mug in the hand is not let go of for a motion
/// that failed or was stopped by the gate as long as going on is possible.
/// </summary>
public static class CoffeeTask
{
    private const double BrewPatienceSec = 50;

    public static Node Create() => Sequence(
        "make coffee",
        Stage("explore", new Explore([ObjectLabels.Mug, ObjectLabels.CoffeeMachine, ObjectLabels.DiningTable])),
        new Retry<TaskContext>("set up", 4, Recover(
            Sequence("mug under spout", Stage("fetch", Fetch()), Stage("set up", SetUp())),
            Sequence("start over", Step("other mug", MugChoice.GiveUp), ClearArm(), Attempt(new BackAway(0.2)), Attempt(new Fold(outward: false))))),
        Stage("press", new Retry<TaskContext>("press", 4, PressButton())),
        Stage("brew", new Linger("brewing", BrewPatienceSec, context => MachinePlace.LampShows(context, MachinePlace.Finished))),
        Stage("retrieve", new Retry<TaskContext>("retrieve", 3, Retrieve())),
        Stage("serve", Serve()));

    /// <summary>Drives up to a mug and picks it up.</summary>
    private static Node Fetch() => Sequence(
        "fetch mug",
        Step("choose mug", MugChoice.TryChoose),
        new DriveTo("go to mug", context => context.Mug is { } mug ? MugChoice.StandFor(mug, context.Belief) : null),
        Persist(new Fold(outward: true)),
        new Retry<TaskContext>("pick up", 3, Recover(Sequence("pick up", Grasp(_ => null), Persist(ArmSkills.Lift(0.08))), ClearArm())),
        Persist(ArmSkills.CarryToBody()),
        new BackAway(0.25));

    /// <summary>One grasp, from choosing it to holding the mug.</summary>
    /// <param name="headingInMapRad">The only heading there is room for; null chooses one.</param>
    private static Node Grasp(Func<TaskContext, double?> headingInMapRad) => Sequence(
        "grasp",
        new Linger("look", 1.0, _ => false, succeedsLate: true),
        Step("choose grasp", context => ChooseGrasp(context, headingInMapRad(context))),
        ArmSkills.ReachStandoff(),
        ArmSkills.Approach(),
        ArmSkills.Close());

    private static Node SetUp() => Sequence(
        "set mug under spout",
        SetDown(
            new DriveTo("go to machine", MachinePlace.StandForMugPlace),
            new Linger("look", 1.0, _ => false, succeedsLate: true),
            Step("aim", MachinePlace.AimForMugPlace),
            ArmSkills.CarryBefore(0.03, 0.17, context => context.PlaceHeadingRad),
            ArmSkills.CarryBefore(0.03, 0, context => context.PlaceHeadingRad, straight: true),
            ArmSkills.Place()),
        Persist(ArmSkills.Release()),
        Persist(ArmSkills.Retreat(0.22)),
        new Linger("check mug", 1.5, MachinePlace.MugStandsThere));

    /// <summary>What the lamp shows is what counts: a push that was stopped may have been one.</summary>
    private static Node PressButton() => Sequence(
        "press button",
        Attempt(ArmSkills.ToCarryPose("close fingers", 0)),
        new DriveTo("go to button", MachinePlace.StandForButton),
        new Linger("look", 0.8, _ => false, succeedsLate: true),
        Attempt(Sequence("push", ArmSkills.AimAtButton(0.035), ArmSkills.Press())),
        Attempt(Persist(ArmSkills.Retreat(0.16))),
        new Linger("see it brew", 4, context => MachinePlace.LampShows(context, MachinePlace.Brewing) || MachinePlace.LampShows(context, MachinePlace.Finished)));

    private static Node Retrieve() => Sequence(
        "take mug from machine",
        new DriveTo("go to machine", MachinePlace.StandForMugPlace),
        Recover(
            Sequence(
                "grasp at machine",
                new Linger("find mug", 2, MachinePlace.MugStandsThere, succeedsLate: true),
                Grasp(MachinePlace.InwardHeading),
                Step("full now", context => context.Output.VesselFull = true),
                Persist(ArmSkills.Lift(0.03)),
                Persist(ArmSkills.DrawBack(0.16))),
            ClearArm()),
        Persist(ArmSkills.CarryToBody()),
        new BackAway(0.25));

    private static Node Serve() => Sequence(
        "serve at table",
        SetDown(
            Step("choose place", TablePlace.TryChoose),
            new DriveTo("go to table", context => TablePlace.StandFor(context.PlaceInMap, context.PlaceHeadingRad)),
            new Linger("look", 0.8, _ => false, succeedsLate: true),
            Step("aim", AimForTable),
            ArmSkills.CarryBefore(0.06, 0, context => context.Belief.BaseInMap.YawRad),
            ArmSkills.Place()),
        Persist(ArmSkills.Release()),
        Step("served", context => !(context.Output.VesselFull = false)),
        Attempt(Persist(ArmSkills.Retreat(0.25))),
        Attempt(new BackAway(0.25)));

    /// <summary>Brings the mug in hand to its place, from the start again if need be, for as long as it is in the hand.</summary>
    private static Node SetDown(params Node[] steps) => new Retry<TaskContext>("set down", 3, Recover(
        Sequence("set down", [Step("has mug", HasMug), .. steps]),
        Sequence("take back", Step("has mug", HasMug), Attempt(ArmSkills.DrawBack(0.16)), Persist(ArmSkills.CarryToBody()), new BackAway(0.2))));

    private static bool HasMug(TaskContext context) => context.Belief.Objects.Held is not null
        && !GraspSense.FeelsNothing(context.Belief.Robot) && context.Belief.Robot.GripperWidthM > GraspSense.EmptyWidthM;

    /// <summary>Opens the hand, backs off and tucks the arm, so that the next try starts clean.</summary>
    private static Node ClearArm() => Sequence(
        "clear arm",
        Step("let go", context =>
        {
            context.Belief.LetGo();
            context.PreferredTurnRad = context.PreferredTurnRad <= 0 ? 0.35 - context.PreferredTurnRad : -context.PreferredTurnRad;
            return true;
        }),
        Attempt(Sequence("back off", Step("arm is out", context => !Fold.IsFolded(context)), Attempt(ArmSkills.Retreat(0.15)), Attempt(ArmSkills.ToCarryPose()))));

    private static bool ChooseGrasp(TaskContext context, double? headingInMapRad)
    {
        if (context.Mug is not { IsUpright: true } mug)
        {
            return false;
        }
        context.Grasp = headingInMapRad is { } heading
            ? GraspChooser.At(mug, heading)
            : GraspChooser.Choose(mug, context.Belief.BaseInMap.YawRad, context.Belief.Objects.Confirmed, context.PreferredTurnRad);
        context.SupportInMap = mug.PositionInMap.Z;
        return true;
    }

    /// <summary>The table's height as seen from near by; the place itself stays.</summary>
    private static bool AimForTable(TaskContext context)
    {
        if (context.Belief.Objects.Best(ObjectLabels.DiningTable) is { } table)
        {
            Vec3 place = context.PlaceInMap with { Z = table.PositionInMap.Z };
            context.PlaceInMap = place with { Z = context.Belief.SurfaceHeightUnder(place) ?? place.Z };
        }
        context.SupportInMap = context.PlaceInMap.Z;
        return true;
    }

    private static Node Sequence(string name, params Node[] children) => new Sequence<TaskContext>(name, children);

    private static Node Recover(Node child, Node recovery) => new Recover<TaskContext>(child, recovery);

    private static Node Attempt(Node child) => new Attempt<TaskContext>(child);

    /// <summary>For motions that can simply be gone on with from where they broke off.</summary>
    private static Node Persist(Node child) => new Retry<TaskContext>(child.Name, 3, child);

    private static Node Step(string name, Func<TaskContext, bool> act) => new Step<TaskContext>(name, act);

    private static Node Stage(string name, Node child) => Sequence(name, Step(name, context =>
    {
        context.Stage = name;
        return true;
    }), child);
}
