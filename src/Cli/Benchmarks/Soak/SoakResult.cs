using RoboticsStack.Faults;
using RoboticsStack.Runtime.Benchmarks;
using RoboticsStack.Safety;

namespace RoboticsStack.Cli.Benchmarks.Soak;

/// <summary>Memory of this process, bytes.</summary>
/// <param name="Managed">What is alive after a collection.</param>
/// <param name="Committed">What the collector holds for it: as much as it thinks well of, and up to a hundred megabytes more than at first.</param>
/// <param name="Resident">What the system has given the process.</param>
public readonly record struct MemoryUse(long Managed, long Committed, long Resident)
{
    public static MemoryUse Now()
    {
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        return new(managed, GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes, Environment.WorkingSet);
    }
}

/// <summary>What hours of hostile input came to.</summary>
public sealed record SoakResult
{
    /// <summary>More than this is no rounding of the collector's.</summary>
    private const long MostGrowthBytes = 16 << 20;

    public required double Hours { get; init; }
    public required long Cycles { get; init; }
    public required long Engagements { get; init; }
    public required SoakTally Tally { get; init; }

    /// <summary>Numbers of a sample that were falsified at some time, of how many there are.</summary>
    public required (int Falsified, int All) Falsified { get; init; }

    /// <summary>Scans and depth images, and how many of them could not be used.</summary>
    public required (long Messages, long Refused) Surroundings { get; init; }
    public required IReadOnlyList<(string Name, long Count)> Verdicts { get; init; }

    /// <summary>Inside the loop's cycles, after the warm-up.</summary>
    public required long AllocatedBytes { get; init; }
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>Of every limit on commands, how much of it was used at worst.</summary>
    public required IReadOnlyList<(string Name, double Worst, double Limit)> Margins { get; init; }

    /// <summary>After every quarter.</summary>
    public required IReadOnlyList<MemoryUse> Memory { get; init; }
    public required ulong Seed { get; init; }

    public bool IsSound => AllocatedBytes == 0 && Violations.Count == 0 && IsMemoryFlat;

    /// <summary>What is alive never grows; what the process holds no longer does in the second half, when the collector has found its measure.</summary>
    private bool IsMemoryFlat => Memory[^1].Managed - Memory[0].Managed < MostGrowthBytes && Memory[^1].Resident - Memory[1].Resident < MostGrowthBytes;

    private string Modes => string.Join(", ", Enum.GetValues<GateMode>().Select(mode => FormattableString.Invariant($"{mode} {100 * Tally.Share(mode):F1} %")));

    private string Quarters(Func<MemoryUse, long> bytes) => string.Join(", ", Memory.Select(use => FormattableString.Invariant($"{bytes(use) / 1e6:F1}")));

    public BenchReport ToReport() => new("soak", [],
    [
        FormattableString.Invariant($"{Hours:F2} simulated hours, {Cycles} cycles, seed {Seed}; engaged {Engagements} times; {Modes}"),
        FormattableString.Invariant($"moving in {100 * Tally.MovingShare:F0} % of the cycles: base {Tally.BaseM:F0} m, lift {Tally.LiftM:F0} m, all joints together {Tally.ArmRad:F0} rad"),
        $"lies in {Falsified.Falsified} of a sample's {Falsified.All} numbers; {Surroundings.Messages} scans and depth images, {Surroundings.Refused} of them refused",
        $"interventions: {string.Join(", ", Tally.Interventions.OrderByDescending(count => count.Count).Select(count => $"{count.Function} {count.Count}"))}",
        $"plans: {string.Join(", ", Verdicts.Select(verdict => $"{verdict.Name} {verdict.Count}"))}",
        $"allocated in the loop: {AllocatedBytes} bytes",
        $"memory after each quarter, MB: alive {Quarters(use => use.Managed)}; held by the collector {Quarters(use => use.Committed)}; resident {Quarters(use => use.Resident)}{(IsMemoryFlat ? "" : ": NOT FLAT")}",
        .. Margins.Select(margin => FormattableString.Invariant($"{margin.Name}: {margin.Worst:G4} at worst, limit {margin.Limit:G4}")),
        Violations.Count == 0 ? "limits left: none" : $"LIMITS LEFT: {string.Join("; ", Violations.Select(v => FormattableString.Invariant($"{v.Promise} {v.Value:G4} > {v.Limit:G4} at {v.AtSec:F2} s")))}",
    ]);
}
