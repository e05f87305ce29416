using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Navigation;

namespace RoboticsStack.Planning.Tests;

/// <summary>Planner, follower and explorer put together as a task would, for tests that drive.</summary>
internal sealed class NavigationDriver(NavigationOptions options)
{
    private const int TicksToWait = 8;
    private const int MaxTries = 5;
    private const int LookTicks = 4;

    private readonly Explorer _explorer = new(options);
    private Pose2? _goal;
    private Viewpoint? _view;
    private ClearanceField? _field;
    private int _ticks;
    private int _wait;
    private int _tries;

    public GridPlanner Planner { get; } = new(options);
    public PathFollower Follower { get; } = new(options);
    public int Viewpoints { get; private set; }
    public int ExtraRounds { get; private set; }
    public bool HasGivenUp => _tries >= MaxTries;
    public bool IsDriving => _goal is not null && !HasGivenUp && Follower.Status != FollowStatus.Arrived;

    public void GoTo(Pose2 goal)
    {
        Follower.Stop();
        (_goal, _tries, _wait) = (goal, 0, 0);
    }

    public IReadOnlyList<BasePoint> Explore(WorldBelief belief)
    {
        bool isDone = _view is null || HasGivenUp || (Follower.Status == FollowStatus.Arrived && ++_wait > LookTicks);
        if (_view is not null && isDone)
        {
            _explorer.Visited(belief, _view);
        }
        if (isDone || (_ticks % 5 == 0 && _explorer.IsSpent(belief, _view!)))
        {
            _view = _explorer.Next(belief);
            if (_view is null)
            {
                _explorer.LookCloser();
                ExtraRounds++;
            }
            else
            {
                Viewpoints++;
                GoTo(_view.Base);
            }
        }
        return Step(belief);
    }

    public IReadOnlyList<BasePoint> Step(WorldBelief belief)
    {
        Pose2 here = belief.BaseInMap;
        _field = _field is null || _ticks++ % 5 == 0 ? ClearanceField.Of(belief.Occupancy) : _field;
        if (IsDriving && Follower.Status != FollowStatus.Driving && --_wait < 0)
        {
            _tries += Follower.Status == FollowStatus.Blocked ? 1 : 0;
            _wait = TicksToWait;
            if (Planner.Plan(ClearanceField.Of(belief.Occupancy), here, _goal!.Value) is { } path)
            {
                Follower.Start(path);
                _wait = 0;
            }
            else
            {
                _tries++;
            }
        }
        Pose2 lidar = default;
        if (belief.LatestScan is { } scan)
        {
            Core.Geometry.Pose pose = belief.Robot.LidarInMapAt(new Timestamp(scan.Header.DataTimeNs));
            lidar = new(pose.Position.X, pose.Position.Y, pose.Orientation.Yaw);
        }
        return Follower.Step(belief.Now, here, belief.LatestScan, lidar, _field);
    }
}
