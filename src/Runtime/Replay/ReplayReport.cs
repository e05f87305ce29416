using System.Text.Json;
using System.Text.Json.Serialization;

namespace RoboticsStack.Runtime.Replay;

/// <summary>Where a replay takes up; what comes before is taken from the recording.</summary>
public enum ReplayStage
{
    /// <summary>Sensors → perception → task → planner → gate.</summary>
    Perception,

    /// <summary>What the planner was shown → planner → gate.</summary>
    Planner,

    /// <summary>Plans → gate.</summary>
    Gate,
}

/// <summary>What a replay came to.</summary>
public sealed record ReplayReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public required string Recording { get; init; }
    public required ReplayStage Stage { get; init; }

    /// <summary>The run followed the wall clock: what took effect when is replayed as recorded.</summary>
    public required bool WasRealTime { get; init; }
    public required string RecordedBuild { get; init; }
    public required string ReplayedBuild { get; init; }

    /// <summary>Both builds are made of the same bytes.</summary>
    public required bool IsSameBuild { get; init; }
    public required string RecordedModel { get; init; }

    /// <summary>Of the model that took part; empty if none did.</summary>
    public required string ReplayedModel { get; init; }
    public required double SimSeconds { get; init; }
    public required double WallSeconds { get; init; }

    /// <summary>Every command the same bit by bit, and every decision that was compared.</summary>
    public required bool IsIdentical { get; init; }

    /// <summary>The gate with the plans made here (in stage gate: with those of the run).</summary>
    public required GateComparison Gate { get; init; }

    /// <summary>If those commands differ: the gate with the run's own plans, which shows what this gate makes of that run; otherwise null.</summary>
    public required GateComparison? GateAlone { get; init; }

    /// <summary>The brain's messages, in the order in which a cycle makes them; empty in stage gate.</summary>
    public required IReadOnlyList<DecisionComparison> Decisions { get; init; }

    /// <summary>The earliest decision that differs, and of those the one that is the cause of the others.</summary>
    public required DecisionDifference? FirstDecision { get; init; }

    /// <summary>Topics of which the recording lacks messages, with how many.</summary>
    public required IReadOnlyDictionary<string, ulong> Missing { get; init; }

    public double TimesRealTime => WallSeconds > 0 ? SimSeconds / WallSeconds : 0;

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
