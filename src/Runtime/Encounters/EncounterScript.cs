using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens.People;

namespace RoboticsStack.Runtime.Encounters;

/// <summary>What the person does.</summary>
public enum EncounterKind
{
    /// <summary>Comes straight at the robot at 1.6 m/s, from any side, and walks on until they touch.</summary>
    WalksUp,

    /// <summary>Crosses the robot's way.</summary>
    WalksAcross,

    /// <summary>Comes near the arm and reaches a hand into where it works.</summary>
    HandReachesIn,

    /// <summary>A child runs past, close by.</summary>
    ChildRunsPast,

    /// <summary>Stands in the way for a while, then leaves.</summary>
    StandsInTheWay,
}

/// <summary>What the robot is about.</summary>
public enum EncounterTask
{
    /// <summary>Drives straight on.</summary>
    Drive,

    /// <summary>Stands and moves its gripper from side to side before it.</summary>
    Sweep,

    /// <summary>Turns on the spot with its arm stretched out.</summary>
    Turn,
}

/// <summary>One encounter's plot. The robot starts at <see cref="Start"/>, on open floor far from everything.</summary>
/// <param name="Kind">What the person does.</param>
/// <param name="Task">What the robot is about.</param>
/// <param name="Person">With their acts, in the world frame.</param>
public sealed record EncounterScript(EncounterKind Kind, EncounterTask Task, PersonSpec Person)
{
    /// <summary>Outside the flat, where the floor goes on.</summary>
    public static Pose2 Start { get; } = new(60, 60, 0);

    /// <summary>Of the middle of the sweep, arm_base.</summary>
    public static Vec3 SweepCentre { get; } = new(0.55, 0, 0.30);
    public const double SweepM = 0.25;
    private const double DriveMPerSec = 0.42;

    /// <summary>The robot's arm_base lies so far ahead of base_link, and so high with the lift where encounters have it.</summary>
    private const double ArmAheadM = 0.12, ArmHeightM = 0.65;

    public static EncounterScript Draw(RandomStream random, EncounterKind? kind = null, EncounterTask? task = null)
    {
        EncounterKind what = kind ?? random.Pick(Enum.GetValues<EncounterKind>());
        EncounterTask robot = task ?? (what switch
        {
            EncounterKind.HandReachesIn => random.Chance(0.7) ? EncounterTask.Sweep : EncounterTask.Turn,
            EncounterKind.WalksAcross or EncounterKind.StandsInTheWay => EncounterTask.Drive,
            _ => random.Pick(Enum.GetValues<EncounterTask>()),
        });
        double drive = robot == EncounterTask.Drive ? DriveMPerSec : 0;
        double height = what == EncounterKind.ChildRunsPast ? random.Uniform(1.05, 1.25) : random.Uniform(1.55, 1.90);
        (Vec3 from, PersonAct[] acts) = what switch
        {
            EncounterKind.WalksUp => WalkUp(random, drive),
            EncounterKind.WalksAcross => WalkAcross(random, drive),
            EncounterKind.HandReachesIn => ReachIn(random),
            EncounterKind.ChildRunsPast => RunPast(random, drive),
            _ => StandInTheWay(random),
        };
        Vec3 first = acts[0].Target - from;
        return new(what, robot, new PersonSpec
        {
            Name = "person_0",
            HeightM = height,
            Start = new(Start.X + from.X, Start.Y + from.Y, Math.Atan2(first.Y, first.X)),
            Acts = [.. acts.Select(act => act with { Target = act.Target + new Vec3(Start.X, Start.Y, 0) })],
        });
    }

    /// <summary>Towards where the robot will be, and on.</summary>
    private static (Vec3, PersonAct[]) WalkUp(RandomStream random, double drive)
    {
        const double Speed = 1.6, FromM = 4.5;
        (double sin, double cos) = Math.SinCos(random.Uniform(-Math.PI, Math.PI));
        Vec3 meet = new(drive * FromM / Speed, random.Uniform(-0.2, 0.2), 0);
        Vec3 from = meet + new Vec3(FromM * cos, FromM * sin, 0), to = meet - new Vec3(1.5 * cos, 1.5 * sin, 0);
        return (from, [PersonAct.Walk(to.X, to.Y, Speed)]);
    }

    private static (Vec3, PersonAct[]) WalkAcross(RandomStream random, double drive)
    {
        double speed = random.Uniform(0.6, 1.6), side = random.Chance(0.5) ? 1 : -1, aheadM = random.Uniform(1.2, 2.4);
        double waySec = aheadM / drive;
        return (new(aheadM, side * Math.Min(4.5, speed * waySec), 0), [PersonAct.Walk(aheadM, -side * 4, speed)]);
    }

    private static (Vec3, PersonAct[]) ReachIn(RandomStream random)
    {
        double angle = random.Uniform(-0.9, 0.9), stand = random.Uniform(1.15, 1.35);
        (double sin, double cos) = Math.SinCos(angle);
        Vec3 into = new Vec3(ArmAheadM + SweepCentre.X, random.Uniform(-SweepM, SweepM), ArmHeightM + SweepCentre.Z + random.Uniform(-0.05, 0.1));
        return (new(4 * cos, 4 * sin, 0),
        [
            PersonAct.Walk(stand * cos, stand * sin, random.Uniform(0.8, 1.4)),
            PersonAct.Wait(random.Uniform(0, 0.6)),
            PersonAct.Reach(into, random.Uniform(1.0, 2.0), 0.8),
            PersonAct.Walk(5 * cos, 5 * sin, 1.2),
        ]);
    }

    private static (Vec3, PersonAct[]) RunPast(RandomStream random, double drive)
    {
        double speed = random.Uniform(1.8, 2.6), angle = random.Uniform(-Math.PI, Math.PI), aside = random.Uniform(0.35, 0.8) * (random.Chance(0.5) ? 1 : -1);
        (double sin, double cos) = Math.SinCos(angle);
        Vec3 along = new(cos, sin, 0), across = new(-sin, cos, 0), middle = new Vec3(drive * 4.5 / speed, 0, 0) + across * aside;
        Vec3 from = middle - along * 4.5, to = middle + along * 5;
        return (from, [PersonAct.Walk(to.X, to.Y, speed)]);
    }

    private static (Vec3, PersonAct[]) StandInTheWay(RandomStream random)
    {
        double ahead = random.Uniform(1.4, 2.4), side = random.Chance(0.5) ? 1 : -1;
        return (new(ahead, side * 2.5, 0),
        [
            PersonAct.Walk(ahead, random.Uniform(-0.2, 0.2), 1.2),
            PersonAct.Wait(2.5),
            PersonAct.Walk(ahead, -side * 6, 1.4),
        ]);
    }
}
