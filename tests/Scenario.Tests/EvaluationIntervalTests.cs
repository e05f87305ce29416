using RoboticsStack.Core.Randomness;
using RoboticsStack.Runtime.Evaluation;

namespace RoboticsStack.Scenario.Tests;

public sealed class EvaluationIntervalTests
{
    [Theory]
    [InlineData(0, 10, 0.0, 0.2775)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(35, 50, 0.5625, 0.8090)]
    [InlineData(50, 50, 0.9287, 1.0)]
    public void The_interval_is_Wilsons(int successes, int trials, double low, double high)
    {
        (double measuredLow, double measuredHigh) = new WilsonInterval(successes, trials).Bounds;
        Assert.Equal(low, measuredLow, 4);
        Assert.Equal(high, measuredHigh, 4);
    }

    [Fact]
    public void Without_trials_anything_is_possible() => Assert.Equal((0.0, 1.0), new WilsonInterval(0, 0).Bounds);

    [Theory]
    [InlineData(0.1, 50)]
    [InlineData(0.7, 50)]
    [InlineData(0.95, 20)]
    public void The_truth_lies_inside_about_as_often_as_promised(double truth, int trials)
    {
        RandomStream random = RandomStream.For(1, "wilson");
        const int Repeats = 2000;
        int inside = 0;
        for (int i = 0; i < Repeats; i++)
        {
            int successes = Enumerable.Range(0, trials).Count(_ => random.Chance(truth));
            (double low, double high) = new WilsonInterval(successes, trials).Bounds;
            inside += truth >= low && truth <= high ? 1 : 0;
        }
        Assert.InRange((double)inside / Repeats, 0.90, 0.995);
    }

    [Theory]
    [InlineData(0, 0, 1.0)]
    [InlineData(5, 0, 0.0625)]
    [InlineData(8, 1, 0.0390625)]
    [InlineData(4, 4, 1.0)]
    public void Seeds_that_agree_say_nothing_and_those_that_differ_are_a_coin_toss(int onlyFirst, int onlySecond, double p) =>
        Assert.Equal(p, new PairedComparison(onlyFirst, onlySecond, 50).PValue, 9);
}
