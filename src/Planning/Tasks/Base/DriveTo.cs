using RoboticsStack.Core.Geometry;
using RoboticsStack.Planning.Navigation;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Planning.Tasks.Base;

/// <summary>
/// Drives to a place from which a target can be reached, and brings the lift to the target's height. Chooses the place anew when the way is
/// blocked or the map has changed.
/// </summary>
/// <param name="name">For people.</param>
/// <param name="request">What is to be reached; null fails the node.</param>
public sealed class DriveTo(string name, Func<TaskContext, StandRequest?> request, double timeoutSec = 75) : Node<TaskContext>(name)
{
    private const int MaxReplans = 8;
    private const double ReconsiderSec = 3;

    private Navigator? _navigator;
    private Core.Time.Timestamp _started;
    private Core.Time.Timestamp _planned;
    private StandCandidate _stand;
    private int _replans;
    private bool _hasPath;

    protected override void OnStart(TaskContext context)
    {
        _started = context.Now;
        _replans = 0;
        _hasPath = false;
        foreach (Navigator navigator in context.Navigators)
        {
            _navigator = navigator;
            _hasPath = TryPlan(context);
            if (_hasPath)
            {
                break;
            }
        }
    }

    protected override NodeStatus OnTick(TaskContext context)
    {
        Navigator navigator = _navigator!;
        if (!_hasPath || context.Now.SecondsSince(_started) > timeoutSec)
        {
            context.Say(Name, _hasPath ? "timed out" : "no way there");
            navigator.Follower.Stop();
            return NodeStatus.Failure;
        }
        Pose2 here = context.Belief.BaseInMap;
        bool wayIsLong = new Vec3(_stand.Base.X - here.X, _stand.Base.Y - here.Y, 0).Length > 0.6;
        if (navigator.Follower.Status == FollowStatus.Blocked || (wayIsLong && context.Now.SecondsSince(_planned) > ReconsiderSec))
        {
            bool blocked = navigator.Follower.Status == FollowStatus.Blocked;
            _replans += blocked ? 1 : 0;
            _hasPath = _replans <= MaxReplans && (TryPlan(context) || !blocked);
        }
        context.Output.LiftM = _stand.LiftM;
        navigator.Drive(context);
        context.Say(Name, FormattableString.Invariant($"{new Vec3(_stand.Base.X - here.X, _stand.Base.Y - here.Y, 0).Length:F2} m to go"));
        bool liftThere = Math.Abs(context.Belief.Robot.LiftM - _stand.LiftM) < 0.006;
        return navigator.Follower.Status == FollowStatus.Arrived && liftThere ? NodeStatus.Success : NodeStatus.Running;
    }

    protected override void OnHalt(TaskContext context) => _navigator?.Follower.Stop();

    private bool TryPlan(TaskContext context)
    {
        _planned = context.Now;
        if (request(context) is not { } wanted)
        {
            return false;
        }
        Navigator navigator = _navigator!;
        ClearanceField field = navigator.Field(context.Belief);
        Pose2 here = context.Belief.BaseInMap;
        TravelCosts costs = navigator.Planner.CostsFrom(field, here);
        foreach (StandCandidate stand in navigator.Stands.Find(field, costs, wanted).Take(5))
        {
            if (navigator.Planner.Plan(field, here, stand.Base) is { } path)
            {
                _stand = stand;
                navigator.Follower.Start(path);
                return true;
            }
        }
        return false;
    }
}
