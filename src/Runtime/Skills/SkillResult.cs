namespace RoboticsStack.Runtime.Skills;

/// <summary>One skill episode as it is stored.</summary>
public sealed record SkillResult
{
    public required Skill Skill { get; init; }

    /// <summary>Of the kitchen.</summary>
    public required ulong Seed { get; init; }

    /// <summary>False if the robot never got to where the skill begins: such an episode says nothing about the skill and is counted apart.</summary>
    public required bool Began { get; init; }
    public required bool Success { get; init; }

    /// <summary>In the judge's words; empty after a success.</summary>
    public required string Failure { get; init; }

    /// <summary>Starts that were drawn until the skill began.</summary>
    public required int Starts { get; init; }

    /// <summary>From the skill's beginning to the end of its task, simulated seconds.</summary>
    public required double SkillSec { get; init; }

    /// <summary>All that was simulated for it, the starts that led nowhere included.</summary>
    public required double SimulatedSec { get; init; }

    /// <summary>Place and carry: from where it should be; reach: beside the way in; NaN without a place.</summary>
    public required double ErrorM { get; init; }
    public required double PeakContactN { get; init; }

    /// <summary>Times the skill asked the planner, and sequences rolled out in all of these.</summary>
    public required int Replans { get; init; }
    public required long Samples { get; init; }
}
