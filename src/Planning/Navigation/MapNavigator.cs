using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Navigation;

public enum MapNavigatorStatus
{
    Idle,
    Driving,
    Arrived,

    /// <summary>No way was found, also after waiting and planning anew.</summary>
    Unreachable,
}

/// <summary>
/// Drives to goals over a map that grows on the way: plans, follows, and plans anew when something turns up on the path or in front of the base.
/// </summary>
public sealed class MapNavigator
{
    private const int TicksPerField = 5;
    private const int TicksBetweenTries = 8;
    private const int MaxTries = 5;

    private readonly NavigationOptions _options;
    private readonly GridPlanner _planner;
    private readonly PathFollower _follower;
    private Pose2 _goal;
    private int _ticks;
    private int _tries;
    private int _wait;

    public MapNavigator(NavigationOptions? options = null)
    {
        _options = options ?? new();
        _planner = new(_options);
        _follower = new(_options);
    }

    public MapNavigatorStatus Status { get; private set; } = MapNavigatorStatus.Idle;
    public Pose2 Goal => _goal;
    public NavigationPath? Path => _follower.Path;
    public GridPlanner Planner => _planner;

    /// <summary>Clearances of the newest map, at most half a second old; null before the first step.</summary>
    public ClearanceField? Field { get; private set; }

    /// <summary>Takes a goal; the way is planned in the next step.</summary>
    public void GoTo(Pose2 goal)
    {
        _goal = goal;
        _tries = 0;
        _wait = 0;
        _follower.Stop();
        Status = MapNavigatorStatus.Driving;
    }

    public void Stop()
    {
        _follower.Stop();
        Status = MapNavigatorStatus.Idle;
    }

    /// <summary>The base's next second, from the belief at its last update. Ends at rest; at rest all through when there is nothing to drive to.</summary>
    public IReadOnlyList<BasePoint> Step(WorldBelief belief)
    {
        Pose2 pose = belief.BaseInMap;
        if (Field is null || _ticks++ % TicksPerField == 0)
        {
            Field = ClearanceField.Of(belief.Occupancy);
        }
        if (Status == MapNavigatorStatus.Driving)
        {
            PlanIfNeeded(belief, pose);
        }
        LidarScan? scan = belief.LatestScan;
        Pose2 lidar = scan is null ? default : belief.Localisation.BaseInMapAt(new Timestamp(scan.Header.DataTimeNs)).Then(LidarOnBase(belief));
        IReadOnlyList<BasePoint> points = _follower.Step(belief.Now, pose, scan, lidar, Field);
        if (Status == MapNavigatorStatus.Driving && _follower.Status == FollowStatus.Arrived)
        {
            Status = MapNavigatorStatus.Arrived;
        }
        return points;
    }

    private void PlanIfNeeded(WorldBelief belief, Pose2 pose)
    {
        if (_follower.Status == FollowStatus.Driving && IsPathClear(pose))
        {
            return;
        }
        if (_wait > 0)
        {
            _wait--;
            return;
        }
        Field = ClearanceField.Of(belief.Occupancy);
        bool wasBlocked = _follower.Status == FollowStatus.Blocked;
        if (_planner.Plan(Field, pose, _goal) is { } path)
        {
            _follower.Start(path);
            _tries += wasBlocked ? 1 : 0;
        }
        else
        {
            _follower.Stop();
            _tries++;
        }
        _wait = TicksBetweenTries;
        if (_tries >= MaxTries)
        {
            _follower.Stop();
            Status = MapNavigatorStatus.Unreachable;
        }
    }

    /// <summary>Whether the footprint still fits along the path ahead, apart from where the base stands now.</summary>
    private bool IsPathClear(Pose2 pose)
    {
        const double StepM = 0.1;
        const double LookAheadM = 2.5;
        const double HereM = 0.3;
        NavigationPath path = _follower.Path!;
        double from = path.Nearest(pose.X, pose.Y, 0, path.LengthM);
        for (double arc = from + HereM; arc < Math.Min(path.LengthM, from + LookAheadM); arc += StepM)
        {
            Vec3 point = path.At(arc);
            if (Field!.ClearanceAt(point.X, point.Y) < _options.FootprintRadiusM - 0.005)
            {
                return false;
            }
        }
        return true;
    }

    private static Pose2 LidarOnBase(WorldBelief belief)
    {
        Core.Geometry.Pose mount = belief.Robot.Frames.LidarInBase;
        return new(mount.Position.X, mount.Position.Y, mount.Orientation.Yaw);
    }
}
