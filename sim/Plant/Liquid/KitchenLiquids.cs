using RoboticsStack.Kitchens;
using RoboticsStack.Plant.Machine;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Liquid;

/// <summary>All liquid of a kitchen: the machine's stream, what is in the mugs, and what has been spilled.</summary>
public sealed class KitchenLiquids
{
    private readonly MugLiquid[] _mugs;

    public KitchenLiquids(IPhysicsWorld world, IReadOnlyList<MugPlacement> mugs) =>
        _mugs = [.. mugs.Select(mug => new MugLiquid(world, mug.Spec, mug.Name))];

    public IReadOnlyList<MugLiquid> Mugs => _mugs;

    /// <summary>Left a mug or missed it since the start, ml.</summary>
    public double SpilledMl { get; private set; }

    public void Step(CoffeeMachine machine, double stepSec)
    {
        if (machine.PouredMl > 0)
        {
            Pour(machine);
        }
        foreach (MugLiquid mug in _mugs)
        {
            SpilledMl += mug.Step(stepSec);
        }
    }

    private void Pour(CoffeeMachine machine)
    {
        foreach (MugLiquid mug in _mugs)
        {
            if (mug.Catches(machine.SpoutInWorld))
            {
                mug.Fill(machine.PouredMl);
                return;
            }
        }
        SpilledMl += machine.PouredMl;
    }
}
