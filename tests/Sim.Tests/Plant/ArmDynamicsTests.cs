using RoboticsStack.Control.Dynamics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Scenes;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests.Plant;

/// <summary>The gate's model of the arm against MuJoCo, which knows nothing of it: whole random motions of arm, lift and base, without friction.</summary>
public sealed class ArmDynamicsTests(ITestOutputHelper output)
{
    private static readonly RobotVariation Frictionless = RobotVariation.Nominal with { JointFrictionFactor = 0 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Expected_torques_are_those_that_the_simulated_drives_exert(ulong seed)
    {
        using FreeRobot robot = new(seed);
        ArmDynamics dynamics = new(Bench.Robot);
        double worst = 0, largest = 0;
        for (int n = 0; n < 300; n++)
        {
            robot.Step();
            JointVector expected = dynamics.InverseDynamics(robot.State, dynamics.HandWrench(robot.State, 0));
            for (int i = 0; i < JointVector.Length; i++)
            {
                worst = Math.Max(worst, Math.Abs(expected[i] - robot.TorqueNm[i]));
                largest = Math.Max(largest, Math.Abs(robot.TorqueNm[i]));
            }
        }
        output.WriteLine($"seed {seed}: torques up to {largest:F1} Nm, model off by {worst:F3} Nm at most");
        Assert.True(largest > 5, "the motion ought to ask something of the drives");
        Assert.True(worst < 0.02 * largest, $"off by {worst:F3} of {largest:F1} Nm");
    }

    [Fact]
    public void The_hands_wrench_is_what_the_wrist_sensor_feels_in_free_motion()
    {
        using FreeRobot robot = new(7);
        ArmDynamics dynamics = new(Bench.Robot);
        double worst = 0, largest = 0;
        for (int n = 0; n < 300; n++)
        {
            robot.Step();
            worst = Math.Max(worst, (dynamics.HandWrench(robot.State, 0).Force - robot.Felt.Force).Length);
            largest = Math.Max(largest, robot.Felt.Force.Length);
        }
        output.WriteLine($"forces up to {largest:F1} N, model off by {worst:F2} N at most, with the sensor's noise");
        Assert.True(largest > 3);
        // The sensor takes MuJoCo's accelerations, which leave out what it takes off again for damping in integrating them.
        Assert.True(worst < 0.25 * largest, $"off by {worst:F2} of {largest:F1} N");
    }

    [Fact]
    public void The_model_allocates_nothing()
    {
        ArmDynamics dynamics = new(Bench.Robot);
        ArmMotionState state = new() { PositionRad = Bench.Robot.Arm.NominalPosture };
        double sum = dynamics.InverseDynamics(state, dynamics.HandWrench(state, 0))[0];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 0; n < 1000; n++)
        {
            state.VelocityRadPerSec[n % JointVector.Length] = 0.001 * n;
            sum += dynamics.InverseDynamics(state, dynamics.HandWrench(state, 0.5))[0];
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(double.IsFinite(sum));
    }

    /// <summary>The robot alone in free air, each joint on three sine waves, the base and the lift on one each.</summary>
    private sealed class FreeRobot : IDisposable
    {
        private const int Waves = 3;
        private readonly RobotRig _rig;
        private readonly double[,] _amplitude = new double[JointVector.Length, Waves];
        private readonly double[,] _pulse = new double[JointVector.Length, Waves];
        private readonly RandomStream _random;
        private Twist _armBase;
        private JointVector _velocity;
        private readonly WristSensor _sensor;
        private double _time;

        public FreeRobot(ulong seed)
        {
            _random = new RandomStream(seed);
            World = new MujocoEngine().Build(RobotBodies.Describe(Bench.Robot, Frictionless).AddTo([Bench.Floor], []));
            _rig = new RobotRig(World, Bench.Robot, Frictionless);
            _sensor = new WristSensor(World, Bench.Robot, new RandomStream(seed));
            JointVector q = Bench.Robot.Arm.NominalPosture;
            _rig.Place(new(0, 0, 0.3), 0.25, q, 0.1);
            World.Refresh();
            for (int i = 0; i < JointVector.Length; i++)
            {
                for (int w = 0; w < Waves; w++)
                {
                    (_amplitude[i, w], _pulse[i, w]) = (_random.Uniform(-0.06, 0.06), _random.Uniform(3, 12));
                }
            }
        }

        public IPhysicsWorld World { get; }
        public ArmMotionState State { get; private set; }
        public JointVector TorqueNm { get; private set; }
        public Wrench Felt { get; private set; }

        public void Step()
        {
            RobotSetpoint setpoint = _rig.HoldHere();
            for (int i = 0; i < JointVector.Length; i++)
            {
                (double offset, double rate) = Wave(i);
                setpoint.PositionRad[i] = Bench.Robot.Arm.NominalPosture[i] + offset;
                setpoint.VelocityRadPerSec[i] = rate;
            }
            setpoint.LiftM = 0.25 + 0.02 * Math.Sin(4 * _time);
            setpoint.BaseVxMPerSec = 0.3 * Math.Sin(3 * _time);
            setpoint.BaseYawRateRadPerSec = 0.6 * Math.Sin(2.5 * _time);
            ArmMotionState state = default;
            for (int i = 0; i < JointVector.Length; i++)
            {
                (state.PositionRad[i], _velocity[i]) = (_rig.GetArmPosition(i), _rig.GetArmVelocity(i));
            }
            _armBase = World.GetVelocity(_rig.ArmBase);
            Quat toArmBase = World.GetPose(_rig.ArmBase).Orientation.Inverse();
            _rig.Drive(setpoint);
            World.Step();
            double dt = World.TimestepSec;
            JointVector torque = default;
            for (int i = 0; i < JointVector.Length; i++)
            {
                state.AccelerationRadPerSec2[i] = (_rig.GetArmVelocity(i) - _velocity[i]) / dt;
                torque[i] = _rig.GetArmTorque(i);
            }
            Felt = _sensor.Read();
            // A step leaves the bodies' velocities as they were before it.
            World.Refresh();
            Twist after = World.GetVelocity(_rig.ArmBase);
            state.VelocityRadPerSec = _velocity;
            state.BaseAcceleration = toArmBase.Rotate((after.Linear - _armBase.Linear) / dt);
            state.BaseAngularVelocity = toArmBase.Rotate(_armBase.Angular);
            state.BaseAngularAcceleration = toArmBase.Rotate((after.Angular - _armBase.Angular) / dt);
            (State, TorqueNm) = (state, torque);
            _time += dt;
        }

        public void Dispose() => World.Dispose();

        private (double Offset, double Rate) Wave(int joint)
        {
            double offset = 0, rate = 0;
            for (int w = 0; w < Waves; w++)
            {
                double pulse = _pulse[joint, w];
                offset += _amplitude[joint, w] * (1 - Math.Cos(pulse * _time));
                rate += _amplitude[joint, w] * pulse * Math.Sin(pulse * _time);
            }
            return (offset, rate);
        }
    }
}
