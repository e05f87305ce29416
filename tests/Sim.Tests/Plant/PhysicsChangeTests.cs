using RoboticsStack.Core;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Scenes;

namespace RoboticsStack.Sim.Tests.Plant;

public sealed class PhysicsChangeTests
{
    private const ulong Seed = 7;

    [Fact]
    public void A_change_reaches_the_bodies_and_the_robot_and_leaves_the_rest_as_it_was()
    {
        PhysicsChange change = new("heavy and slippery") { PayloadKg = 0.4, ContactFrictionFactor = 0.25, ActuationDelaySec = 0.02 };
        Kitchen kitchen = KitchenGenerator.Generate(Seed), changed = change.Apply(kitchen);

        Assert.Equal(kitchen.Bodies.Select(body => body.Name), changed.Bodies.Select(body => body.Name));
        foreach (MugPlacement mug in kitchen.Mugs)
        {
            BodyDescription before = kitchen.Bodies.First(body => body.Name == mug.Name), after = changed.Bodies.First(body => body.Name == mug.Name);
            Assert.Equal(before.Inertia!.Value.MassKg + 0.4, after.Inertia!.Value.MassKg, 9);
            Assert.All(after.Shapes.Zip(before.Shapes), pair => Assert.Equal(0.25 * pair.Second.Friction.Slide, pair.First.Friction.Slide, 9));
        }
        RobotVariation drawn = RobotVariation.Of(Seed), varied = change.Apply(new PlantOptions { Seed = Seed }).Variation!;
        Assert.Equal(
            drawn with { PadFriction = 0.25 * drawn.PadFriction, ActuationDelaySec = drawn.ActuationDelaySec + 0.02 }, varied);
    }

    [Fact]
    public void No_change_is_the_plant_that_the_seed_alone_gives()
    {
        Kitchen kitchen = KitchenGenerator.Generate(Seed);
        Assert.Same(kitchen, PhysicsChange.None.Apply(kitchen));
        Assert.Equal(RobotVariation.Of(Seed), PhysicsChange.None.Apply(new PlantOptions { Seed = Seed }).Variation);
    }
}
