using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Navigation;

namespace RoboticsStack.Planning.Tasks.Base;

/// <summary>The base's way-finding, shared by all driving nodes: one path follower, one snapshot of clearances that is renewed now and then.</summary>
public sealed class Navigator(NavigationOptions options)
{
    private const long TicksBetweenSnapshots = 5;

    private ClearanceField? _field;
    private long _version = -1;
    private long _age;

    public NavigationOptions Options => options;
    public GridPlanner Planner { get; } = new(options);
    public StandPosePlanner Stands { get; } = new(options);
    public PathFollower Follower { get; } = new(options);

    /// <summary>Clearances of the present map, at most half a second old.</summary>
    public ClearanceField Field(WorldBelief belief)
    {
        if (_field is null || (++_age >= TicksBetweenSnapshots && _version != belief.Occupancy.Version))
        {
            _field = ClearanceField.Of(belief.Occupancy);
            _version = belief.Occupancy.Version;
            _age = 0;
        }
        return _field;
    }

    /// <summary>The next second of the base's motion.</summary>
    public void Drive(TaskContext context)
    {
        WorldBelief belief = context.Belief;
        Pose2 lidar = default;
        if (belief.LatestScan is { } scan)
        {
            Pose pose = belief.Robot.LidarInMapAt(new Core.Time.Timestamp(scan.Header.DataTimeNs));
            lidar = new Pose2(pose.Position.X, pose.Position.Y, pose.Orientation.Yaw);
        }
        context.Output.Base.AddRange(Follower.Step(context.Now, belief.BaseInMap, belief.LatestScan, lidar, Field(belief)));
    }
}
