using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Safety;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Sensors;

/// <summary>Encoders and motor currents of arm, lift and gripper.</summary>
public sealed class JointSensor : ProprioceptiveSensor<JointStates>
{
    private readonly SimulatedRobot _robot;

    public JointSensor(SimulatedRobot robot, SensorTiming timing, RandomStream random) : base(SensorKind.Joints, timing, random)
    {
        _robot = robot;
        for (int i = 0; i < JointVector.Length; i++)
        {
            Message.PositionRad.Add(0);
            Message.VelocityRadPerSec.Add(0);
            Message.TorqueNm.Add(0);
        }
    }

    protected override void Measure(IPhysicsWorld world, Timestamp now)
    {
        ref readonly RobotMeasurement latest = ref _robot.Latest;
        for (int i = 0; i < JointVector.Length; i++)
        {
            Message.PositionRad[i] = latest.PositionRad[i];
            Message.VelocityRadPerSec[i] = latest.VelocityRadPerSec[i];
            Message.TorqueNm[i] = latest.TorqueNm[i];
        }
        Message.LiftM = latest.LiftM;
        Message.LiftVelocityMPerSec = latest.LiftVelocityMPerSec;
        Message.GripperWidthM = latest.GripperWidthM;
        Message.GripperVelocityMPerSec = latest.GripperVelocityMPerSec;
        Message.GripperForceN = latest.GripperForceN;
    }
}

/// <summary>The force/torque sensor at the wrist.</summary>
public sealed class WrenchSensor(SimulatedRobot robot, SensorTiming timing, RandomStream random)
    : ProprioceptiveSensor<WristWrench>(SensorKind.Wrench, timing, random)
{
    protected override void Measure(IPhysicsWorld world, Timestamp now)
    {
        Wrench wrench = robot.Latest.WristWrench;
        Fill(Message.ForceN ??= new(), wrench.Force);
        Fill(Message.TorqueNm ??= new(), wrench.Torque);
    }

    private static void Fill(Vector3 message, Vec3 value) => (message.X, message.Y, message.Z) = (value.X, value.Y, value.Z);
}

/// <summary>Wheel odometry of the base.</summary>
public sealed class OdometrySensor(SimulatedRobot robot, SensorTiming timing, RandomStream random)
    : ProprioceptiveSensor<Odometry>(SensorKind.Odometry, timing, random)
{
    protected override void Measure(IPhysicsWorld world, Timestamp now)
    {
        ref readonly RobotMeasurement latest = ref robot.Latest;
        Message.XM = latest.BaseOdometry.X;
        Message.YM = latest.BaseOdometry.Y;
        Message.YawRad = latest.BaseOdometry.YawRad;
        Message.VxMPerSec = latest.BaseVxMPerSec;
        Message.VyMPerSec = latest.BaseVyMPerSec;
        Message.YawRateRadPerSec = latest.BaseYawRateRadPerSec;
    }
}

/// <summary>Stands in for localisation: the true pose of the base with white noise of 1 cm and half a degree.</summary>
public sealed class PoseEstimateSensor(SimulatedRobot robot, SensorTiming timing, RandomStream random)
    : ProprioceptiveSensor<PoseEstimate>(SensorKind.PoseEstimate, timing, random)
{
    private const double PositionSigmaM = 0.01;
    private const double YawSigmaRad = 0.5 * Math.PI / 180;

    protected override void Measure(IPhysicsWorld world, Timestamp now)
    {
        Pose2 pose = robot.Rig.BasePose;
        Message.XM = pose.X + Random.Gaussian(0, PositionSigmaM);
        Message.YM = pose.Y + Random.Gaussian(0, PositionSigmaM);
        Message.YawRad = Angle.Wrap(pose.YawRad + Random.Gaussian(0, YawSigmaRad));
    }
}
