namespace RoboticsStack.Recording;

/// <summary>What a recording holds of what was on the bus, and what it lacks.</summary>
public sealed record RecordingSummary
{
    /// <summary>Messages that the disk has taken, in whole chunks with their index.</summary>
    public required long Messages { get; init; }

    /// <summary>The rest of what was on the bus.</summary>
    public required long Dropped { get; init; }

    /// <summary>Why some are lacking, or something else did not go as it should; null if all is well.</summary>
    public required string? Failure { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Of <see cref="Dropped"/>, by topic; topics that lack none are left out.</summary>
    public required IReadOnlyDictionary<string, long> DroppedByTopic { get; init; }
}
