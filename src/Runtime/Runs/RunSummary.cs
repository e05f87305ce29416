using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Recording;

namespace RoboticsStack.Runtime.Runs;

/// <summary>What one run came to, as the plant judged it: the contents of summary.json.</summary>
public sealed record RunSummary
{
    public required bool Success { get; init; }
    public required ulong Seed { get; init; }

    /// <summary>Why it was not a success; empty if it was.</summary>
    public required string Failure { get; init; }
    public required IReadOnlyList<StageSummary> Stages { get; init; }
    public required HazardSummary Hazards { get; init; }
    public required TimingSummary Timing { get; init; }
    public required VersionSummary Versions { get; init; }

    /// <summary>SHA-256 of every command the hardware received, in order; equal for equal runs in lockstep.</summary>
    public required string CommandLogHash { get; init; }
    public required string Planner { get; init; }
    public required bool PhysicsCheck { get; init; }

    /// <summary>Coffee in the served mug, ml.</summary>
    public required double ServedMl { get; init; }
    public string? Kitchen { get; init; }

    /// <summary>What people met with; null in a kitchen without any.</summary>
    public PeopleSummary? People { get; init; }

    /// <summary>What the recording holds and what it lacks; null without one.</summary>
    public RecordingSummary? Recording { get; init; }

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

public sealed record StageSummary(string Name, bool Success, double SimSeconds);

/// <param name="SpilledMl">Coffee that missed or left a mug.</param>
/// <param name="ObjectsDropped">Fell more than 0.1 m.</param>
/// <param name="ObjectsToppled">Ended lying.</param>
/// <param name="PeakContactN">Largest contact force between robot and anything else.</param>
/// <param name="GateInterventions">Times the gate changed or refused a command.</param>
/// <param name="StaleCommands">Plans that came too late to be used.</param>
/// <param name="ContactStops">Controlled stops for a hard touch, those recovered from included.</param>
public sealed record HazardSummary(
    double SpilledMl,
    int ObjectsDropped,
    int ObjectsToppled,
    double PeakContactN,
    long GateInterventions,
    long StaleCommands,
    int ContactStops);

/// <param name="Count">Who walked about.</param>
/// <param name="SmallestSeparationM">Between any of them and the robot, surface to surface, as the plant measured it; null if they never came near.</param>
/// <param name="PeakForceN">On a person by the robot's doing, filtered at 100 Hz.</param>
/// <param name="WorstForceShare">The worst of these forces as a share of what that part of the body stands.</param>
public sealed record PeopleSummary(int Count, double? SmallestSeparationM, double PeakForceN, double WorstForceShare);

public sealed record TimingSummary
{
    public required double ReplanP50Ms { get; init; }
    public required double ReplanP99Ms { get; init; }
    public required int Replans { get; init; }
    public required int Vetoes { get; init; }
    public required double WallSeconds { get; init; }
    public required double SimSeconds { get; init; }
}

public sealed record VersionSummary(string Build, string ModelHash, string Robot);
