using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RoboticsStack.Runtime.Benchmarks;

/// <summary>One measured quantity, over its samples.</summary>
public sealed record BenchFigure
{
    private const int SamplesForP999 = 1000;

    public required string Name { get; init; }
    public required string Unit { get; init; }
    public required double Median { get; init; }
    public required double P90 { get; init; }
    public required double P99 { get; init; }

    /// <summary>Where there are samples enough for it.</summary>
    public double? P999 { get; init; }

    /// <summary>The worst: the largest, or the smallest where more is better.</summary>
    public required double Worst { get; init; }
    public required int Samples { get; init; }

    /// <summary>Whether more is better; percentiles then count from the good end too.</summary>
    public bool MoreIsBetter { get; init; }

    /// <summary>The yardstick measured in the same run; null for none.</summary>
    public string? Baseline { get; init; }

    /// <summary>This figure's median over its baseline's.</summary>
    public double? Ratio { get; init; }

    public static BenchFigure Of(string name, string unit, IEnumerable<double> samples, bool moreIsBetter = false)
    {
        double[] sorted = [.. moreIsBetter ? samples.OrderDescending() : samples.Order()];
        double At(double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
        return new BenchFigure
        {
            Name = name,
            Unit = unit,
            Median = At(0.5),
            P90 = At(0.9),
            P99 = At(0.99),
            P999 = sorted.Length >= SamplesForP999 ? At(0.999) : null,
            Worst = sorted[^1],
            Samples = sorted.Length,
            MoreIsBetter = moreIsBetter,
        };
    }

    /// <summary>The same figure set against <paramref name="baseline"/>.</summary>
    public BenchFigure Against(BenchFigure baseline) => this with { Baseline = baseline.Name, Ratio = Median / baseline.Median };
}

/// <summary>What one bench measured.</summary>
/// <param name="Name">plan, plant, mqtt, loop or record.</param>
/// <param name="Notes">Conditions, and what could not be measured and why.</param>
public sealed record BenchReport(string Name, IReadOnlyList<BenchFigure> Figures, IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string ToJson(IReadOnlyList<BenchReport> reports) => JsonSerializer.Serialize(reports, Json);
}
