using System.Security.Cryptography;
using System.Text;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>Episodes in memory.</summary>
/// <param name="Name">What the provenance calls it.</param>
/// <param name="Sha256">Hash over the checksums of all episodes, in hex.</param>
public sealed record Dataset(string Name, IReadOnlyList<Episode> Episodes, string Sha256)
{
    public long Frames => Episodes.Sum(episode => (long)episode.Length);

    /// <summary>What a manifest says of a network that was trained on this.</summary>
    public TrainingProvenance Provenance(ulong seed, long steps, double wallSeconds, double finalLoss) => new()
    {
        Dataset = Name, DatasetSha256 = Sha256, Episodes = Episodes.Count, Frames = Frames, Seed = seed, Steps = steps, WallSeconds = wallSeconds, FinalLoss = finalLoss,
    };

    /// <summary>One data set out of several, such as the shards that several processes wrote.</summary>
    public static Dataset Join(params IReadOnlyList<Dataset> parts) => parts.Count == 1 ? parts[0] : new(
        string.Join(", ", parts.Select(part => part.Name)), [.. parts.SelectMany(part => part.Episodes)],
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(parts.Select(part => part.Sha256))))));

    /// <summary>
    /// Splits by scene: episodes of one seed stay together, so that the held-out scenes are unseen. About one seed in
    /// <paramref name="oneIn"/> is held out; at least one is.
    /// </summary>
    public (Dataset Training, Dataset HeldOut) Split(int oneIn)
    {
        ulong[] seeds = [.. Episodes.Select(episode => episode.Seed).Distinct().Order()];
        HashSet<ulong> heldOut = [.. seeds.Where((_, i) => i % oneIn == oneIn - 1)];
        if (heldOut.Count == 0)
        {
            heldOut.Add(seeds[^1]);
        }
        return (this with { Episodes = [.. Episodes.Where(episode => !heldOut.Contains(episode.Seed))] },
            this with { Episodes = [.. Episodes.Where(episode => heldOut.Contains(episode.Seed))] });
    }
}
