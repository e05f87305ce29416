using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Core.Tests;

public sealed class RandomStreamTests
{
    [Fact]
    public void The_same_seed_and_purpose_give_the_same_sequence() => Seeded.Holds(random =>
    {
        ulong seed = random.NextUInt64();
        RandomStream a = RandomStream.For(seed, "arm");
        RandomStream b = RandomStream.For(seed, "arm");
        return Enumerable.Range(0, 50).All(_ => a.NextUInt64() == b.NextUInt64());
    });

    [Fact]
    public void Another_purpose_or_seed_gives_another_sequence() => Seeded.Holds(random =>
    {
        ulong seed = random.NextUInt64();
        ulong arm = RandomStream.For(seed, "arm").NextUInt64();
        return arm != RandomStream.For(seed, "base").NextUInt64() && arm != RandomStream.For(seed + 1, "arm").NextUInt64();
    });

    /// <remarks>The numbers come from another implementation of SplitMix64 and xoshiro256**, on big integers.</remarks>
    [Fact]
    public void The_sequence_is_the_same_on_every_machine_and_version()
    {
        RandomStream random = new(7);
        Assert.Equal([12923355070828475994ul, 5142052590334782674ul, 15488392906492639638ul], new[] { random.NextUInt64(), random.NextUInt64(), random.NextUInt64() });
    }

    [Fact]
    public void Uniform_numbers_stay_in_their_range_and_fill_it_evenly()
    {
        RandomStream random = RandomStream.For(1, "uniform");
        int[] bins = new int[10];
        for (int i = 0; i < 20_000; i++)
        {
            double value = random.Uniform(-2, 3);
            Assert.InRange(value, -2, 3);
            bins[(int)((value + 2) * 2)]++;
        }
        Assert.All(bins, count => Assert.InRange(count, 1800, 2200));
    }

    [Fact]
    public void An_index_stays_below_its_count() => Seeded.Holds(random =>
    {
        int count = 1 + random.Index(1000);
        return Enumerable.Range(0, 20).All(_ => random.Index(count) is int index && index >= 0 && index < count);
    });

    [Fact]
    public void An_index_below_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1).Index(0));

    [Fact]
    public void Gaussian_numbers_have_the_moments_of_a_standard_normal()
    {
        RandomStream random = RandomStream.For(3, "gaussian");
        double[] values = [.. Enumerable.Range(0, 50_000).Select(_ => random.Gaussian())];
        double mean = values.Average();
        double variance = values.Average(value => (value - mean) * (value - mean));
        double kurtosis = values.Average(value => Math.Pow(value - mean, 4)) / (variance * variance);
        Assert.InRange(mean, -0.02, 0.02);
        Assert.InRange(variance, 0.97, 1.03);
        Assert.InRange(kurtosis, 2.85, 3.15);
    }

    [Fact]
    public void Shuffling_loses_and_doubles_nothing() => Seeded.Holds(random =>
    {
        int[] items = [.. Enumerable.Range(0, 1 + random.Index(60))];
        int[] shuffled = [.. items];
        random.Shuffle<int>(shuffled);
        return shuffled.Order().SequenceEqual(items);
    });

    [Fact]
    public void Every_order_of_three_is_as_likely()
    {
        RandomStream random = RandomStream.For(5, "orders");
        Dictionary<string, int> counts = [];
        for (int i = 0; i < 6000; i++)
        {
            char[] order = ['a', 'b', 'c'];
            random.Shuffle<char>(order);
            string key = new(order);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }
}
