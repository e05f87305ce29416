using Google.Protobuf;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety;
using RoboticsStack.Scenes;

namespace RoboticsStack.Sim.Tests.Plant;

/// <summary>The hardware port and the robot's own sensors, on the bench.</summary>
public sealed class SimulatedRobotTests
{
    private static readonly RobotVariation Plain = RobotVariation.Nominal;

    [Fact]
    public void It_accepts_nothing_but_the_gates_commands()
    {
        using Bench bench = new(null);
        SimulatedRobot robot = new(bench.World, Bench.Robot, Plain, 1);
        Assert.Throws<ArgumentException>(() => robot.Write(default));
    }

    [Fact]
    public void A_command_takes_effect_after_the_drives_delay()
    {
        using Bench bench = new(null);
        SimulatedRobot robot = new(bench.World, Bench.Robot, Plain with { ActuationDelaySec = 0.004 }, 1);
        Drive drive = new(bench.World, robot);
        RobotSetpoint setpoint = robot.Rig.HoldHere();
        drive.Run(10);
        setpoint.PositionRad[6] += 0.05;
        double before = robot.Rig.GetArmPosition(6);
        robot.Send(setpoint);
        drive.Run(2);
        Assert.Equal(before, robot.Rig.GetArmPosition(6), 1e-6);
        drive.Run(1);
        Assert.True(robot.Rig.GetArmPosition(6) > before + 1e-6);
        for (int i = 0; i < 20; i++)
        {
            robot.Send(setpoint);
            drive.Run(10);
        }
        Assert.Equal(before + 0.05, robot.Rig.GetArmPosition(6), 1e-3);
    }

    [Fact]
    public void Commands_sent_every_cycle_arrive_however_many_are_on_the_way()
    {
        using Bench bench = new(null);
        SimulatedRobot robot = new(bench.World, Bench.Robot, Plain with { ActuationDelaySec = 0.034 }, 1);
        Drive drive = new(bench.World, robot);
        RobotSetpoint setpoint = robot.Rig.HoldHere();
        double before = robot.Rig.GetArmPosition(6);
        setpoint.PositionRad[6] += 0.05;
        for (int cycle = 0; cycle < 200; cycle++)
        {
            robot.Send(setpoint);
            drive.Run(1);
        }
        Assert.Equal(before + 0.05, robot.Rig.GetArmPosition(6), 1e-3);
    }

    [Fact]
    public void Drives_that_hear_nothing_for_twenty_cycles_brake()
    {
        using Bench bench = new(null);
        (SimulatedRobot robot, Drive drive, RobotSetpoint setpoint) = Ahead(bench);
        for (int i = 0; i < 20; i++)
        {
            robot.Send(setpoint);
            drive.Run(10);
        }
        Assert.InRange(robot.Rig.GetBaseVelocity().Vx, 0.25, 0.35);
        drive.Run(150);
        Assert.InRange(robot.Rig.GetBaseVelocity().Vx, -0.03, 0.03);
    }

    [Fact]
    public void Drives_that_have_braked_for_want_of_commands_say_so_and_follow_none_before_their_power_was_taken()
    {
        using Bench bench = new(null);
        (SimulatedRobot robot, Drive drive, RobotSetpoint setpoint) = Ahead(bench);
        drive.Follow(setpoint, 100);
        Assert.Equal(DriveStatus.Ready, robot.Latest.Status);
        drive.Run(150);
        for (int i = 0; i < 100; i++)
        {
            drive.Follow(setpoint, 1);
            Assert.Equal(DriveStatus.Fault, robot.Latest.Status);
            Assert.InRange(robot.Rig.GetBaseVelocity().Vx, -0.03, 0.03);
        }
        robot.Receive(setpoint, isPowered: false);
        drive.Run(1);
        Assert.Equal(DriveStatus.Ready, robot.Latest.Status);
        drive.Follow(setpoint, 200);
        Assert.InRange(robot.Rig.GetBaseVelocity().Vx, 0.25, 0.35);
    }

    /// <summary>In mid-swing, by silence or by power that is taken away: no axis jerks, and all rest within 0.18 s of braking.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public void Drives_left_to_themselves_bring_a_swinging_arm_to_rest_without_a_jerk(ulong seed, bool losesPower)
    {
        const double accelerationRadPerSec2 = 8, stepSec = 0.002, mostNmPerSec = 15_000;
        RandomStream random = new(seed);
        using IPhysicsWorld world = Unfolded(seed, out SimulatedRobot robot);
        Drive drive = new(world, robot);
        RobotSetpoint setpoint = robot.Rig.HoldHere();
        JointVector most = default;
        for (int i = 0; i < JointVector.Length; i++)
        {
            most[i] = random.Uniform(-0.8, 0.8) * Bench.Robot.Arm.MaxVelocity[i];
        }
        for (int n = 0; n < 125; n++)
        {
            for (int i = 0; i < JointVector.Length; i++)
            {
                setpoint.VelocityRadPerSec[i] = Math.CopySign(Math.Min(Math.Abs(most[i]), accelerationRadPerSec2 * stepSec * n), most[i]);
                setpoint.PositionRad[i] += stepSec * setpoint.VelocityRadPerSec[i];
            }
            robot.Send(setpoint);
            drive.Run(1);
        }
        double fastestBefore = Fastest(robot);
        if (losesPower)
        {
            robot.Receive(setpoint, isPowered: false);
        }
        (double jerk, double restSec) = (0, double.NaN);
        JointVector torque = Torque(robot);
        for (int n = 1; n <= 200; n++)
        {
            drive.Run(1);
            JointVector now = Torque(robot);
            for (int i = 0; i < JointVector.Length; i++)
            {
                jerk = Math.Max(jerk, Math.Abs(now[i] - torque[i]) / stepSec);
            }
            torque = now;
            restSec = Fastest(robot) > 0.03 ? double.NaN : double.IsNaN(restSec) ? n * stepSec : restSec;
        }
        Assert.True(fastestBefore > 1, $"seed {seed}: hardly moved, {fastestBefore:F2} rad/s");
        Assert.True(jerk < mostNmPerSec, $"seed {seed}: torque changed by {jerk:F0} Nm/s");
        Assert.True(restSec < (losesPower ? 0.18 : 0.22), $"seed {seed}: at rest after {restSec:F3} s");
    }

    [Fact]
    public void A_braked_arm_that_somebody_forces_aside_stays_there_when_let_go()
    {
        using IPhysicsWorld world = Unfolded(1, out SimulatedRobot robot);
        Drive drive = new(world, robot);
        drive.Run(100);
        Vec3 before = robot.Rig.GripperInArmBase.Position;
        world.SetExternalForce(robot.Rig.Gripper, new(0, 0, -150));
        drive.Run(150);
        world.SetExternalForce(robot.Rig.Gripper, Vec3.Zero);
        drive.Run(25);
        Vec3 forced = robot.Rig.GripperInArmBase.Position;
        drive.Run(250);
        double aside = (forced - before).Length, back = (robot.Rig.GripperInArmBase.Position - forced).Length;
        Assert.True(aside > 0.05, $"moved by {aside * 1000:F1} mm only");
        Assert.True(back < 0.01, $"{back * 1000:F1} mm back of {aside * 1000:F1} mm");
    }

    [Fact]
    public void The_wrist_feels_a_payload_but_not_the_gripper_itself()
    {
        MugSpec mug = MugCatalogue.All[0];
        using Bench bench = new(mug);
        SimulatedRobot robot = new(bench.World, Bench.Robot, Plain, 1);
        bench.Wait(0.3);
        Assert.True(Sense(bench, robot).Force.Length < 1.0);
        bench.MoveBy(new(0.11, 0, 0), 1);
        bench.Grip(0.04, 20, 0.5);
        bench.MoveBy(new(0, 0, 0.1), 1);
        bench.Wait(0.5);
        Wrench loaded = Sense(bench, robot);
        Assert.Equal(-mug.MassKg * 9.81, loaded.Force.Z, 0.8);
        Assert.True(Math.Abs(loaded.Force.X) < 1 && Math.Abs(loaded.Force.Y) < 1);
        Assert.Equal(20, robot.Latest.LeftPadForceN, 3.0);
        Assert.Equal(robot.Latest.LeftPadForceN, robot.Latest.RightPadForceN, 2.0);
        Assert.Equal(2 * mug.RadiusM, robot.Latest.GripperWidthM, 0.002);
        Assert.Equal(robot.Pads.LeftForceN, Sum(robot.Pads.LeftN), 1e-9);
        Assert.True(robot.Pads.PeakCellN < 6, $"peak cell {robot.Pads.PeakCellN:F2} N");
    }

    [Fact]
    public void Odometry_follows_the_base_and_drifts()
    {
        using Bench bench = new(null);
        SimulatedRobot robot = new(bench.World, Bench.Robot, Plain with { OdometryScale = 1.02 }, 5);
        Drive drive = new(bench.World, robot);
        RobotSetpoint setpoint = robot.Rig.HoldHere();
        for (int i = 0; i < 2500; i++)
        {
            setpoint.BaseVxMPerSec = -0.3;
            setpoint.BaseYawRateRadPerSec = 0.2;
            robot.Send(setpoint);
            drive.Run(1);
        }
        Pose2 truth = robot.Rig.BasePose, odometry = robot.Latest.BaseOdometry;
        Assert.Equal(1.0, truth.YawRad, 0.02);
        double error = new Vec3(truth.X - odometry.X, truth.Y - odometry.Y, 0).Length;
        Assert.InRange(error, 0.005, 0.12);
    }

    /// <summary>Foam, and wheels that drive with no more than they need: neither the blow nor the pushing on hurts.</summary>
    [Theory]
    [InlineData(0.04, 160)]
    [InlineData(0.10, 240)]
    [InlineData(0.15, 280)]
    public void A_mast_that_drives_against_a_table_hits_it_softly_and_then_pushes_no_harder_than_the_wheels_drive(double speedMPerSec, double mostN)
    {
        BodyDescription edge = new()
        {
            Name = "edge",
            Pose = new(new(-0.40, 0, 0.4), Quat.Identity),
            Shapes = [new() { Name = "edge", Kind = ShapeKind.Box, Size = new(0.05, 1, 0.02) }],
        };
        using IPhysicsWorld world = Stowed(edge, out RobotRig rig);
        RobotSetpoint setpoint = rig.HoldHere();
        setpoint.BaseVxMPerSec = -speedMPerSec;
        Contact[] contacts = new Contact[64];
        double force = 0, hardest = 0;
        for (int i = 0; i < 2500; i++)
        {
            rig.Drive(setpoint);
            world.Step();
            force = SumOfForces(world, contacts);
            hardest = Math.Max(hardest, force);
        }
        Assert.InRange(force, 80, 125);
        Assert.InRange(hardest, 100, mostN);
        Assert.InRange(rig.BasePose.X, -0.176, -0.165);
    }

    /// <summary>Straight on, and rubbing past its corner: along a leg the foam is no stiffer than where an edge meets it.</summary>
    [Theory]
    [InlineData(0.05, 0, 150)]
    [InlineData(0.10, 0, 210)]
    [InlineData(0.02, 0.2, 240)]
    public void A_base_that_meets_a_tables_leg_presses_no_harder_than_its_foam(double vx, double vy, double mostN)
    {
        BodyDescription leg = new()
        {
            Name = "leg",
            Pose = new(new(0.30, 0.03, 0.36), Quat.FromYaw(0.4)),
            Shapes = [new() { Name = "leg", Kind = ShapeKind.Box, Size = new(0.03, 0.03, 0.36) }],
        };
        using IPhysicsWorld world = Stowed(leg, out RobotRig rig);
        RobotSetpoint setpoint = rig.HoldHere();
        (setpoint.BaseVxMPerSec, setpoint.BaseVyMPerSec) = (vx, vy);
        Contact[] contacts = new Contact[64];
        double hardest = 0;
        for (int i = 0; i < 400; i++)
        {
            rig.Drive(setpoint);
            world.Step();
            hardest = Math.Max(hardest, SumOfForces(world, contacts));
        }
        Assert.InRange(hardest, 80, mostN);
    }

    [Fact]
    public void The_imu_at_rest_feels_gravity()
    {
        using Bench bench = new(null);
        LatestSink sink = new();
        SimulatedRobot robot = new(bench.World, Bench.Robot, Plain, 1);
        ImuSensor imu = new(robot, new() { RateHz = 100 }, new RandomStream(9));
        for (int i = 1; i <= 20; i++)
        {
            bench.Wait(0.002);
            robot.AfterStep(Timestamp.FromSeconds(0.002 * i), []);
            imu.Sample(bench.World, Timestamp.FromSeconds(0.002 * i), sink);
        }
        Imu message = Assert.IsType<Imu>(sink.Latest);
        Assert.Equal(9.81, message.AccelerationMPerSec2.Z, 0.3);
        Assert.Equal(0, message.AngularVelocityRadPerSec.Z, 0.05);
    }

    /// <summary>A robot that is to drive ahead.</summary>
    private static (SimulatedRobot Robot, Drive Drive, RobotSetpoint Setpoint) Ahead(Bench bench)
    {
        SimulatedRobot robot = new(bench.World, Bench.Robot, Plain, 1);
        RobotSetpoint setpoint = robot.Rig.HoldHere();
        setpoint.BaseVxMPerSec = 0.3;
        return (robot, new(bench.World, robot), setpoint);
    }

    /// <summary>The robot with its arm stretched out, and nothing else.</summary>
    private static IPhysicsWorld Unfolded(ulong seed, out SimulatedRobot robot)
    {
        IPhysicsWorld world = new RoboticsStack.Mujoco.MujocoEngine().Build(RobotBodies.Describe(Bench.Robot).AddTo([Bench.Floor], []));
        robot = new(world, Bench.Robot, Plain, seed);
        robot.Rig.Place(default, 0.3, Bench.Robot.Arm.NominalPosture, 0.1);
        world.Refresh();
        robot.Reset(Timestamp.Zero);
        return world;
    }

    /// <summary>The robot with its arm folded, and one thing.</summary>
    private static IPhysicsWorld Stowed(BodyDescription thing, out RobotRig rig)
    {
        IPhysicsWorld world = new RoboticsStack.Mujoco.MujocoEngine().Build(RobotBodies.Describe(Bench.Robot).AddTo([Bench.Floor, thing], []));
        rig = new(world, Bench.Robot);
        rig.Place(default, 0.4, Bench.Robot.Arm.StowPosture, 0.1);
        world.Refresh();
        return world;
    }

    private static double SumOfForces(IPhysicsWorld world, Contact[] contacts)
    {
        double sum = 0;
        foreach (ref readonly Contact contact in contacts.AsSpan(0, world.GetContacts(contacts)))
        {
            sum += contact.Force.Length;
        }
        return sum;
    }

    private static double Fastest(SimulatedRobot robot) => Enumerable.Range(0, JointVector.Length).Max(i => Math.Abs(robot.Rig.GetArmVelocity(i)));

    private static JointVector Torque(SimulatedRobot robot)
    {
        JointVector torque = default;
        for (int i = 0; i < JointVector.Length; i++)
        {
            torque[i] = robot.Rig.GetArmTorque(i);
        }
        return torque;
    }

    private static Wrench Sense(Bench bench, SimulatedRobot robot)
    {
        Contact[] contacts = new Contact[64];
        Vec3 force = Vec3.Zero, torque = Vec3.Zero;
        const int samples = 50;
        for (int i = 0; i < samples; i++)
        {
            bench.Wait(0.002);
            robot.AfterStep(Timestamp.FromSeconds(bench.World.TimeSec), contacts.AsSpan(0, bench.World.GetContacts(contacts)));
            force += robot.Latest.WristWrench.Force / samples;
            torque += robot.Latest.WristWrench.Torque / samples;
        }
        return new(force, torque);
    }

    private static double Sum(ReadOnlySpan<double> cells)
    {
        double sum = 0;
        foreach (double cell in cells)
        {
            sum += cell;
        }
        return sum;
    }

    private sealed class Drive(IPhysicsWorld world, SimulatedRobot robot)
    {
        private readonly Contact[] _contacts = new Contact[64];
        private long _steps;

        /// <summary>Told so before every step.</summary>
        public void Follow(in RobotSetpoint setpoint, int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                robot.Receive(setpoint, isPowered: true);
                Run(1);
            }
        }

        public void Run(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                robot.BeforeStep();
                world.Step();
                robot.AfterStep(new Timestamp(++_steps * 2_000_000), _contacts.AsSpan(0, world.GetContacts(_contacts)));
            }
        }
    }

    private sealed class LatestSink : ISensorSink
    {
        public IMessage? Latest { get; private set; }

        public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime) => Latest = message;
    }
}
