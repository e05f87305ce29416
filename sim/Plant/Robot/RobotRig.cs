using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Robot;

/// <summary>
/// The robot inside one world: drives its actuators and reads its joints. Used by the simulated hardware and by anyone who rolls a robot
/// forward in a world of their own; it has no delay and no noise. Allocates nothing after construction.
/// </summary>
public sealed class RobotRig
{
    private readonly IPhysicsWorld _world;
    private readonly DriveGains _gains;
    private readonly RobotDescription _robot;
    private readonly JointHandle[] _armJoints = new JointHandle[JointVector.Length];
    private readonly ActuatorHandle[] _armActuators = new ActuatorHandle[JointVector.Length];
    private readonly JointHandle _lift, _leftFinger, _rightFinger, _baseX, _baseY, _baseYaw;
    private readonly ActuatorHandle _liftDrive, _leftDrive, _rightDrive, _baseXDrive, _baseYDrive, _baseYawDrive;
    private double _fingerReferenceM, _baseXReference, _baseYReference, _baseYawReference;

    public RobotRig(IPhysicsWorld world, RobotDescription robot, RobotVariation? variation = null)
    {
        _world = world;
        _robot = robot;
        _gains = new DriveGains(robot, variation ?? RobotVariation.Nominal);
        for (int i = 0; i < JointVector.Length; i++)
        {
            (_armJoints[i], _armActuators[i]) = Find(robot.ArmJoints[i].Name);
        }
        (_lift, _liftDrive) = Find(robot.LiftJoint.Name);
        (_leftFinger, _leftDrive) = Find(robot.LeftFingerJoint.Name);
        (_rightFinger, _rightDrive) = Find(robot.RightFingerJoint.Name);
        (_baseX, _baseXDrive) = Find(RobotBodies.BaseX);
        (_baseY, _baseYDrive) = Find(RobotBodies.BaseY);
        (_baseYaw, _baseYawDrive) = Find(RobotBodies.BaseYaw);
        Base = world.FindBody(robot.Frames.Base);
        ArmBase = world.FindBody(robot.Frames.ArmBase);
        Gripper = world.FindBody(robot.Frames.Gripper);
        TakeReferences();

        (JointHandle, ActuatorHandle) Find(string name) => (world.FindJoint(name), world.FindActuator(name));
    }

    public BodyHandle Base { get; }
    public BodyHandle ArmBase { get; }
    public BodyHandle Gripper { get; }

    public Pose2 BasePose => new(
        _world.GetJointPosition(_baseX), _world.GetJointPosition(_baseY), Angle.Wrap(_world.GetJointPosition(_baseYaw)));
    public double LiftM => _world.GetJointPosition(_lift);
    public double LiftVelocityMPerSec => _world.GetJointVelocity(_lift);
    public double GripperWidthM => _world.GetJointPosition(_leftFinger) + _world.GetJointPosition(_rightFinger);
    public double GripperVelocityMPerSec => _world.GetJointVelocity(_leftFinger) + _world.GetJointVelocity(_rightFinger);

    /// <summary>Mean pressing force of the two fingers' motors, closing positive.</summary>
    public double GripperForceN => -(_world.GetJointActuatorForce(_leftFinger) + _world.GetJointActuatorForce(_rightFinger)) / 2;
    public Pose GripperInArmBase => _world.GetPose(ArmBase).Inverse() * _world.GetPose(Gripper);

    /// <summary>Of the drives; none at first.</summary>
    public DriveFaults Faults { get; } = new();

    public double GetArmPosition(int joint) => _world.GetJointPosition(_armJoints[joint]);
    public double GetArmVelocity(int joint) => _world.GetJointVelocity(_armJoints[joint]);

    /// <summary>What the drive exerts beyond the arm's own weight: servo torque less the drive's damping.</summary>
    public double GetArmTorque(int joint)
    {
        ServoGains gains = _gains.Arm[joint];
        return _world.GetJointActuatorForce(_armJoints[joint]) - gains.Damping * _world.GetJointVelocity(_armJoints[joint]);
    }

    /// <summary>What the arm's and the lift's drives put into their motion; negative while they work against it, W.</summary>
    public double ArmDrivePowerW
    {
        get
        {
            double power = Power(_lift, _gains.Lift);
            for (int i = 0; i < JointVector.Length; i++)
            {
                power += GetArmTorque(i) * GetArmVelocity(i);
            }
            return power;
        }
    }

    /// <summary>The same of the wheels.</summary>
    public double BaseDrivePowerW => Power(_baseX, _gains.BaseLinear) + Power(_baseY, _gains.BaseLinear) + Power(_baseYaw, _gains.BaseYaw);

    /// <summary>Base velocity in base_link.</summary>
    public (double Vx, double Vy, double YawRate) GetBaseVelocity()
    {
        (double sin, double cos) = Math.SinCos(_world.GetJointPosition(_baseYaw));
        double x = _world.GetJointVelocity(_baseX), y = _world.GetJointVelocity(_baseY);
        return (cos * x + sin * y, -sin * x + cos * y, _world.GetJointVelocity(_baseYaw));
    }

    /// <summary>Puts the robot somewhere at rest; call <see cref="IPhysicsWorld.Refresh"/> once everything is placed.</summary>
    public void Place(Pose2 basePose, double liftM, in JointVector positionRad, double gripperWidthM)
    {
        _world.SetJointState(_baseX, basePose.X, 0);
        _world.SetJointState(_baseY, basePose.Y, 0);
        _world.SetJointState(_baseYaw, basePose.YawRad, 0);
        _world.SetJointState(_lift, liftM, 0);
        _world.SetJointState(_leftFinger, gripperWidthM / 2, 0);
        _world.SetJointState(_rightFinger, gripperWidthM / 2, 0);
        for (int i = 0; i < JointVector.Length; i++)
        {
            _world.SetJointState(_armJoints[i], positionRad[i], 0);
        }
        TakeReferences();
        Drive(HoldHere());
    }

    /// <summary>After the world was restored or its joints were set from outside: the drives hold from where the joints are now.</summary>
    public void TakeReferences()
    {
        _fingerReferenceM = GripperWidthM / 2;
        _baseXReference = _world.GetJointPosition(_baseX);
        _baseYReference = _world.GetJointPosition(_baseY);
        _baseYawReference = _world.GetJointPosition(_baseYaw);
    }

    /// <summary>The setpoint that keeps everything where it is, with the gripper's force as given.</summary>
    public RobotSetpoint HoldHere(double gripperForceN = 20)
    {
        RobotSetpoint hold = new() { LiftM = LiftM, GripperWidthM = GripperWidthM, GripperForceN = gripperForceN };
        for (int i = 0; i < JointVector.Length; i++)
        {
            hold.PositionRad[i] = GetArmPosition(i);
        }
        return hold;
    }

    /// <summary>Sets the drives for the step to come; call before each <see cref="IPhysicsWorld.Step"/>.</summary>
    public void Drive(in RobotSetpoint setpoint)
    {
        for (int i = 0; i < JointVector.Length; i++)
        {
            ServoGains gains = _gains.Arm[i] with { MaxForce = Faults.TorqueShare[i] * _gains.Arm[i].MaxForce };
            Serve(_armJoints[i], _armActuators[i], gains, setpoint.PositionRad[i], setpoint.VelocityRadPerSec[i], Faults.SpuriousTorqueNm[i]);
        }
        Serve(_lift, _liftDrive, _gains.Lift, setpoint.LiftM, setpoint.LiftVelocityMPerSec);
        DriveFingers(setpoint.GripperWidthM, setpoint.GripperForceN);
        DriveBase(setpoint.BaseVxMPerSec, setpoint.BaseVyMPerSec, setpoint.BaseYawRateRadPerSec);
    }

    /// <summary>
    /// A servo with velocity feed-forward and a limit on its whole effort. The engine adds stiffness · (target − q) − damping · q̇, the damping
    /// implicitly; the target is chosen such that this sum is the effort wanted.
    /// </summary>
    private void Serve(JointHandle joint, ActuatorHandle drive, in ServoGains gains, double position, double velocity, double unasked = 0)
    {
        double q = _world.GetJointPosition(joint), speed = _world.GetJointVelocity(joint);
        double effort = Math.Clamp(gains.Stiffness * (position - q) + gains.Damping * (velocity - speed), -gains.MaxForce, gains.MaxForce) + unasked;
        _world.SetTarget(drive, q + (effort + gains.Damping * speed) / gains.Stiffness);
    }

    /// <summary>Fingers follow a reference that moves no faster than they can, and press no harder than they are told.</summary>
    private void DriveFingers(double widthM, double forceN)
    {
        double step = _robot.Gripper.MaxSpeedMPerSec / 2 * _world.TimestepSec;
        _fingerReferenceM += Math.Clamp(widthM / 2 - _fingerReferenceM, -step, step);
        double limit = Math.Clamp(forceN, 0, _robot.Gripper.MaxForceN);
        _world.SetTarget(_leftDrive, Math.Clamp(_gains.Finger.Stiffness * (_fingerReferenceM - _world.GetJointPosition(_leftFinger)), -limit, limit));
        _world.SetTarget(_rightDrive, Math.Clamp(_gains.Finger.Stiffness * (_fingerReferenceM - _world.GetJointPosition(_rightFinger)), -limit, limit));
    }

    /// <summary>The wheels turn as commanded and the base follows its wheels, until it is blocked and they slip.</summary>
    private void DriveBase(double vx, double vy, double yawRate)
    {
        double dt = _world.TimestepSec;
        (double sin, double cos) = Math.SinCos(_world.GetJointPosition(_baseYaw));
        double worldVx = cos * vx - sin * vy, worldVy = sin * vx + cos * vy;
        _baseXReference = Follow(_baseX, _baseXDrive, _gains.BaseLinear, _baseXReference, worldVx, dt);
        _baseYReference = Follow(_baseY, _baseYDrive, _gains.BaseLinear, _baseYReference, worldVy, dt);
        _baseYawReference = Follow(_baseYaw, _baseYawDrive, _gains.BaseYaw, _baseYawReference, yawRate, dt);
    }

    /// <summary>Of servo effort, which is the actuator's less the damping, and velocity.</summary>
    private double Power(JointHandle joint, in ServoGains gains)
    {
        double speed = _world.GetJointVelocity(joint);
        return (_world.GetJointActuatorForce(joint) - gains.Damping * speed) * speed;
    }

    private double Follow(JointHandle joint, ActuatorHandle drive, ServoGains gains, double reference, double velocity, double dt)
    {
        double q = _world.GetJointPosition(joint), slip = gains.MaxForce / gains.Stiffness;
        double next = Math.Clamp(reference + velocity * dt, q - slip, q + slip);
        Serve(joint, drive, gains, next, velocity);
        return next;
    }
}
