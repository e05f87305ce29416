using RoboticsStack.Runtime.Benchmarks;

namespace RoboticsStack.Scenario.Tests;

public sealed class EvaluationBenchTests
{
    [Fact]
    public void Percentiles_count_towards_the_bad_end_whichever_that_is()
    {
        double[] samples = [.. Enumerable.Range(1, 100).Select(i => (double)i)];
        BenchFigure latency = BenchFigure.Of("latency", "ms", samples);
        BenchFigure speed = BenchFigure.Of("speed", "steps/s", samples, moreIsBetter: true);
        Assert.Equal((50, 90, 99, 100), (latency.Median, latency.P90, latency.P99, latency.Worst));
        Assert.Equal((51, 11, 2, 1), (speed.Median, speed.P90, speed.P99, speed.Worst));
    }

    [Fact]
    public void A_ratio_is_of_medians_and_names_its_yardstick()
    {
        BenchFigure yardstick = BenchFigure.Of("bare", "µs", [1, 2, 3]);
        BenchFigure ours = BenchFigure.Of("ours", "µs", [2, 3, 9]).Against(yardstick);
        Assert.Equal(1.5, ours.Ratio);
        Assert.Equal("bare", ours.Baseline);
    }

    [Fact]
    public void The_histogram_of_cyclictest_is_read()
    {
        LatencyCounts counts = Cyclictest.Parse("""
            # /dev/cpu_dma_latency set to 0us
            # Histogram
            000000 000000
            000010 000090
            000020 000009
            000500 000001
            # Total: 000000100
            # Max Latencies: 00517
            # Histogram Overflows: 00002
            """)!;
        BenchFigure figure = counts.ToFigure("c", "µs late");
        Assert.Equal(2, counts.AtLeast(TimeSpan.FromMilliseconds(2)));
        Assert.Equal((10, 20, 10_000, 10_000, 102), (figure.Median, figure.P90, figure.P99, figure.Worst, figure.Samples));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# Histogram\n000000 000000\n")]
    [InlineData("Unable to change scheduling policy!")]
    public void What_holds_no_histogram_is_not_taken_for_one(string output) => Assert.Null(Cyclictest.Parse(output));

    [Fact]
    public void A_busy_machine_is_called_busy()
    {
        Assert.Null(MachineLoad.Warning("0.10 0.20 0.30 1/200 1234", processors: 2));
        Assert.Contains("load 3.5 on 2 processors", MachineLoad.Warning("3.50 1.00 0.50 4/200 1234", processors: 2)!, StringComparison.Ordinal);
    }
}
