using RoboticsStack.Core.Geometry;
using RoboticsStack.Mujoco;
using RoboticsStack.Scenes;

namespace RoboticsStack.Sim.Tests.Mujoco;

/// <summary>Joints, actuators, couplings, compensation and the wrench between two links.</summary>
public sealed class MechanismTests
{
    /// <summary>A 1 m beam of 2 kg on a hinge about y, its centre of mass 0.5 m out along x.</summary>
    private static BodyDescription Beam(bool compensated = false) => new()
    {
        Name = "beam",
        Inertia = new InertiaDescription(2, new(0.5, 0, 0), new(0.01, 0.17, 0.17)),
        GravityCompensated = compensated,
        Joints = [new() { Name = "hinge", Kind = JointKind.Hinge, Axis = Vec3.UnitY, Damping = 0.5 }],
    };

    private static IPhysicsWorld Build(BodyDescription body, params ActuatorDescription[] actuators) =>
        new MujocoEngine().Build(new() { Bodies = [body], Actuators = actuators });

    private static void Run(IPhysicsWorld world, double seconds)
    {
        for (int i = (int)Math.Round(seconds / world.TimestepSec); i > 0; i--)
        {
            world.Step();
        }
    }

    [Fact]
    public void A_position_servo_holds_its_target_and_reports_its_torque()
    {
        using IPhysicsWorld world = Build(Beam(), Servo(200));
        world.SetTarget(world.FindActuator("servo"), -0.3);
        Run(world, 3);
        JointHandle hinge = world.FindJoint("hinge");
        double sagging = 2 * 9.81 * 0.5 * Math.Cos(0.3);
        Assert.Equal(-0.3 + sagging / 2000, world.GetJointPosition(hinge), 0.001);
        Assert.Equal(-sagging, world.GetJointActuatorForce(hinge), 0.05);
    }

    [Fact]
    public void A_servo_never_exceeds_its_force_limit()
    {
        using IPhysicsWorld world = Build(Beam(), Servo(5));
        world.SetTarget(world.FindActuator("servo"), -1);
        Run(world, 1);
        Assert.Equal(-5, world.GetJointActuatorForce(world.FindJoint("hinge")), 1e-9);
        Assert.True(world.GetJointPosition(world.FindJoint("hinge")) > 0.5, "too weak to hold the beam, it must fall");
    }

    [Fact]
    public void A_compensated_beam_floats_and_its_mount_still_feels_the_weight()
    {
        using IPhysicsWorld world = Build(Beam(compensated: true));
        Run(world, 1);
        Assert.Equal(0, world.GetJointPosition(world.FindJoint("hinge")), 1e-6);
        Wrench wrench = world.GetJointWrench(world.FindBody("beam"));
        Assert.Equal(-2 * 9.81, wrench.Force.Z, 0.01);
        Assert.Equal(2 * 9.81 * 0.5, wrench.Torque.Y, 0.01);
    }

    [Fact]
    public void A_held_beam_weighs_on_its_mount()
    {
        using IPhysicsWorld world = Build(Beam() with { Joints = [] , Pose = new(new(1, 2, 3), Quat.FromYaw(1)) });
        Run(world, 0.1);
        Wrench wrench = world.GetJointWrench(world.FindBody("beam"));
        Assert.Equal(-2 * 9.81, wrench.Force.Z, 0.01);
        Assert.Equal(2 * 9.81 * 0.5, wrench.Torque.Y, 0.01);
    }

    [Fact]
    public void Coupled_fingers_close_together()
    {
        BodyDescription Finger(string name, double sign) => new()
        {
            Name = name,
            Inertia = new InertiaDescription(0.1, Vec3.Zero, new(1e-4, 1e-4, 1e-4)),
            Joints = [new() { Name = name, Kind = JointKind.Slide, Axis = Vec3.UnitY * sign, Range = (0, 0.07) }],
        };
        SceneDescription scene = new()
        {
            Bodies = [Finger("left", 1), Finger("right", -1)],
            Couplings = [new("right", "left", 1)],
            Actuators = [new() { Name = "left", Joint = "left", Kind = ActuatorKind.Force, MaxForce = 10 }],
        };
        using IPhysicsWorld world = new MujocoEngine().Build(scene);
        world.SetTarget(world.FindActuator("left"), 0.5);
        Run(world, 0.1);
        double left = world.GetJointPosition(world.FindJoint("left")), right = world.GetJointPosition(world.FindJoint("right"));
        Assert.InRange(left, 0.005, 0.069);
        Assert.Equal(left, right, 5e-4);
        Run(world, 1);
        Assert.Equal(0.07, world.GetJointPosition(world.FindJoint("left")), 1e-3);
    }

    [Fact]
    public void A_velocity_servo_reaches_its_speed()
    {
        BodyDescription cart = new()
        {
            Name = "cart",
            Inertia = new InertiaDescription(60, Vec3.Zero, new(2, 2, 2)),
            Joints = [new() { Name = "x", Kind = JointKind.Slide, Axis = Vec3.UnitX, Initial = -1 }],
        };
        using IPhysicsWorld world = Build(
            cart, new ActuatorDescription { Name = "x", Joint = "x", Kind = ActuatorKind.Velocity, Gain = 2000, MaxForce = 400 });
        Assert.Equal(-1, world.GetPose(world.FindBody("cart")).Position.X, 1e-9);
        world.SetTarget(world.FindActuator("x"), 0.5);
        Run(world, 1);
        Assert.Equal(0.5, world.GetJointVelocity(world.FindJoint("x")), 1e-3);
    }

    private static ActuatorDescription Servo(double maxTorque) => new()
    {
        Name = "servo",
        Joint = "hinge",
        Kind = ActuatorKind.Position,
        Gain = 2000,
        Damping = 60,
        MaxForce = maxTorque,
    };
}
