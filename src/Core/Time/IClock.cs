namespace RoboticsStack.Core.Time;

/// <summary>Where a host gets the time from. Only hosts hold one; everything else takes a <see cref="Timestamp"/>.</summary>
public interface IClock
{
    Timestamp Now { get; }
}
