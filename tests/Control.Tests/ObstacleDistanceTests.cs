using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;
using Xunit.Abstractions;

namespace RoboticsStack.Control.Tests;

/// <summary>Arm, lift and base are slow enough near what the depth cameras have seen to touch it harmlessly, and can touch it.</summary>
[Trait("safety", nameof(GateFunction.ObstacleDistance))]
public sealed class ObstacleDistanceTests
{
    private readonly ITestOutputHelper _output;
    private readonly SimulatedRobot _robot = new();
    private readonly ArmKinematics _arm;
    private readonly Pose _start;
    private readonly double _fingertipX;

    public ObstacleDistanceTests(ITestOutputHelper output)
    {
        _output = output;
        RobotKinematics kinematics = new(_robot.Description);
        _arm = kinematics.Arm;
        _start = _arm.Forward(_robot.Measurement.PositionRad);
        BodySpheres spheres = new(_robot.Description, kinematics);
        Vec3[] centres = new Vec3[spheres.Count];
        spheres.Centres(_robot.Measurement.PositionRad, 0, _robot.Measurement.GripperWidthM, centres);
        _fingertipX = Enumerable.Range(0, spheres.Count).Max(i => centres[i].X + spheres.RadiusM(i));
    }

    private ObstacleDistanceLimits Limits => _robot.Description.Safety.ObstacleDistance;

    [Fact]
    public void The_hand_reaches_a_wall_at_touch_speed_and_no_faster()
    {
        const double Gap = 0.12;
        _robot.Show = new WallAhead(_robot, _fingertipX + Gap).Show;
        _robot.Engage();
        (double atTouch, double before) = Push(Gap, 3);
        _output.WriteLine($"{before:F3} m/s under way, {atTouch:F3} m/s at the wall, touch speed {Limits.TouchSpeed(Limits.HandMassKg):F3} m/s");
        Assert.InRange(atTouch, 0.005, 1.3 * Limits.TouchSpeed(Limits.HandMassKg));
        Assert.True(before > 0.15);
        Assert.Contains(_robot.DrainInterventions(), intervention => intervention.Function == GateFunction.ObstacleDistance);
    }

    [Fact]
    public void Away_from_a_wall_the_hand_is_as_fast_as_ever()
    {
        _robot.Show = new WallAhead(_robot, _fingertipX + 0.02).Show;
        _robot.Engage();
        double fastest = 0;
        Pose before = _start;
        _robot.OnCycle = () =>
        {
            Pose now = _arm.Forward(_robot.Command.PositionRad);
            fastest = Math.Max(fastest, now.Position.DistanceTo(before.Position) / _robot.Description.Safety.CycleSec);
            before = now;
        };
        _robot.Offer(Move(-0.2, 0.6));
        _robot.Run(0.8);
        Assert.True(fastest > 0.3, $"{fastest:F3} m/s");
    }

    [Fact]
    public void What_is_held_is_no_obstacle()
    {
        const double Gap = 0.03;
        _robot.Show = new WallAhead(_robot, _fingertipX + Gap).Show;
        _robot.Engage();
        _robot.Measurement.LeftPadForceN = _robot.Measurement.RightPadForceN = 5;
        (double atTouch, _) = Push(Gap, 1);
        Assert.True(atTouch > 2 * Limits.TouchSpeed(Limits.HandMassKg), $"{atTouch:F3} m/s");
    }

    [Fact]
    public void With_cameras_that_show_nothing_new_the_arm_is_slow()
    {
        _robot.Engage();
        _robot.Show = ScanOnly;
        _robot.Run(Limits.MaxDepthAgeSec + 0.2);
        (double fastest, _) = Push(0.04, 2);
        Assert.InRange(fastest, 0.01, 1.1 * Limits.BlindSpeedMPerSec);
    }

    [Fact]
    public void With_cameras_that_have_only_just_begun_to_show_something_the_arm_is_slow()
    {
        Action<SurroundingsBuilder, Timestamp> show = _robot.Show;
        _robot.Show = ScanOnly;
        _robot.Engage();
        _robot.Show = show;
        (_, double atFirst) = Push(0.009, Limits.SettleSec - 0.05);
        (_, double then) = Push(0.12, 1);
        Assert.InRange(atFirst, 0.01, 1.1 * Limits.BlindSpeedMPerSec);
        Assert.True(then > 3 * Limits.BlindSpeedMPerSec, $"{then:F3} m/s");
    }

    /// <summary>Its corners are as fast as it, and as hard.</summary>
    [Fact]
    public void A_blind_robot_turns_and_drives_slowly_too()
    {
        _robot.Show = ScanOnly;
        _robot.Engage();
        Pose start = _arm.Forward(_robot.Command.PositionRad);
        GatePlan plan = _robot.NewPlan(1.5);
        plan.LiftM = _robot.Description.Lift.HighM;
        plan.ArmCount = 1;
        plan.Arm[0] = new GripperKnot(_robot.Now.AddSeconds(0.5), start with { Orientation = start.Orientation * Quat.FromRotationVector(new(0, 0, 1)) }, 0.05, 10);
        plan.BaseCount = 1;
        plan.Base[0] = new(_robot.Now.AddSeconds(1), 0.3, 0, 0.5);
        _robot.Offer(plan);
        double share = Limits.BlindSpeedMPerSec / _robot.Description.Safety.Cartesian.SpeedMPerSec, moved = 0;
        _robot.OnCycle = () =>
        {
            GatedCommand command = _robot.Command;
            double joints = Enumerable.Range(0, JointVector.Length).Max(i => Math.Abs(command.VelocityRadPerSec[i]) / _robot.Description.Arm.OperatingVelocity[i]);
            double basis = Math.Max(double.Hypot(command.BaseVxMPerSec, command.BaseVyMPerSec) / _robot.Description.Base.MaxSpeedMPerSec,
                Math.Abs(command.BaseYawRateRadPerSec) / _robot.Description.Base.MaxYawRateRadPerSec);
            double lift = Math.Abs(command.LiftVelocityMPerSec) / _robot.Description.Lift.MaxVelocityMPerSec;
            moved = Math.Max(moved, Math.Min(joints, Math.Min(basis, lift)));
            Assert.InRange(Math.Max(joints, Math.Max(basis, lift)), 0, 1.02 * share);
        };
        _robot.Run(1);
        Assert.True(moved > 0.2 * share, "it did not move at all");
    }

    private static void ScanOnly(SurroundingsBuilder surroundings, Timestamp time) => surroundings.AddScan(new float[90], 0, 2 * Math.PI / 90, time);

    [Fact]
    public void The_robot_itself_is_no_obstacle_and_what_cameras_see_through_goes()
    {
        WallAhead wall = new(_robot, 1.0);
        _robot.Show = wall.Show;
        _robot.Run(1);
        Assert.True(_robot.Loop.TakenView.Seen.Count > 100);
        wall.X = 3;
        _robot.Run(1);
        Assert.Equal(0, _robot.Loop.TakenView.Seen.Count);
        wall.X = _fingertipX - 0.15;
        _robot.Run(1);
        BodySpheres spheres = new(_robot.Description, new(_robot.Description));
        Vec3[] centres = new Vec3[spheres.Count];
        spheres.Centres(_robot.Measurement.PositionRad, _robot.Measurement.LiftM, _robot.Measurement.GripperWidthM, centres);
        SurroundingsView view = _robot.Loop.TakenView;
        foreach (Vec3 point in Enumerable.Range(0, view.Seen.Count).Select(i => view.Seen[i]))
        {
            double distance = Enumerable.Range(0, spheres.Count).Min(i => centres[i].DistanceTo(point) - spheres.RadiusM(i));
            Assert.True(distance >= 0, $"{point} is {-distance:F3} m inside the robot");
        }
    }

    /// <summary>A cupboard beside the robot, of which the lidar sees the foot; ahead the head camera has seen that there is nothing above it.</summary>
    [Theory]
    [InlineData(0.40, 90, true)]
    [InlineData(0.40, -100, true)]
    [InlineData(0.80, 0, false)]
    public void What_the_lidar_sees_where_no_camera_looks_is_taken_to_be_as_high_as_the_arm_works(double awayM, double bearingDeg, bool isTaken)
    {
        const int Rays = 360;
        _robot.Show = (surroundings, time) =>
        {
            float[] ranges = new float[Rays];
            for (int ray = -5; ray <= 5; ray++)
            {
                ranges[((int)bearingDeg + ray + Rays) % Rays] = (float)awayM;
            }
            surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(new byte[32], 4, 4, 1.4, 1.2), time);
            surroundings.AddScan(ranges, 0, 2 * Math.PI / Rays, time);
        };
        _robot.Run(0.5);
        SurroundingsView view = _robot.Loop.TakenView;
        Vec3[] points = [.. Enumerable.Range(0, view.Seen.Count).Select(i => view.Seen[i])];
        Assert.Equal(isTaken, points.Any(point => point.Z is > 1.5 and < 1.6));
        Vec3 middle = new RobotKinematics(_robot.Description).LidarInBase.Transform(new(awayM * Math.Cos(bearingDeg * Math.PI / 180), awayM * Math.Sin(bearingDeg * Math.PI / 180), 0));
        Assert.All(points, point => Assert.InRange((point - middle).HorizontalLength, 0, 0.06));
    }

    /// <summary>The head camera sees the wall from 4 cm above the hand upwards; what is lower is hidden from it, before the wall as well.</summary>
    [Fact]
    public void Where_a_wall_may_go_on_but_no_camera_sees_the_hand_is_no_faster_than_it_may_touch()
    {
        const double Gap = 0.12;
        WallAhead wall = new(_robot, _fingertipX + Gap);
        Vec3 hand = _robot.Measurement.BaseOdometry.ToPose().Transform(new RobotKinematics(_robot.Description).GripperInBase(_robot.Measurement.PositionRad, 0).Position);
        wall.IsHidden = point => point.Z < hand.Z + 0.04;
        _robot.Show = wall.Show;
        _robot.Engage();
        (double atTouch, double before) = Push(Gap - 0.02, 6);
        _output.WriteLine($"{before:F3} m/s under way, {atTouch:F3} m/s before the hidden wall");
        Assert.InRange(atTouch, 0.005, 1.5 * Limits.TouchSpeed(Limits.HandMassKg));
    }

    [Fact]
    public void Touch_speed_is_what_a_mass_may_have_for_the_force()
    {
        double speed = Limits.TouchSpeed(Limits.HandMassKg);
        Assert.Equal(Limits.TouchForceN, speed * Math.Sqrt(Limits.StiffnessNPerM * Limits.HandMassKg), 9);
        Assert.True(Limits.TouchSpeed(Limits.BaseMassKg) < speed);
        Assert.Equal(speed, Limits.SpeedAt(0, speed), 12);
    }

    /// <summary>Moves ahead by a distance and on; returns the speed in the cycle in which the distance was covered, and the fastest before.</summary>
    private (double AtEnd, double Fastest) Push(double distanceM, double seconds)
    {
        double end = double.NaN, fastest = 0;
        Pose from = _arm.Forward(_robot.Command.PositionRad), before = from;
        _robot.OnCycle = () =>
        {
            Pose now = _arm.Forward(_robot.Command.PositionRad);
            double speed = (now.Position.X - before.Position.X) / _robot.Description.Safety.CycleSec;
            fastest = double.IsNaN(end) ? Math.Max(fastest, speed) : fastest;
            end = double.IsNaN(end) && now.Position.X - from.Position.X >= distanceM ? speed : end;
            before = now;
        };
        for (double left = seconds; left > 0; left -= 0.1)
        {
            double ahead = from.Position.X + distanceM + 0.05 - before.Position.X;
            _robot.Offer(Move(ahead, Math.Max(0.1, ahead / 0.35)));
            _robot.Run(0.1);
        }
        Assert.False(double.IsNaN(end), "the hand never got there");
        return (end, fastest);
    }

    private GatePlan Move(double aheadM, double seconds)
    {
        GatePlan plan = _robot.NewPlan(seconds + 1);
        plan.ArmCount = 1;
        Pose now = _arm.Forward(_robot.Command.PositionRad);
        plan.Arm[0] = new(_robot.Now.AddSeconds(seconds), new(now.Position + new Vec3(aheadM, 0, 0), _start.Orientation), 0.1, 5);
        return plan;
    }
}
