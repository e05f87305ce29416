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
    /// <summary>Slower than this the wheels count as standing, and do not brake but drive.</summary>
    private const double StandingMPerSec = 0.01, StandingRadPerSec = 0.02;

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

    /// <summary>How far ahead of the joint a target at the joint's own velocity would stand for the effort that a setpoint asks for, rad.</summary>
    internal double GetArmLead(int joint, in RobotSetpoint setpoint)
    {
        ServoGains gains = _gains.Arm[joint];
        return Effort(_armJoints[joint], gains, setpoint.PositionRad[joint], setpoint.VelocityRadPerSec[joint]) / gains.Stiffness;
    }

    /// <summary>So far a joint can be forced from where its drive holds it before that gives way, rad.</summary>
    internal double GetArmSlip(int joint) => ArmGains(joint).MaxForce / ArmGains(joint).Stiffness;

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
    /// <param name="setpoint">For the drives.</param>
    /// <param name="brakesWheels">The wheels' brakes are closed: they hold against motion, and never press.</param>
    public void Drive(in RobotSetpoint setpoint, bool brakesWheels = false)
    {
        for (int i = 0; i < JointVector.Length; i++)
        {
            Serve(_armJoints[i], _armActuators[i], ArmGains(i), setpoint.PositionRad[i], setpoint.VelocityRadPerSec[i], Faults.SpuriousTorqueNm[i]);
        }
        Serve(_lift, _liftDrive, _gains.Lift, setpoint.LiftM, setpoint.LiftVelocityMPerSec);
        DriveFingers(setpoint.GripperWidthM, setpoint.GripperForceN);
        if (brakesWheels)
        {
            _baseXReference = LetGo(_baseX, _baseXReference);
            _baseYReference = LetGo(_baseY, _baseYReference);
            _baseYawReference = LetGo(_baseYaw, _baseYawReference);
        }
        DriveBase(setpoint.BaseVxMPerSec, setpoint.BaseVyMPerSec, setpoint.BaseYawRateRadPerSec);
    }

    /// <summary>With what a fault leaves of the torque.</summary>
    private ServoGains ArmGains(int joint) => _gains.Arm[joint] with { MaxForce = Faults.TorqueShare[joint] * _gains.Arm[joint].MaxForce };

    /// <summary>
    /// A servo with velocity feed-forward and a limit on its whole effort. The engine adds stiffness · (target − q) − damping · q̇, the damping
    /// implicitly; the target is chosen such that this sum is the effort wanted.
    /// </summary>
    private void Serve(JointHandle joint, ActuatorHandle drive, in ServoGains gains, double position, double velocity, double unasked = 0) =>
        Exert(joint, drive, gains, Effort(joint, gains, position, velocity) + unasked);

    private double Effort(JointHandle joint, in ServoGains gains, double position, double velocity) => Math.Clamp(
        gains.Stiffness * (position - _world.GetJointPosition(joint)) + gains.Damping * (velocity - _world.GetJointVelocity(joint)), -gains.MaxForce, gains.MaxForce);

    private void Exert(JointHandle joint, ActuatorHandle drive, in ServoGains gains, double effort) =>
        _world.SetTarget(drive, _world.GetJointPosition(joint) + (effort + gains.Damping * _world.GetJointVelocity(joint)) / gains.Stiffness);

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
        double forceX = Follow(_baseX, _gains.BaseLinear, _gains.BaseDrivingN, ref _baseXReference, worldVx, dt);
        double forceY = Follow(_baseY, _gains.BaseLinear, _gains.BaseDrivingN, ref _baseYReference, worldVy, dt);
        double torque = Follow(_baseYaw, _gains.BaseYaw, _gains.BaseTurningNm, ref _baseYawReference, yawRate, dt);
        double force = Math.Sqrt(forceX * forceX + forceY * forceY);
        double speedX = _world.GetJointVelocity(_baseX), speedY = _world.GetJointVelocity(_baseY);
        bool brakes = forceX * worldVx + forceY * worldVy <= 0 && forceX * speedX + forceY * speedY < -StandingMPerSec * force;
        double share = brakes ? 1 : Math.Min(1, _gains.BaseDrivingN / Math.Max(force, double.Epsilon));
        bool brakesTurn = torque * yawRate <= 0 && torque * _world.GetJointVelocity(_baseYaw) < -StandingRadPerSec * Math.Abs(torque);
        Exert(_baseX, _baseXDrive, _gains.BaseLinear, share * forceX);
        Exert(_baseY, _baseYDrive, _gains.BaseLinear, share * forceY);
        Exert(_baseYaw, _baseYawDrive, _gains.BaseYaw, brakesTurn ? torque : Math.Clamp(torque, -_gains.BaseTurningNm, _gains.BaseTurningNm));
    }

    /// <summary>Of servo effort, which is the actuator's less the damping, and velocity.</summary>
    private double Power(JointHandle joint, in ServoGains gains)
    {
        double speed = _world.GetJointVelocity(joint);
        return (_world.GetJointActuatorForce(joint) - gains.Damping * speed) * speed;
    }

    /// <summary>A brake that would drive where the wheel is going does not.</summary>
    private double LetGo(JointHandle joint, double reference)
    {
        double q = _world.GetJointPosition(joint);
        return (reference - q) * _world.GetJointVelocity(joint) > 0 ? q : reference;
    }

    /// <summary>Moves a wheel's reference on, no farther ahead than the wheel can drive or behind than it can brake, and tells the effort that it asks for.</summary>
    private double Follow(JointHandle joint, in ServoGains gains, double driving, ref double reference, double velocity, double dt)
    {
        double q = _world.GetJointPosition(joint), ahead = driving / gains.Stiffness, behind = gains.MaxForce / gains.Stiffness;
        reference = Math.Clamp(reference + velocity * dt, q - (velocity < 0 ? ahead : behind), q + (velocity > 0 ? ahead : behind));
        return Effort(joint, gains, reference, velocity);
    }
}
