using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Plant;
using RoboticsStack.Safety;
using RoboticsStack.Scenes;

namespace RoboticsStack.Faults.Effects;

/// <summary>A person presses the emergency stop, and perhaps lets the robot go on.</summary>
internal sealed class EmergencyStop(RandomStream random) : FaultEffect
{
    private readonly double _resetSec = random.Chance(0.5) ? random.Uniform(0.1, 1) : double.PositiveInfinity;
    private bool _isPressed, _isReset;

    public override void OnCycle(GateInputs inputs, Timestamp now)
    {
        if (!_isPressed)
        {
            _isPressed = true;
            inputs.EmergencyStop();
        }
        else if (!_isReset && now.SecondsSince(Begin) >= _resetSec)
        {
            _isReset = true;
            inputs.ResetEmergencyStop();
            inputs.RequestEngage();
        }
    }
}

/// <summary>A person asks again and again to engage, whatever the state.</summary>
internal sealed class ImpatientOperator(RandomStream random) : FaultEffect
{
    public override void OnCycle(GateInputs inputs, Timestamp now)
    {
        if (random.Chance(0.1))
        {
            inputs.RequestEngage();
        }
        if (random.Chance(0.02))
        {
            inputs.ResetEmergencyStop();
        }
    }
}

/// <summary>A person stops the robot and lets it go on at once, while it still brakes.</summary>
internal sealed class HastyReset(RandomStream random) : FaultEffect
{
    private readonly double _afterSec = random.Uniform(0.002, 0.1);

    public override void OnCycle(GateInputs inputs, Timestamp now)
    {
        if (now.SecondsSince(Begin) < _afterSec)
        {
            inputs.EmergencyStop();
        }
        else
        {
            inputs.ResetEmergencyStop();
            inputs.RequestEngage();
        }
    }
}

/// <summary>A person takes hold of the gripper and pushes or pulls.</summary>
internal sealed class ArmPush(RandomStream random) : FaultEffect
{
    /// <summary>Up to what a person pushes with one hand without bracing, about 100 N.</summary>
    private readonly Vec3 _force = new Vec3(random.Gaussian(), random.Gaussian(), random.Gaussian()).Normalized() * random.Uniform(10, 100);

    public override double PushN => _force.Length;

    public override void OnWorld(SimulatedKitchen plant, Timestamp now) => plant.World.SetExternalForce(plant.TrueRobot.Gripper, _force);

    public override void Leave(SimulatedKitchen plant) => plant.World.SetExternalForce(plant.TrueRobot.Gripper, Vec3.Zero);
}

/// <summary>A person moves a mug about by hand, now and then into the robot's way.</summary>
internal sealed class MovedMug(RandomStream random) : FaultEffect
{
    /// <summary>A hand as a spring and damper that moves half a kilogramme within half a second and gives way to more than a gentle push.</summary>
    private const double StiffnessNPerM = 60, DampingNsPerM = 8, GripN = 15;

    private readonly Vec3 _offset = new(random.Uniform(-0.25, 0.25), random.Uniform(-0.25, 0.25), random.Uniform(0, 0.25));
    private readonly double _which = random.Uniform();
    private BodyHandle _mug;
    private Vec3 _target;
    private bool _isHeld;

    public override BodyHandle? Moved => _isHeld ? _mug : null;

    public override void OnWorld(SimulatedKitchen plant, Timestamp now)
    {
        if (!_isHeld)
        {
            _isHeld = true;
            Vec3 hand = plant.World.GetPose(plant.TrueRobot.Gripper).Position;
            MugPlacement[] near = [.. plant.Kitchen.Mugs.OrderBy(mug => mug.Pose.Position.DistanceTo(hand)).Take(2)];
            _mug = plant.World.FindBody(near[(int)(_which * near.Length)].Name);
            _target = plant.World.GetPose(_mug).Position + _offset;
        }
        Vec3 pull = (_target - plant.World.GetPose(_mug).Position) * StiffnessNPerM - plant.World.GetVelocity(_mug).Linear * DampingNsPerM + new Vec3(0, 0, 4);
        plant.World.SetExternalForce(_mug, pull.ClampLength(GripN));
    }

    public override void Leave(SimulatedKitchen plant)
    {
        if (_isHeld)
        {
            plant.World.SetExternalForce(_mug, Vec3.Zero);
        }
    }
}
