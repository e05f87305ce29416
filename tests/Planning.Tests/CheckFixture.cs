using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Motion;
using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Models;
using RoboticsStack.Mujoco;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Checking;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Navigation;
using RoboticsStack.Planning.Tasks;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Planning.Tasks.Base;
using RoboticsStack.Tests;

namespace RoboticsStack.Planning.Tests;

/// <summary>The reference robot in front of a table top at <see cref="TableZ"/>, in arm_base.</summary>
internal static class CheckFixture
{
    public const double TableZ = 0.15;

    public static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
    public static readonly PerceivedBox Table = new(new(new(0.75, 0, TableZ - 0.02), Quat.Identity), new(0.35, 0.6, 0.02));
    private static readonly ArmKinematics Kinematics = new(Robot);
    private static readonly GlobalIk Ik = new(Robot, Kinematics);

    public static PhysicsChecker Checker(PhysicsCheckOptions? options = null) =>
        new(new MujocoEngine(new MujocoOptions { ContactTimeConstantSec = 0.008, ImpedanceRatio = 30, Iterations = 12, Tolerance = 1e-6 }), Robot, options ?? new());

    public static JointVector JointsAt(Vec3 gripper, double yaw = 0)
    {
        Assert.True(Ik.TrySolve(new(gripper, Quat.FromYaw(yaw)), Robot.Arm.NominalPosture, out JointVector joints), $"{gripper} is out of reach");
        return joints;
    }

    /// <summary>A task that has seen and chosen nothing yet.</summary>
    public static TaskContext Context(IArmPolicy arm)
    {
        NavigationOptions navigation = NavigationOptions.For(Robot.Base);
        return new()
        {
            Robot = Robot,
            Belief = new WorldBelief(new RobotModelFrames(Robot)),
            Arm = arm,
            FreeNavigator = new Navigator(navigation),
            CarryNavigator = new Navigator(navigation),
            NarrowCarryNavigator = new Navigator(navigation),
        };
    }

    public static CheckStart Start(Vec3 gripper, double widthM, double? setpointWidthM = null) => new()
    {
        PositionsRad = JointsAt(gripper),
        VelocitiesRadPerSec = default,
        CommandedRad = JointsAt(gripper),
        CommandedRadPerSec = default,
        GripperWidthM = widthM,
        SetpointWidthM = setpointWidthM ?? widthM,
        GripperForceN = SkillObjectives.GraspForceN,
        SupportHeightM = TableZ,
    };

    /// <summary>Where the joints stand when the gate has followed a plan to its end.</summary>
    public static JointVector FollowedBy(in CheckStart start, GripperTrajectory path)
    {
        ArmMotion motion = new(Robot, new RobotKinematics(Robot), path.Waypoints.Count);
        motion.Sync(start.CommandedRad);
        GripperKnot[] knots = [.. path.Waypoints.Select(waypoint => new GripperKnot(waypoint.Time, waypoint.PoseInArmBase, waypoint.WidthM, waypoint.ForceN))];
        motion.Follow(knots, default, path.Waypoints[0].Time, start.SetpointWidthM, 0);
        MotionLimits limits = new LimitBook(Robot).Follow(1, isVesselFull: false);
        for (double t = 0; t < path.Waypoints[^1].Time.SecondsSince(path.Waypoints[0].Time); t += Robot.Safety.CycleSec)
        {
            motion.Step(new(MotionKind.Follow, 1, limits), start.LiftM);
        }
        return motion.Position;
    }

    public static Vec3 ElbowOf(in JointVector joints)
    {
        Span<Pose> links = stackalloc Pose[JointVector.Length];
        Kinematics.LinkPoses(joints, links);
        return links[3].Position;
    }

    /// <summary>The same action ten times over.</summary>
    public static GripperTrajectory Path(in CheckStart start, double dx, double dy, double dz, double dWidth = 0)
    {
        float[] action = [(float)dx, (float)dy, (float)dz, 0, (float)dWidth];
        return Path(start, [.. Enumerable.Repeat(action, 10).SelectMany(values => values)]);
    }

    public static GripperTrajectory Path(in CheckStart start, float[] actions) => new ActionIntegrator(new()).Integrate(
        actions, new(Timestamp.Zero, GripperOf(start).Position, GripperOf(start).Orientation.Yaw, start.SetpointWidthM, 0), start.GripperForceN);

    public static Pose GripperOf(in CheckStart start) => Kinematics.Forward(start.CommandedRad);

    public static PerceivedVessel Mug(Vec3 position, double radius = 0.04, double height = 0.10) => new()
    {
        BaseInArmBase = new(position, Quat.Identity),
        RadiusM = radius,
        HeightM = height,
    };

    public static double MetresPerSecond(double speed) => speed * ActionScale.StepSeconds / ActionScale.MetresPerStep;
}
