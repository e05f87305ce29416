using RoboticsStack.Core.Geometry;
using RoboticsStack.Plant;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults;

/// <summary>Measures stops: how long until all truly rests, and whether it stays so.</summary>
internal sealed class StopJudge(SimulatedKitchen plant, MotionJudge motion, PushJudge pushes, PromiseSheet sheet)
{
    private GateMode _mode;
    private bool _isPowered;
    private double _stopSince = double.NaN;
    private bool _isBrainLost, _armRestsSinceLoss, _baseRestsSinceLoss;
    private double _brainLost;
    private double _missedSec, _missedBeforeStop, _missedBeforeLoss;
    private bool _hasRested, _armRested, _baseRested;
    private double _carriedSec;
    private Vec3 _gripper, _base, _gripperTravel, _baseTravel;

    /// <summary>A brain that is back in time need not have been missed.</summary>
    public void NoteBrain(bool isAlive, bool follows)
    {
        if (isAlive)
        {
            _isBrainLost = false;
        }
        else if (follows && !_isBrainLost)
        {
            (_isBrainLost, _armRestsSinceLoss, _baseRestsSinceLoss) = (true, false, false);
            (_brainLost, _missedBeforeLoss) = (plant.Now.Seconds, _missedSec);
        }
    }

    /// <summary>The loop did not run: what takes time only because of that is not the gate's doing.</summary>
    public void NoteMissedCycle() => _missedSec += plant.StepSec;

    public void OnCommand(in GatedCommand command)
    {
        bool stops = command.Mode is GateMode.ControlledStop or GateMode.PowerOff;
        if (stops && _mode is not (GateMode.ControlledStop or GateMode.PowerOff))
        {
            (_stopSince, _missedBeforeStop, _hasRested) = (plant.Now.Seconds, _missedSec, false);
            (_armRested, _baseRested, _carriedSec) = (false, false, 0);
        }
        _stopSince = stops ? _stopSince : double.NaN;
        (_mode, _isPowered) = (command.Mode, command.IsPowered);
    }

    public void Step()
    {
        double now = plant.Now.Seconds;
        NoteBrainLoss(now);
        if (double.IsNaN(_stopSince))
        {
            return;
        }
        Vec3 gripper = plant.TrueRobot.GripperInArmBase.Position, robotBase = new(plant.TrueRobot.BasePose.X, plant.TrueRobot.BasePose.Y, 0);
        // Whoever pushes a robot can keep it from coming to rest for as long as they like, where all that still moves is moved by them; and what they have set in motion has to be stopped first.
        bool isCarried = (pushes.CarriesArm || pushes.CarriesBase) && (motion.ArmRests || pushes.CarriesArm) && (motion.BaseRests || pushes.CarriesBase);
        _carriedSec += isCarried ? plant.StepSec : 0;
        double lasted = now - _stopSince - (_missedSec - _missedBeforeStop) - _carriedSec;
        if (_hasRested)
        {
            _gripperTravel += pushes.CarriesArm ? Vec3.Zero : gripper - _gripper;
            _baseTravel += pushes.CarriesBase ? Vec3.Zero : robotBase - _base;
            sheet.Note(Promise.TravelAfterStop, Math.Max(_gripperTravel.Length, _baseTravel.Length), now);
        }
        else if (motion.Rests)
        {
            (_hasRested, _gripperTravel, _baseTravel) = (true, Vec3.Zero, Vec3.Zero);
        }
        else if (motion.IsDeaf)
        {
            sheet.Note(Promise.PowerOffTime, _isPowered ? lasted : 0, now);
        }
        else if (motion.TouchedSince(_stopSince))
        {
            sheet.Note(Promise.StopTimeAfterTouch, lasted, now);
        }
        else
        {
            _armRested |= motion.ArmRests;
            _baseRested |= motion.BaseRests;
            sheet.Note(Promise.StopTime, _armRested ? 0 : lasted, now);
            sheet.Note(Promise.BaseStopTime, _baseRested ? 0 : lasted, now);
        }
        (_gripper, _base) = (gripper, robotBase);
    }

    private void NoteBrainLoss(double now)
    {
        if (!_isBrainLost)
        {
            return;
        }
        // A touch or deaf drives can keep the robot from coming to rest in time, but not the gate from stopping it: how long that stop takes is then
        // held to its own promise.
        bool isStopped = !double.IsNaN(_stopSince) && (motion.TouchedSince(_brainLost) || motion.IsDeaf);
        _armRestsSinceLoss |= motion.ArmRests || isStopped;
        _baseRestsSinceLoss |= motion.BaseRests || isStopped;
        double lasted = now - _brainLost - (_missedSec - _missedBeforeLoss);
        sheet.Note(Promise.BrainLossTime, _armRestsSinceLoss ? 0 : lasted, now);
        sheet.Note(Promise.BaseBrainLossTime, _baseRestsSinceLoss ? 0 : lasted, now);
    }
}
