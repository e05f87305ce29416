using System.Text;

namespace RoboticsStack.Core.Randomness;

/// <summary>
/// A seeded generator whose sequence is the same on every machine and .NET version: xoshiro256** seeded through
/// SplitMix64 (Blackman and Vigna, 2018). Every consumer takes a named child, so that adding one does not disturb the others.
/// </summary>
public sealed class RandomStream
{
    private ulong _s0, _s1, _s2, _s3;
    private double _spareGaussian = double.NaN;

    public RandomStream(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>The stream for one purpose under one seed; the name is hashed by FNV-1a.</summary>
    public static RandomStream For(ulong seed, string purpose)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(purpose))
        {
            hash = (hash ^ b) * 1099511628211;
        }
        return new(seed * 0x9E3779B97F4A7C15 ^ hash);
    }

    /// <summary>The stream for one of many numbered draws of a purpose, such as the batch of a training step: any of them can be drawn without those before it.</summary>
    public static RandomStream For(ulong seed, ulong number, string purpose) => For(seed ^ number * 0x9E3779B97F4A7C15, purpose);

    public ulong NextUInt64()
    {
        ulong result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (NextUInt64() >> 11) * (1.0 / (1ul << 53));

    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>Uniform integer in [0, <paramref name="count"/>).</summary>
    public int Index(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)(Math.BigMul(NextUInt64(), (ulong)count, out _));
    }

    public bool Chance(double probability) => Uniform() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Index(items.Count)];

    /// <summary>Standard normal, by Marsaglia's polar method.</summary>
    public double Gaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            double spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }
        while (true)
        {
            double u = 2 * Uniform() - 1;
            double v = 2 * Uniform() - 1;
            double s = u * u + v * v;
            if (s is > 0 and < 1)
            {
                double scale = Math.Sqrt(-2 * Math.Log(s) / s);
                _spareGaussian = v * scale;
                return u * scale;
            }
        }
    }

    public double Gaussian(double mean, double standardDeviation) => mean + standardDeviation * Gaussian();

    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Index(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
