using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens.People;

namespace RoboticsStack.Faults.Effects;

/// <summary>Somebody comes near while the robot works at a counter. They are in the kitchen from the start and set out when the fault begins.</summary>
internal abstract class PersonEffect(RandomStream random, double lowM, double highM) : FaultEffect
{
    private const double NearM = 1.3, FarM = 2.2;
    private readonly double _heightM = random.Uniform(lowM, highM);

    /// <summary>Another start with each call: people do not come through furniture.</summary>
    public override PersonSpec? Person(Pose2 robot, int index)
    {
        // From the robot's back, to either side.
        double from = robot.YawRad + Math.PI + random.Uniform(-1.2, 1.2);
        double away = random.Uniform(NearM, FarM);
        Vec3 outward = new(Math.Cos(from), Math.Sin(from), 0), middle = new(robot.X, robot.Y, 0);
        return new PersonSpec
        {
            Name = $"person_{index}",
            HeightM = _heightM,
            Start = new(middle.X + away * outward.X, middle.Y + away * outward.Y, Angle.Wrap(from + Math.PI)),
            Acts = [PersonAct.Wait(Begin.Seconds), .. Acts(middle, outward, robot)],
        };
    }

    /// <param name="robot">Middle of the base, world frame.</param>
    /// <param name="outward">Unit vector from there to the person.</param>
    /// <param name="pose">Of the base.</param>
    protected abstract PersonAct[] Acts(Vec3 robot, Vec3 outward, Pose2 pose);
}

/// <summary>A person walks up to the robot, and into it if it lets them.</summary>
internal sealed class PersonWalksUp(RandomStream random) : PersonEffect(random, 1.55, 1.90)
{
    private readonly double _speed = random.Uniform(0.8, 1.6);

    protected override PersonAct[] Acts(Vec3 robot, Vec3 outward, Pose2 pose) => [PersonAct.Walk(robot.X, robot.Y, _speed)];
}

/// <summary>A person comes to the robot's side and reaches a hand to where the gripper works.</summary>
internal sealed class HandReachesIn(RandomStream random) : PersonEffect(random, 1.55, 1.90)
{
    private readonly Vec3 _where = new(random.Uniform(0.5, 0.7), random.Uniform(-0.2, 0.2), random.Uniform(0.95, 1.15));
    private readonly double _side = random.Chance(0.5) ? 1 : -1;
    private readonly double _speed = random.Uniform(1, 2);

    protected override PersonAct[] Acts(Vec3 robot, Vec3 outward, Pose2 pose)
    {
        Vec3 beside = pose.ToPose().Transform(new(0.35, 0.75 * _side, 0));
        return [PersonAct.Walk(beside.X, beside.Y, 1.6), PersonAct.Reach(pose.ToPose().Transform(_where), _speed, 0.5)];
    }
}

/// <summary>A child runs past, close behind the robot.</summary>
internal sealed class ChildRunsPast(RandomStream random) : PersonEffect(random, 1.05, 1.25)
{
    private readonly double _asideM = random.Uniform(0.30, 0.7) * (random.Chance(0.5) ? 1 : -1);
    private readonly double _speed = random.Uniform(1.8, 2.6);

    protected override PersonAct[] Acts(Vec3 robot, Vec3 outward, Pose2 pose)
    {
        Vec3 past = robot + new Vec3(-outward.Y, outward.X, 0) * _asideM - outward * 2;
        return [PersonAct.Walk(past.X, past.Y, _speed)];
    }
}
