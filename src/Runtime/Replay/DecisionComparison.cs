using RoboticsStack.Recording;

namespace RoboticsStack.Runtime.Replay;

/// <summary>One kind of message that the brain made in the replay against those it made in the run.</summary>
public sealed record DecisionComparison
{
    /// <summary>Without the robot's prefix, for instance <c>brain/task</c>.</summary>
    public required string Topic { get; init; }

    /// <summary>What it decides, for people.</summary>
    public required string What { get; init; }
    public required long Compared { get; init; }
    public required long Differing { get; init; }

    /// <summary>Made in only one of the two.</summary>
    public required long Unpaired { get; init; }

    /// <summary>Null when all are the same.</summary>
    public required DecisionDifference? First { get; init; }
}

/// <param name="Topic">Without the robot's prefix.</param>
/// <param name="What">What it decides, for people.</param>
/// <param name="Tick">Number of the tick that it answers.</param>
/// <param name="Fields">The first of the fields that differ.</param>
/// <param name="FieldCount">How many differ.</param>
public sealed record DecisionDifference(string Topic, string What, double Seconds, long Tick, IReadOnlyList<ValueDifference> Fields, int FieldCount);
