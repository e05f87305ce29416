using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Mugs;

namespace RoboticsStack.Sim.Tests;

public sealed class KitchenCatalogueTests
{
    [Fact]
    public void EveryMugOfTheCatalogueIsWithinRangeAndHoldsACup()
    {
        Assert.True(MugCatalogue.All.Select(mug => mug.Id).Distinct().Count() >= 8);
        foreach (MugSpec mug in MugCatalogue.All)
        {
            mug.Validate();
            Assert.True(mug.CapacityMl > 200, $"{mug.Id} holds {mug.CapacityMl} ml");
            Assert.Equal(mug.HeightM - mug.WallM, mug.LevelM(mug.CapacityMl), 6);
        }
    }

    [Fact]
    public void EveryMachineOfTheCatalogueTakesEveryMug()
    {
        Assert.True(MachineCatalogue.All.Select(machine => machine.Id).Distinct().Count() >= 4);
        foreach (MachineSpec machine in MachineCatalogue.All)
        {
            machine.Validate();
            Assert.True(machine.ClearHeightM > MugCatalogue.All.Max(mug => mug.HeightM) + 0.05);
            Assert.True(MugCatalogue.All.Min(mug => mug.CapacityMl) > machine.BrewMl);
        }
    }

    [Fact]
    public void DrawnSpecsAreWithinRangeWhateverTheSeed()
    {
        for (ulong seed = 0; seed < 500; seed++)
        {
            MugSpec mug = MugCatalogue.Draw(RandomStream.For(seed, "mug"));
            MachineSpec machine = MachineCatalogue.Draw(RandomStream.For(seed, "machine"));
            Assert.True(mug.CapacityMl > 185, $"seed {seed}: {mug.Id} holds {mug.CapacityMl} ml");
            Assert.True(machine.HeightM >= machine.ButtonZM + machine.ButtonRadiusM, $"seed {seed}: {machine.Id}");
        }
    }

    [Fact]
    public void AMachineTheHandDoesNotFitIsRefusedWithItsNameAndRange()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => (MachineCatalogue.All[0] with { BayWidthM = 0.12 }).Validate());
        Assert.Contains("BayWidthM", error.Message, StringComparison.Ordinal);
        Assert.Contains("0.20 m", error.Message, StringComparison.Ordinal);
    }
}
