using RoboticsStack.Core.Randomness;
using RoboticsStack.Planning.Manipulation;

namespace RoboticsStack.Planning.Tests;

public sealed class PlannerNoiseTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3.5)]
    public void Noise_has_variance_one_and_neighbouring_steps_agree_the_more_the_redder_it_is(double beta)
    {
        RandomStream random = RandomStream.For(11, "noise");
        ColouredNoise noise = new(10, beta);
        double[] draw = new double[10];
        double squares = 0;
        double products = 0;
        const int Draws = 4000;
        for (int i = 0; i < Draws; i++)
        {
            noise.Draw(random, draw);
            squares += draw.Sum(value => value * value) / 10;
            products += Enumerable.Range(0, 9).Sum(step => draw[step] * draw[step + 1]) / 9;
        }

        Assert.InRange(squares / Draws, 0.9, 1.1);
        Assert.InRange(products / Draws, beta == 0 ? -0.1 : 0.6, beta == 0 ? 0.1 : 1.0);
    }
}
