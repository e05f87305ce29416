using RoboticsStack.Core.Time;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>Waypoints in order of time, straight in between; before the first and after the last it stands still.</summary>
public sealed class GripperTrajectory
{
    public GripperTrajectory(IReadOnlyList<GripperWaypoint> waypoints)
    {
        ArgumentOutOfRangeException.ThrowIfZero(waypoints.Count);
        Waypoints = waypoints;
    }

    public IReadOnlyList<GripperWaypoint> Waypoints { get; }

    public GripperWaypoint At(Timestamp time)
    {
        for (int i = 1; i < Waypoints.Count; i++)
        {
            if (time < Waypoints[i].Time)
            {
                return GripperWaypoint.Interpolate(Waypoints[i - 1], Waypoints[i], time);
            }
        }
        return Waypoints[^1] with { Time = time };
    }
}
