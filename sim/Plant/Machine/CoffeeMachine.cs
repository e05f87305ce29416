using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Machine;

public enum MachineState
{
    Idle = 0,
    Brewing = 1,
    Finished = 2,
}

/// <summary>
/// The works behind the button: pressed through, it heats, then pours its measure at the spout, whether or not a mug is there. Another press after
/// that brews again.
/// </summary>
public sealed class CoffeeMachine
{
    /// <summary>Share of the button's travel at which it switches.</summary>
    public const double SwitchShare = 0.8;

    /// <summary>Share at which it can be pressed anew.</summary>
    private const double ReleaseShare = 0.4;

    /// <summary>From the press to the first drop, seconds; part of the brewing time.</summary>
    private const double HeatingSec = 3;

    private readonly IPhysicsWorld _world;
    private readonly JointHandle _button;
    private bool _down;
    private double _sincePress;

    public CoffeeMachine(IPhysicsWorld world, MachinePlacement placement)
    {
        _world = world;
        Spec = placement.Spec;
        SpoutInWorld = placement.Pose.Transform(Spec.Spout);
        MugPlaceInWorld = placement.MugPlaceInWorld;
        _button = world.FindJoint(MachineBody.ButtonJointName);
    }

    public MachineSpec Spec { get; }
    public Vec3 SpoutInWorld { get; }
    public Vec3 MugPlaceInWorld { get; }
    public MachineState State { get; private set; }
    public double ButtonTravelM => _world.GetJointPosition(_button);

    /// <summary>Times the button was pressed through.</summary>
    public int Presses { get; private set; }

    /// <summary>When brewing first began; null before.</summary>
    public Timestamp? FirstBrewAt { get; private set; }

    /// <summary>Millilitres that left the spout in the latest step.</summary>
    public double PouredMl { get; private set; }

    public void Step(Timestamp now, double stepSec)
    {
        double share = ButtonTravelM / Spec.ButtonTravelM;
        if (!_down && share >= SwitchShare)
        {
            _down = true;
            Presses++;
            if (State != MachineState.Brewing)
            {
                State = MachineState.Brewing;
                _sincePress = 0;
                FirstBrewAt ??= now;
            }
        }
        _down &= share > ReleaseShare;
        PouredMl = 0;
        if (State != MachineState.Brewing)
        {
            return;
        }
        _sincePress += stepSec;
        if (_sincePress > HeatingSec)
        {
            PouredMl = Spec.BrewMl / (Spec.BrewSec - HeatingSec) * stepSec;
        }
        if (_sincePress >= Spec.BrewSec)
        {
            State = MachineState.Finished;
        }
    }
}
