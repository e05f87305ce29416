using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using Xunit.Abstractions;

namespace RoboticsStack.Control.Tests;

/// <summary>A brain that lies and sensors that fail: whatever comes in, what goes out keeps to the limits.</summary>
public sealed class HostileInputTests(ITestOutputHelper output)
{
    private const double Cycle = 0.002;

    /// <summary>Finite, and nonsense: maps that count their cells up to there would count for ever.</summary>
    [Theory]
    [InlineData(1e10, 0, 0, 0)]
    [InlineData(0, -1e300, 0, 0)]
    [InlineData(0, 0, 1e12, 0)]
    [InlineData(0, 0, 0, 1e15)]
    public async Task Encoders_that_have_the_robot_among_the_stars_do_not_keep_what_builds_the_surroundings(double x, double y, double liftM, double widthM)
    {
        SimulatedRobot robot = new() { Sensor = measurement => measurement with { BaseOdometry = new(x, y, 0), LiftM = liftM, GripperWidthM = widthM } };
        await Task.Run(() => robot.Run(1)).WaitAsync(TimeSpan.FromSeconds(20));
        robot.Sensor = null;
        robot.Run(0.5);
        Assert.True(robot.Loop.History.TryFind(robot.Now, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Commands_keep_every_limit_under_hostile_plans_and_measurements(ulong seed)
    {
        RandomStream random = RandomStream.For(seed, "hostile");
        SimulatedRobot robot = new();
        LimitCheck check = new(robot);
        robot.OnCycle = check.Check;
        GatePlan plan = new();
        ulong sequence = 0;
        int corrupted = 0;
        robot.Sensor = measurement => corrupted-- > 0 ? Corrupt(measurement, random) : measurement;
        bool engages = true;
        for (int n = 0; n < 4000; n++)
        {
            if (engages && robot.Gate.Mode is GateMode.Disengaged or GateMode.ControlledStop)
            {
                robot.Gate.RequestEngage();
            }
            if (robot.Gate.Mode == GateMode.PowerOff && random.Chance(0.01))
            {
                robot.Gate.ResetEmergencyStop();
            }
            if (random.Chance(0.03))
            {
                Fill(plan, robot, ref sequence, random);
                robot.Gate.AcceptPlan(plan, robot.Now);
            }
            if (!random.Chance(0.002))
            {
                robot.Gate.Heartbeat(robot.Now);
            }
            if (random.Chance(0.0005))
            {
                corrupted = 1 + random.Index(60);
            }
            if (random.Chance(0.0003))
            {
                robot.Gate.EmergencyStop();
            }
            robot.Cycle();
        }
        output.WriteLine($"seed {seed}: {check.Summary}; accepted {robot.Gate.Verdicts[PlanVerdict.Accepted]}, "
            + $"refused {robot.Gate.Verdicts.Refused}, stale {robot.Gate.Verdicts.Stale}, interventions {robot.Gate.Interventions.Total}");
        Assert.True(robot.Gate.Verdicts[PlanVerdict.Accepted] > 5);

        // And at the end of it all the robot can always be brought to rest.
        corrupted = 0;
        robot.Gate.ReportLinkLost();
        robot.Run(0.5, heartbeats: false);
        Assert.True(robot.Gate.IsAtRest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Commands_keep_every_limit_while_the_robot_runs_into_things_and_recovers(ulong seed)
    {
        RandomStream random = RandomStream.For(seed, "hard touches");
        SimulatedRobot robot = new();
        LimitCheck check = new(robot);
        robot.OnCycle = check.Check;
        GatePlan plan = new();
        ulong sequence = 0;
        int touched = 0;
        Vec3 push = Vec3.Zero;
        robot.Sensor = measurement => touched-- > 0 ? measurement with { WristWrench = new(push, Vec3.Zero) } : measurement;
        bool wasActive = false;
        int returns = 0;
        for (int n = 0; n < 20000; n++)
        {
            if (n == 0 || (robot.Gate.Mode is GateMode.Disengaged or GateMode.ControlledStop && random.Chance(0.0005)))
            {
                robot.Gate.RequestEngage();
            }
            if (touched <= 0 && random.Chance(0.002))
            {
                touched = 3 + random.Index(random.Chance(0.5) ? 20 : 800);
                push = new(random.Gaussian(0, 50), random.Gaussian(0, 50), random.Gaussian(0, 50));
            }
            if (random.Chance(0.03))
            {
                Fill(plan, robot, ref sequence, random);
                robot.Gate.AcceptPlan(plan, robot.Now);
            }
            robot.Gate.Heartbeat(robot.Now);
            robot.Cycle();
            bool isActive = robot.Gate.Mode == GateMode.Active;
            returns += isActive && !wasActive ? 1 : 0;
            wasActive = isActive;
        }
        output.WriteLine($"seed {seed}: {check.Summary}; {returns} times active");
        Assert.True(returns > 3);
    }

    public static TheoryData<string, PlanVerdict> BadPlans() => new()
    {
        { "nan position", PlanVerdict.NotFinite },
        { "infinite width", PlanVerdict.NotFinite },
        { "nan base", PlanVerdict.NotFinite },
        { "nan lift", PlanVerdict.NotFinite },
        { "too many points", PlanVerdict.TooManyPoints },
        { "negative count", PlanVerdict.TooManyPoints },
        { "other run", PlanVerdict.WrongRun },
        { "other robot", PlanVerdict.WrongRobot },
        { "replayed", PlanVerdict.SequenceNotNewer },
        { "expired", PlanVerdict.Stale },
        { "old observation", PlanVerdict.Stale },
        { "all points past", PlanVerdict.Stale },
        { "observation from the future", PlanVerdict.BadTimes },
        { "points out of order", PlanVerdict.BadTimes },
        { "far future", PlanVerdict.BadTimes },
        { "end of time", PlanVerdict.BadTimes },
        { "arm and joints", PlanVerdict.BothArmAndJoints },
        { "zero quaternion", PlanVerdict.NotARotation },
        { "outside workspace", PlanVerdict.OutsideWorkspace },
        { "huge", PlanVerdict.OutsideWorkspace },
        { "wide open", PlanVerdict.OutsideGripperRange },
        { "joint beyond its limit", PlanVerdict.OutsideJointLimits },
        { "lift beyond its limit", PlanVerdict.OutsideLiftRange },
    };

    [Theory]
    [MemberData(nameof(BadPlans))]
    [Trait("safety", nameof(GateFunction.Workspace))]
    public void A_plan_that_is_not_in_order_is_refused_counted_and_moves_nothing(string flaw, PlanVerdict expected)
    {
        SimulatedRobot robot = new();
        robot.Engage();
        Assert.Equal(PlanVerdict.Accepted, robot.Offer(Good(robot)));
        robot.Run(1);
        GatePlan plan = Good(robot);
        switch (flaw)
        {
            case "nan position": plan.Arm[0] = plan.Arm[0] with { GripperInArmBase = new(new Vec3(double.NaN, 0, 0.3), Quat.Identity) }; break;
            case "infinite width": plan.Arm[0] = plan.Arm[0] with { WidthM = double.PositiveInfinity }; break;
            case "nan base": plan.BaseCount = 1; plan.Base[0] = new(plan.Arm[0].Time, double.NaN, 0, 0); break;
            case "nan lift": plan.LiftM = double.NaN; break;
            case "too many points": plan.ArmCount = 17; break;
            case "negative count": plan.ArmCount = -1; break;
            case "other run": plan.RunId++; break;
            case "other robot": plan.RobotHash = "0123456789abcdef"; break;
            case "replayed": plan.Sequence = robot.Gate.PlanSequence; break;
            case "expired": plan.Expires = robot.Now; break;
            case "old observation": plan.ObservedTime = robot.Now.AddSeconds(-2); break;
            case "all points past": plan.Arm[0] = plan.Arm[0] with { Time = robot.Now.AddSeconds(-0.1) }; break;
            case "observation from the future": plan.ObservedTime = robot.Now.AddSeconds(0.1); break;
            case "points out of order": plan.ArmCount = 2; plan.Arm[1] = plan.Arm[0]; break;
            case "far future": plan.Arm[0] = plan.Arm[0] with { Time = robot.Now.AddSeconds(60) }; break;
            case "end of time": plan.Arm[0] = plan.Arm[0] with { Time = new Timestamp(long.MinValue) }; break;
            case "arm and joints": plan.JointCount = 1; plan.Joints[0] = new() { Time = plan.Arm[0].Time, PositionRad = robot.Description.Arm.StowPosture }; break;
            case "zero quaternion": plan.Arm[0] = plan.Arm[0] with { GripperInArmBase = new(new Vec3(0.6, 0, 0.3), default) }; break;
            case "outside workspace": plan.Arm[0] = plan.Arm[0] with { GripperInArmBase = new(new Vec3(-0.3, 0, 0.3), Quat.Identity) }; break;
            case "huge": plan.Arm[0] = plan.Arm[0] with { GripperInArmBase = new(new Vec3(1e300, 0, 0.3), Quat.Identity) }; break;
            case "wide open": plan.Arm[0] = plan.Arm[0] with { WidthM = 0.5 }; break;
            case "joint beyond its limit":
                plan.ArmCount = 0;
                plan.JointCount = 1;
                plan.Joints[0] = new() { Time = robot.Now.AddSeconds(1) };
                break;
            case "lift beyond its limit": plan.LiftM = 0.6; break;
            default: throw new ArgumentOutOfRangeException(nameof(flaw));
        }
        JointVector before = robot.Command.PositionRad;
        Assert.Equal(expected, robot.Offer(plan));
        Assert.Equal(1, robot.Gate.Verdicts[expected]);
        robot.Run(0.3);
        for (int i = 0; i < JointVector.Length; i++)
        {
            Assert.Equal(before[i], robot.Command.PositionRad[i], 3);
        }
    }

    private static GatePlan Good(SimulatedRobot robot)
    {
        GatePlan plan = robot.NewPlan();
        plan.ArmCount = 1;
        plan.Arm[0] = new(robot.Now.AddSeconds(0.5), robot.Gate.CommandedGripper, 0.1, 10);
        return plan;
    }

    private static void Fill(GatePlan plan, SimulatedRobot robot, ref ulong sequence, RandomStream random)
    {
        plan.RunId = SimulatedRobot.RunId;
        plan.RobotHash = robot.Description.ContentHash;
        plan.Sequence = random.Chance(0.05) ? sequence / 2 : ++sequence;
        plan.ObservedTime = robot.Now.AddSeconds(random.Chance(0.05) ? random.Uniform(-3, 1) : -0.06);
        plan.Expires = robot.Now.AddSeconds(random.Chance(0.05) ? random.Gaussian(0, 5) : random.Uniform(0.02, 1));
        plan.LiftM = random.Chance(0.02) ? double.NaN : random.Uniform(0, 0.5);
        plan.VesselFull = random.Chance(0.2);
        bool joints = random.Chance(0.3);
        plan.ArmCount = joints ? 0 : random.Index(GatePlan.MaxPoints + 1);
        plan.JointCount = joints ? random.Index(GatePlan.MaxPoints + 1) : 0;
        plan.BaseCount = random.Index(GatePlan.MaxPoints + 1);
        double step = random.Pick([0.001, 0.02, 0.1, 0.3]);
        double wild = random.Chance(0.02) ? double.NaN : 0;
        for (int i = 0; i < GatePlan.MaxPoints; i++)
        {
            Timestamp time = robot.Now.AddSeconds(step * (i + 1) - 0.02);
            Vec3 low = robot.Description.Safety.Workspace.Low, high = robot.Description.Safety.Workspace.High;
            Vec3 position = new(random.Uniform(low.X, high.X) + wild, random.Uniform(low.Y, high.Y), random.Uniform(low.Z, high.Z));
            Quat orientation = Quat.FromRollPitchYaw(random.Uniform(-3, 3), random.Uniform(-1.5, 1.5), random.Uniform(-3, 3));
            plan.Arm[i] = new(time, new(position, random.Chance(0.5) ? orientation : Quat.Identity), random.Uniform(0, 0.14), random.Uniform(0, 60));
            plan.Base[i] = new(time, random.Gaussian(0, 100), random.Gaussian(0, 0.5), random.Gaussian(0, 50));
            JointVector target = default;
            for (int j = 0; j < JointVector.Length; j++)
            {
                target[j] = random.Uniform(robot.Description.Arm.PositionLow[j], robot.Description.Arm.PositionHigh[j]);
            }
            plan.Joints[i] = new() { Time = time, PositionRad = target };
        }
    }

    private static RobotMeasurement Corrupt(RobotMeasurement measurement, RandomStream random)
    {
        int joint = random.Index(JointVector.Length);
        switch (random.Index(7))
        {
            case 0: measurement.PositionRad[joint] = double.NaN; break;
            case 1: measurement.PositionRad[joint] += random.Gaussian(0, 3); break;
            case 2: measurement.VelocityRadPerSec[joint] = random.Gaussian(0, 1e6); break;
            case 3: measurement.Stamp = measurement.Stamp.AddSeconds(random.Uniform(-10, 10)); break;
            case 4: measurement.WristWrench = new(new Vec3(random.Gaussian(0, 40), random.Gaussian(0, 40), random.Gaussian(0, 40)), Vec3.Zero); break;
            case 5: measurement.PeakCellForceN = random.Uniform(0, 100); break;
            default: measurement.LiftM = double.PositiveInfinity; break;
        }
        return measurement;
    }

    private sealed class LimitCheck(SimulatedRobot robot)
    {
        private readonly ArmKinematics _arm = new(robot.Description);
        private readonly RobotDescription _description = robot.Description;
        private GatedCommand _before;
        private JointVector _acceleration;
        private bool _isContinued;
        private double _fastestGripper;
        private double _fastestJoint;

        public string Summary => $"gripper up to {_fastestGripper:F2} m/s, joints up to {_fastestJoint:F2} rad/s";

        public void Check()
        {
            GatedCommand command = robot.Command;
            Assert.True(command.PositionRad.IsFinite && command.VelocityRadPerSec.IsFinite);
            // Unpowered, or taking over the measured position afresh, setpoints go where the robot is.
            bool continues = _isContinued && command.IsPowered && !(command.Mode == GateMode.Engaging && _before.Mode != GateMode.Engaging);
            if (continues)
            {
                CheckArm(command);
                CheckRest(command);
            }
            else
            {
                _acceleration = default;
            }
            _before = command;
            _isContinued = command.IsPowered;
        }

        private void CheckArm(in GatedCommand command)
        {
            ArmLimits arm = _description.Arm;
            for (int i = 0; i < JointVector.Length; i++)
            {
                double q = command.PositionRad[i];
                double velocity = (q - _before.PositionRad[i]) / Cycle;
                double acceleration = (velocity - _before.VelocityRadPerSec[i]) / Cycle;
                Assert.InRange(q, arm.PositionLow[i], arm.PositionHigh[i]);
                Assert.InRange(velocity, arm.LowerVelocity(i, q) - 1e-6, arm.UpperVelocity(i, q) + 1e-6);
                Assert.InRange(Math.Abs(acceleration), 0, arm.MaxAcceleration + 1e-3);
                Assert.InRange(Math.Abs(acceleration - _acceleration[i]) / Cycle, 0, arm.MaxJerk + 1);
                _acceleration[i] = acceleration;
                _fastestJoint = Math.Max(_fastestJoint, Math.Abs(velocity));
                Assert.True(Math.Abs(velocity) < arm.OperatingVelocity[i] + 0.01);
            }
            double speed = _arm.Forward(command.PositionRad).Position.DistanceTo(_arm.Forward(_before.PositionRad).Position) / Cycle;
            _fastestGripper = Math.Max(_fastestGripper, speed);
            Assert.True(speed < 1.25 * _description.Safety.Cartesian.SpeedMPerSec, $"gripper at {speed:F3} m/s in {command.Mode}");
        }

        private void CheckRest(in GatedCommand command)
        {
            BaseLimits limits = _description.Base;
            Vec3 velocity = new(command.BaseVxMPerSec, command.BaseVyMPerSec, 0);
            Vec3 change = velocity - new Vec3(_before.BaseVxMPerSec, _before.BaseVyMPerSec, 0);
            bool follows = command.Mode == GateMode.Active;
            Assert.True(velocity.Length < limits.MaxSpeedMPerSec + 1e-9);
            Assert.True(change.Length <= (follows ? limits.MaxAccelerationMPerSec2 : limits.StopAccelerationMPerSec2) * Cycle + 1e-9);
            Assert.InRange(Math.Abs(command.BaseYawRateRadPerSec), 0, limits.MaxYawRateRadPerSec + 1e-9);
            Assert.InRange(command.LiftM, _description.Lift.LowM, _description.Lift.HighM);
            Assert.InRange(Math.Abs(command.LiftM - _before.LiftM) / Cycle, 0, _description.Lift.MaxVelocityMPerSec + 1e-6);
            Assert.InRange(command.GripperWidthM, 0, _description.Gripper.MaxWidthM);
            Assert.InRange(Math.Abs(command.GripperWidthM - _before.GripperWidthM) / Cycle, 0, _description.Gripper.MaxSpeedMPerSec + 1e-6);
            Assert.InRange(command.GripperForceN, 0, _description.Gripper.MaxForceN);
        }
    }
}
