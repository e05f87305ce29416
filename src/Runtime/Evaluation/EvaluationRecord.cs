using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>What decides a run's outcome beside its seed; runs of equal conditions need not be repeated.</summary>
public sealed record EvaluationConditions
{
    /// <summary>See <see cref="BuildFingerprint"/>.</summary>
    public required string Build { get; init; }
    public required string ModelHash { get; init; }
    public required string RobotHash { get; init; }
    public required string Planner { get; init; }
    public required bool PhysicsCheck { get; init; }
    public required double PlanningLatencySec { get; init; }
    public required double TimeLimitSec { get; init; }

    /// <summary>Who walked about in the kitchen.</summary>
    public int People { get; init; }
}

/// <summary>One seed's run as it is stored.</summary>
public sealed record EvaluationRecord
{
    public required EvaluationConditions Conditions { get; init; }

    /// <summary>When it was run, UTC.</summary>
    public required DateTimeOffset MadeAt { get; init; }
    public required RunSummary Summary { get; init; }

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Null for a text that is no record, such as one cut short when the machine went down.</summary>
    public static EvaluationRecord? FromJson(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<EvaluationRecord>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
