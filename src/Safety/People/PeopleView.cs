using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.People;

/// <summary>A hand that was seen.</summary>
/// <param name="Position">In the odometry's frame, z from the floor, metres.</param>
public readonly record struct HandState(Vec3 Position, Timestamp Seen);

/// <summary>Where somebody is, as far as is known. Frame: the odometry's, metres.</summary>
public struct PersonState
{
    public double X;
    public double Y;
    public double VxMPerSec;
    public double VyMPerSec;

    /// <summary>Standard deviation of the position on each axis.</summary>
    public double SigmaM;

    /// <summary>When they were last seen.</summary>
    public Timestamp Seen;

    /// <summary>How many of the hands are known.</summary>
    public int HandCount;
    public HandState FirstHand;
    public HandState SecondHand;

    public readonly bool IsFinite => double.IsFinite(X + Y + VxMPerSec + VyMPerSec + SigmaM);
}

/// <summary>Who is about, as the control loop takes it in. Storage of fixed size: who makes it fills it in, the loop reads it.</summary>
public sealed class PeopleView
{
    public const int MaxPeople = 8;

    private readonly PersonState[] _people = new PersonState[MaxPeople];

    /// <summary>Counts up with every view of a run; 0 for none yet.</summary>
    public ulong Sequence { get; set; }

    /// <summary>Data time of the newest scan or frame behind it.</summary>
    public Timestamp Newest { get; set; }
    public int Count { get; private set; }
    public ReadOnlySpan<PersonState> People => _people.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Adds a person; false when there is no room for more.</summary>
    public bool TryAdd(in PersonState person)
    {
        if (Count == MaxPeople)
        {
            return false;
        }
        _people[Count++] = person;
        return true;
    }
}
