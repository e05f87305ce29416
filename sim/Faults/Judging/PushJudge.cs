using RoboticsStack.Control.Robot;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults;

/// <summary>
/// Tells what the robot does from what somebody does to it. While a body or a hand pushes the robot, and for as long after as what it set in motion takes
/// to come to rest, motion against which the drives work is not the robot's: their force times the velocity says that they take energy out of it. Motion
/// into which they put energy is the robot's own, pushed or not.
/// </summary>
internal sealed class PushJudge(RobotDescription robot, SimulatedKitchen plant)
{
    /// <summary>Wheels that give 320 N stop 92 kg from 1 m/s within this.</summary>
    public const double AftermathSec = 0.3;

    /// <summary>
    /// A thing that a shoved robot was pressed against may be so for as long as the force counts as lasting; what presses after that is the robot.
    /// </summary>
    private const double ShovedSec = 0.5;

    /// <summary>By so much the base has to be carried away from what it is told for a push to be a shove.</summary>
    private const double ShoveMPerSec = 0.1;

    private double _pushed = double.NegativeInfinity, _shoved = double.NegativeInfinity;
    private double _handN;
    private GatedCommand _command;

    /// <summary>What somebody pushes with at this instant, N.</summary>
    public double PushN { get; private set; }
    public bool IsPush => PushN > 0;

    /// <summary>The base's motion is somebody else's.</summary>
    public bool CarriesBase { get; private set; }

    /// <summary>The arm's motion against its base is somebody else's.</summary>
    public bool CarriesArm { get; private set; }

    /// <summary>Base or arm was carried away just now: where it ran into something, it was made to.</summary>
    public bool HasShoved => plant.Now.Seconds - _shoved < ShovedSec;

    /// <summary>A hand pushes with so much in this step, N.</summary>
    public void NotePush(double forceN) => _handN = forceN;

    public void OnCommand(in GatedCommand command) => _command = command;

    public void Step()
    {
        double now = plant.Now.Seconds;
        RobotRig truth = plant.TrueRobot;
        PushN = _handN + plant.People.PushN;
        _pushed = IsPush ? now : _pushed;
        bool isRecent = now - _pushed < AftermathSec;
        CarriesBase = isRecent && truth.BaseDrivePowerW <= 0;
        CarriesArm = isRecent && truth.ArmDrivePowerW <= 0;
        (double vx, double vy, _) = truth.GetBaseVelocity();
        bool isBaseAway = double.Hypot(vx - _command.BaseVxMPerSec, vy - _command.BaseVyMPerSec) > ShoveMPerSec;
        if ((CarriesBase && isBaseAway) || (CarriesArm && IsArmAway()))
        {
            _shoved = now;
        }
    }

    /// <summary>Some joint is farther from where it is told to be than its drive can be without being overcome.</summary>
    private bool IsArmAway()
    {
        for (int i = 0; i < JointVector.Length; i++)
        {
            if (Math.Abs(_command.PositionRad[i] - plant.TrueRobot.GetArmPosition(i)) > robot.Safety.Tracking.SlowRad)
            {
                return true;
            }
        }
        return false;
    }
}
