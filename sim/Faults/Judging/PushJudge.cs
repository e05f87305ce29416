using RoboticsStack.Control.Robot;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults;

/// <summary>
/// Tells what the robot does from what somebody does to it. While a body or a hand pushes the robot, and for as long after as what it set in motion takes
/// to come to rest, motion beyond what the drives are told and against which they work is not the robot's: their force times the velocity says that they
/// take energy out of it. Motion into which they put energy, or that they were told, is the robot's own, pushed or not.
/// </summary>
internal sealed class PushJudge(RobotDescription robot, SimulatedKitchen plant)
{
    /// <summary>
    /// A touch or a push up to so much excuses no motion. Bent with it, a spring of 12 kN/m gives 5 kg 0.05 m/s once let go; and in 0.3 s it brings 92 kg
    /// to 0.04 m/s: both are within the slack that gripper and base have anyway.
    /// </summary>
    public const double LightN = 12;

    /// <summary>Wheels that give 320 N stop 92 kg from 1 m/s within this.</summary>
    private const double AftermathSec = 0.3;

    /// <summary>
    /// A thing that a shoved robot was pressed against may be so for as long as the force counts as lasting; what presses after that is the robot, if it has power. Brakes hold what they closed on.
    /// </summary>
    private const double ShovedSec = 0.5;

    /// <summary>By so much the base has to be carried away from what it is told for a push to be a shove.</summary>
    private const double ShoveMPerSec = 0.1;

    private double _pushed = double.NegativeInfinity, _shoved = double.NegativeInfinity;
    private double _handN;
    private GatedCommand _command;

    /// <summary>What somebody pushes with at this instant, N.</summary>
    public double PushN => _handN + plant.People.PushN;
    public bool IsPush => PushN > LightN;

    /// <summary>The base's motion is somebody else's.</summary>
    public bool CarriesBase { get; private set; }

    /// <summary>The arm's motion against its base is somebody else's.</summary>
    public bool CarriesArm { get; private set; }

    /// <summary>Base or arm was carried away just now: where it ran into something, it was made to.</summary>
    public bool HasShoved => plant.Now.Seconds - _shoved < ShovedSec;

    private bool IsRecent => plant.Now.Seconds - _pushed < AftermathSec;

    /// <summary>A hand pushes with so much in this step, N.</summary>
    public void NotePush(double forceN) => _handN = forceN;

    public void OnCommand(in GatedCommand command) => _command = command;

    /// <param name="touchN">Greatest force between the robot and any thing. What a thing throws back was not shoved: no shove begins that is weaker.</param>
    public void Step(double touchN)
    {
        RobotRig truth = plant.TrueRobot;
        _pushed = IsPush ? plant.Now.Seconds : _pushed;
        (double vx, double vy, double yawRate) = truth.GetBaseVelocity();
        (double awayX, double awayY) = (vx - _command.BaseVxMPerSec, vy - _command.BaseVyMPerSec);
        // What stands is not carried, though it may tremble and was told to drive.
        bool isBaseAlong = awayX * vx + awayY * vy > 0 && double.Hypot(vx, vy) > MotionJudge.RestMPerSec;
        double awayMPerSec = isBaseAlong ? double.Hypot(awayX, awayY) : 0;
        CarriesBase = IsRecent && truth.BaseDrivePowerW <= 0
            && (awayMPerSec > MotionJudge.RestMPerSec || IsBeyond(yawRate, _command.BaseYawRateRadPerSec, MotionJudge.RestRadPerSec));
        bool isJointBeyond = IsBeyond(truth.LiftVelocityMPerSec, _command.LiftVelocityMPerSec, MotionJudge.RestMPerSec), isJointAway = false;
        for (int i = 0; i < JointVector.Length; i++)
        {
            isJointBeyond |= IsJointBeyond(i);
            isJointAway |= CarriesJoint(i) && IsDraggedAway(i);
        }
        CarriesArm = IsRecent && truth.ArmDrivePowerW <= 0 && isJointBeyond;
        bool isShove = (CarriesBase && awayMPerSec > ShoveMPerSec) || (CarriesArm && isJointAway);
        bool isHeldByBrakes = !_command.IsPowered && HasShoved && touchN > LightN;
        _shoved = isHeldByBrakes || (isShove && (HasShoved || touchN <= Math.Max(LightN, PushN))) ? plant.Now.Seconds : _shoved;
    }

    /// <summary>This joint's motion is somebody else's.</summary>
    public bool CarriesJoint(int joint) => IsRecent && IsJointBeyond(joint) && plant.TrueRobot.GetArmTorque(joint) * plant.TrueRobot.GetArmVelocity(joint) <= 0;

    private bool IsJointBeyond(int joint) => IsBeyond(plant.TrueRobot.GetArmVelocity(joint), _command.VelocityRadPerSec[joint], MotionJudge.RestRadPerSec);

    /// <summary>It moves away from where it is told to be, and is farther from there than its drive can be without being overcome.</summary>
    private bool IsDraggedAway(int joint)
    {
        double error = plant.TrueRobot.GetArmPosition(joint) - _command.PositionRad[joint];
        return Math.Abs(error) > robot.Safety.Tracking.SlowRad && error * plant.TrueRobot.GetArmVelocity(joint) > 0;
    }

    private static bool IsBeyond(double speed, double told, double still) => (speed - told) * speed > 0 && Math.Abs(speed - told) > still;
}
