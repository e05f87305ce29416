namespace RoboticsStack.Safety.Plans;

/// <summary>What became of a plan that was offered to the gate.</summary>
public enum PlanVerdict
{
    Accepted,

    /// <summary>The gate is not following plans now.</summary>
    NotEngaged,
    TooManyPoints,
    NotFinite,
    WrongRun,
    WrongRobot,
    WrongModel,

    /// <summary>Not newer than the plan in force: late, repeated or replayed.</summary>
    SequenceNotNewer,

    /// <summary>Observation too old, expiry past, or every waypoint past.</summary>
    Stale,

    /// <summary>Observation in the future, waypoints out of order or too far ahead.</summary>
    BadTimes,
    BothArmAndJoints,
    NotARotation,
    OutsideWorkspace,
    OutsideJointLimits,
    OutsideGripperRange,
    OutsideLiftRange,
}

/// <summary>How many plans met each verdict.</summary>
public sealed class VerdictCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<PlanVerdict>().Length];

    public long this[PlanVerdict verdict] => _counts[(int)verdict];

    /// <summary>Everything but accepted plans and stale ones.</summary>
    public long Refused { get; private set; }
    public long Stale => this[PlanVerdict.Stale] + this[PlanVerdict.SequenceNotNewer];

    internal void Count(PlanVerdict verdict)
    {
        _counts[(int)verdict]++;
        if (verdict is not (PlanVerdict.Accepted or PlanVerdict.Stale or PlanVerdict.SequenceNotNewer))
        {
            Refused++;
        }
    }
}
