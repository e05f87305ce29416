using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Plant;

namespace RoboticsStack.Faults.Effects;

/// <summary>The brake of one joint closes while the others go on.</summary>
internal sealed class StuckBrake(RandomStream random) : FaultEffect
{
    private readonly int _joint = random.Index(JointVector.Length);
    private bool _isClosed;

    public override bool IsInDrives => true;

    public override void OnWorld(SimulatedKitchen plant, Timestamp now)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            plant.TrueRobot.Faults.Brake(_joint, plant.TrueRobot.GetArmPosition(_joint));
        }
    }

    public override void Leave(SimulatedKitchen plant) => plant.TrueRobot.Faults.ReleaseBrake();
}

/// <summary>Some joint's motor has lost part of its torque.</summary>
internal sealed class WeakDrive(RandomStream random) : FaultEffect
{
    private readonly int _joint = random.Index(JointVector.Length);
    private readonly double _share = random.Uniform(0.05, 0.5);

    public override bool IsInDrives => true;

    public override void OnWorld(SimulatedKitchen plant, Timestamp now) => plant.TrueRobot.Faults.TorqueShare[_joint] = _share;

    public override void Leave(SimulatedKitchen plant) => plant.TrueRobot.Faults.TorqueShare[_joint] = 1;
}

/// <summary>All drives follow their setpoints with a lag.</summary>
internal sealed class SluggishDrives(RandomStream random) : FaultEffect
{
    private readonly double _lagSec = random.Uniform(0.02, 0.2);

    public override bool IsInDrives => true;

    public override void OnWorld(SimulatedKitchen plant, Timestamp now) => plant.TrueRobot.Faults.LagSec = _lagSec;

    public override void Leave(SimulatedKitchen plant) => plant.TrueRobot.Faults.LagSec = 0;
}

/// <summary>The gripper closes but does not open.</summary>
internal sealed class StuckGripper : FaultEffect
{
    public override void OnWorld(SimulatedKitchen plant, Timestamp now) => plant.TrueRobot.Faults.KeepsFingersShut = true;

    public override void Leave(SimulatedKitchen plant) => plant.TrueRobot.Faults.KeepsFingersShut = false;
}

/// <summary>One wheel is locked: the base comes along with part of the speed and turns about that wheel.</summary>
internal sealed class LockedWheel(RandomStream random) : FaultEffect
{
    private readonly double _share = random.Uniform(0, 0.7);
    private readonly double _skewRadPerM = random.Uniform(-2, 2);

    public override bool IsInDrives => true;

    public override void OnWorld(SimulatedKitchen plant, Timestamp now) =>
        (plant.TrueRobot.Faults.WheelShare, plant.TrueRobot.Faults.SkewRadPerM) = (_share, _skewRadPerM);

    public override void Leave(SimulatedKitchen plant) => (plant.TrueRobot.Faults.WheelShare, plant.TrueRobot.Faults.SkewRadPerM) = (1, 0);
}
