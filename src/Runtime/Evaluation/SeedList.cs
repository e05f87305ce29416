using System.Globalization;
using RoboticsStack.Core;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>Reads seeds from a command line: <c>a..b</c> (both included), <c>a,b,c</c>, or both mixed.</summary>
public static class SeedList
{
    public const int MaxSeeds = 10_000;

    /// <exception cref="UserErrorException">Not of that form, a range that runs backwards, a seed named twice, or too many.</exception>
    public static IReadOnlyList<ulong> Parse(string text)
    {
        List<ulong> seeds = [];
        HashSet<ulong> known = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            (ulong first, ulong last) = ParseRange(part, text);
            if (last - first >= MaxSeeds || seeds.Count + (int)(last - first) >= MaxSeeds)
            {
                throw new UserErrorException($"--seeds {text} names more than {MaxSeeds} seeds: give fewer.");
            }
            for (ulong seed = first; ; seed++)
            {
                if (!known.Add(seed))
                {
                    throw new UserErrorException($"--seeds {text} names seed {seed} twice: every seed counts once.");
                }
                seeds.Add(seed);
                if (seed == last)
                {
                    break;
                }
            }
        }
        return seeds;
    }

    /// <summary>The shortest text that <see cref="Parse"/> reads back as the same seeds in the same order.</summary>
    public static string Format(IReadOnlyList<ulong> seeds)
    {
        List<string> parts = [];
        for (int i = 0; i < seeds.Count;)
        {
            int end = i;
            while (end + 1 < seeds.Count && seeds[end + 1] == seeds[end] + 1)
            {
                end++;
            }
            parts.Add(end == i ? $"{seeds[i]}" : $"{seeds[i]}..{seeds[end]}");
            i = end + 1;
        }
        return string.Join(',', parts);
    }

    private static (ulong First, ulong Last) ParseRange(string part, string whole)
    {
        string[] ends = part.Split("..");
        if (ends.Length is 1 or 2
            && ulong.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong first)
            && ulong.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong last))
        {
            return first <= last
                ? (first, last)
                : throw new UserErrorException($"--seeds {whole}: the range {part} runs backwards; write {last}..{first}.");
        }
        throw new UserErrorException($"--seeds {whole}: '{part}' is neither a seed nor a range; write for example 1000..1049 or 3,7,12.");
    }
}
