using RoboticsStack.Core.Time;

namespace RoboticsStack.Intuition.Tests;

/// <summary>No time passes: trainings end by their steps.</summary>
internal sealed class StillClock : IClock
{
    public Timestamp Now => default;
}
