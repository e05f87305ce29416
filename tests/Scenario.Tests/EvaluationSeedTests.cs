using RoboticsStack.Core;
using RoboticsStack.Runtime.Evaluation;

namespace RoboticsStack.Scenario.Tests;

public sealed class EvaluationSeedTests
{
    [Theory]
    [InlineData("7", new ulong[] { 7 })]
    [InlineData("1000..1003", new ulong[] { 1000, 1001, 1002, 1003 })]
    [InlineData("3,1,12", new ulong[] { 3, 1, 12 })]
    [InlineData("5..6, 9", new ulong[] { 5, 6, 9 })]
    [InlineData("18446744073709551615", new[] { ulong.MaxValue })]
    public void Seeds_are_read_in_the_order_written(string text, ulong[] seeds) => Assert.Equal(seeds, SeedList.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1..")]
    [InlineData("1...3")]
    [InlineData("1..2..3")]
    [InlineData("-3")]
    [InlineData("1.5")]
    [InlineData("5..2")]
    [InlineData("3,3")]
    [InlineData("1..4,2")]
    [InlineData("0..100000")]
    [InlineData("0..18446744073709551615")]
    public void What_is_no_list_of_seeds_is_refused_in_one_line(string text)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => SeedList.Parse(text));
        Assert.Contains("--seeds", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("1000..1049")]
    [InlineData("1..3,7,9..10")]
    public void Seeds_are_written_as_they_are_read(string text) => Assert.Equal(text, SeedList.Format(SeedList.Parse(text)));
}
