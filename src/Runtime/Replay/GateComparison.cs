using RoboticsStack.Core.Time;
using RoboticsStack.Recording;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Replay;

/// <summary>What a gate sent in the replay against what was sent in the run.</summary>
public sealed record GateComparison
{
    /// <summary>Commands, one for each cycle.</summary>
    public required long Compared { get; init; }
    public required long Differing { get; init; }

    /// <summary>Null when all are the same, bit by bit.</summary>
    public required CommandDifference? First { get; init; }

    /// <summary>Over all commands, as in the run's commands.sha256.</summary>
    public required string RecordedSha256 { get; init; }
    public required string ReplayedSha256 { get; init; }

    /// <summary>Every stop of the run, with what became of it.</summary>
    public required IReadOnlyList<GateStopComparison> Stops { get; init; }

    /// <summary>Stops of the replay that the run did not have.</summary>
    public required IReadOnlyList<GateStop> NewStops { get; init; }
    public required IReadOnlyList<InterventionCount> Interventions { get; init; }

    /// <summary>After the first difference: times that a fresh gate was engaged at the recorded measurement because the old one had lost it.</summary>
    public required int Restarts { get; init; }

    /// <summary>Plans the gate took that nobody has made in the replay, or that the recording lacks.</summary>
    public required int LostPlans { get; init; }

    /// <summary>Sensor messages that went into the gate's view of its surroundings and that the recording lacks.</summary>
    public required int LostViews { get; init; }
}

/// <param name="Seconds">Of the run.</param>
/// <param name="Cycle">From 0.</param>
/// <param name="Values">The values that differ, in the order of the command.</param>
public sealed record CommandDifference(double Seconds, long Cycle, IReadOnlyList<ValueDifference> Values)
{
    internal static CommandDifference Between(Timestamp time, long cycle, ReadOnlySpan<ulong> recorded, ReadOnlySpan<ulong> replayed)
    {
        List<ValueDifference> values = [];
        for (int i = 0; i < recorded.Length; i++)
        {
            if (recorded[i] != replayed[i])
            {
                values.Add(new(CycleColumns.CommandNames[i], Show(i, recorded[i]), Show(i, replayed[i])));
            }
        }
        return new(time.Seconds, cycle, values);
    }

    private static string Show(int column, ulong bits)
    {
        double value = CycleColumns.Value(bits);
        return column == CycleColumns.CommandWidth - 1 ? ((GateMode)(int)value).ToString() : FormattableString.Invariant($"{value:R}");
    }
}

/// <param name="Seconds">Of the run.</param>
/// <param name="Mode">ControlledStop or PowerOff.</param>
/// <param name="Cause">The gate's function that asked for it.</param>
public sealed record GateStop(double Seconds, string Mode, string Cause);

public enum StopVerdict
{
    /// <summary>The gate stops here, too, for the same cause.</summary>
    Stops,

    /// <summary>It stands already, for another cause.</summary>
    HadStopped,

    /// <summary>It goes on following plans.</summary>
    GoesOn,

    /// <summary>It is not engaged here, so this says nothing.</summary>
    DidNotFollow,
}

/// <param name="Replayed">The same stop in the replay; null if there is none.</param>
public sealed record GateStopComparison(GateStop Recorded, GateStop? Replayed, StopVerdict Verdict);

/// <param name="Name">Function and action.</param>
public sealed record InterventionCount(string Name, int Recorded, int Replayed);
