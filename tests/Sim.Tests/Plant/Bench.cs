using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Scenes;
using RoboticsStack.Tests;

namespace RoboticsStack.Sim.Tests.Plant;

/// <summary>A robot in front of a table with a mug on it, moved by straight lines of the level gripper.</summary>
internal sealed class Bench : IDisposable
{
    public const double TableHeightM = 0.92;
    public const double MugX = 0.72;
    public static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);

    private readonly GlobalIk _arm = new(Robot, new ArmKinematics(Robot));
    private RobotSetpoint _setpoint;

    public Bench(MugSpec? mug, RobotVariation? variation = null)
    {
        RobotScene robot = RobotBodies.Describe(Robot, variation);
        BodyDescription[] mugs = mug is null ? [] : [MugBody.Describe(mug, "mug", new(new(MugX, 0, TableHeightM), Quat.Identity))];
        World = new MujocoEngine().Build(robot.AddTo([Floor, Table, .. mugs], []));
        Rig = new RobotRig(World, Robot, variation);
        Mug = mug is null ? new(-1) : World.FindBody("mug");
        double handZ = TableHeightM + (mug?.HeightM ?? 0.1) * 0.5;
        LiftM = Math.Clamp(handZ - 0.25 - 0.5, 0, 0.5);
        GripperInArmBase = new(new(MugX - 0.12 - 0.11, 0, handZ - 0.5 - LiftM), Quat.Identity);
        JointVector q = Solve(Robot.Arm.NominalPosture, GripperInArmBase);
        Rig.Place(new(0, 0, 0), LiftM, q, 0.12);
        World.Refresh();
        _setpoint = Rig.HoldHere();
    }

    public IPhysicsWorld World { get; }
    public RobotRig Rig { get; }
    public BodyHandle Mug { get; }
    public double LiftM { get; }
    public Pose GripperInArmBase { get; private set; }

    public static BodyDescription Floor => new()
    {
        Name = "floor",
        Shapes = [new() { Name = "floor", Kind = ShapeKind.Plane, Size = new(5, 5, 0.1), Semantic = SemanticClass.Floor }],
    };

    public static BodyDescription Table => new()
    {
        Name = "dining_table",
        Pose = new(new(MugX + 0.3, 0, 0), Quat.Identity),
        Shapes =
        [
            new()
            {
                Name = "dining_table/top", Kind = ShapeKind.Box, Size = new(0.4, 0.6, 0.02),
                Pose = new(new(0, 0, TableHeightM - 0.02), Quat.Identity), Semantic = SemanticClass.DiningTable,
            },
        ],
    };

    public ref RobotSetpoint Setpoint => ref _setpoint;

    public void Wait(double seconds)
    {
        for (int i = (int)Math.Round(seconds / World.TimestepSec); i > 0; i--)
        {
            Rig.Drive(_setpoint);
            World.Step();
        }
    }

    /// <summary>Straight line with a smooth start and stop (fifth-order polynomial in time).</summary>
    public void MoveTo(Pose gripperInArmBase, double seconds)
    {
        Pose from = GripperInArmBase;
        int steps = (int)Math.Round(seconds / World.TimestepSec);
        for (int i = 1; i <= steps; i++)
        {
            double t = (double)i / steps;
            Pose next = Pose.Interpolate(from, gripperInArmBase, t * t * t * (10 + t * (6 * t - 15)));
            JointVector q = Solve(_setpoint.PositionRad, next);
            for (int j = 0; j < JointVector.Length; j++)
            {
                _setpoint.VelocityRadPerSec[j] = (q[j] - _setpoint.PositionRad[j]) / World.TimestepSec;
            }
            _setpoint.PositionRad = q;
            Rig.Drive(_setpoint);
            World.Step();
        }
        _setpoint.VelocityRadPerSec = default;
        GripperInArmBase = gripperInArmBase;
    }

    public void MoveBy(Vec3 inArmBase, double seconds) =>
        MoveTo(new(GripperInArmBase.Position + inArmBase, GripperInArmBase.Orientation), seconds);

    public void Grip(double widthM, double forceN, double seconds)
    {
        _setpoint.GripperWidthM = widthM;
        _setpoint.GripperForceN = forceN;
        Wait(seconds);
    }

    private JointVector Solve(in JointVector seed, Pose gripperInArmBase) => _arm.TrySolve(gripperInArmBase, seed, out JointVector q)
        ? q
        : throw new InvalidOperationException($"The arm does not reach {gripperInArmBase.Position}.");

    public void Dispose() => World.Dispose();
}
