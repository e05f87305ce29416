using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Models;
using RoboticsStack.Mujoco;
using RoboticsStack.Planning.Checking;
using RoboticsStack.Planning.Manipulation;

namespace RoboticsStack.Planning.Tests;

/// <summary>The reference robot in front of a table top at <see cref="TableZ"/>, in arm_base.</summary>
internal static class CheckFixture
{
    public const double TableZ = 0.15;

    public static readonly RobotDescription Robot = RobotDescription.Load(FindConfig());
    public static readonly PerceivedBox Table = new(new(new(0.75, 0, TableZ - 0.02), Quat.Identity), new(0.35, 0.6, 0.02));
    private static readonly GlobalIk Ik = new(Robot, new ArmKinematics(Robot));

    public static PhysicsChecker Checker(PhysicsCheckOptions? options = null) =>
        new(new MujocoEngine(new MujocoOptions { ContactTimeConstantSec = 0.008, ImpedanceRatio = 30, Iterations = 12, Tolerance = 1e-6 }), Robot, options ?? new());

    public static JointVector JointsAt(Vec3 gripper, double yaw = 0)
    {
        Assert.True(Ik.TrySolve(new(gripper, Quat.FromYaw(yaw)), Robot.Arm.NominalPosture, out JointVector joints), $"{gripper} is out of reach");
        return joints;
    }

    public static CheckStart Start(Vec3 gripper, double widthM, double? setpointWidthM = null) => new()
    {
        PositionsRad = JointsAt(gripper),
        VelocitiesRadPerSec = default,
        GripperWidthM = widthM,
        Setpoint = new(gripper, Quat.Identity),
        SetpointWidthM = setpointWidthM ?? widthM,
        GripperForceN = SkillObjectives.GraspForceN,
        SupportHeightM = TableZ,
    };

    /// <summary>The same action ten times over.</summary>
    public static GripperTrajectory Path(in CheckStart start, double dx, double dy, double dz, double dWidth = 0)
    {
        float[] action = [(float)dx, (float)dy, (float)dz, 0, (float)dWidth];
        return Path(start, [.. Enumerable.Repeat(action, 10).SelectMany(values => values)]);
    }

    public static GripperTrajectory Path(in CheckStart start, float[] actions) => new ActionIntegrator(new()).Integrate(
        actions, new(Timestamp.Zero, start.Setpoint.Position, start.Setpoint.Orientation.Yaw, start.SetpointWidthM, 0), start.GripperForceN);

    public static PerceivedVessel Mug(Vec3 position, double radius = 0.04, double height = 0.10) => new()
    {
        BaseInArmBase = new(position, Quat.Identity),
        RadiusM = radius,
        HeightM = height,
    };

    public static double MetresPerSecond(double speed) => speed * ActionScale.StepSeconds / ActionScale.MetresPerStep;

    private static string FindConfig()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "RoboticsStack.sln")))
        {
            folder = folder.Parent;
        }
        return System.IO.Path.Combine(folder!.FullName, "configs", "robots", "home_manipulator.yaml");
    }
}
