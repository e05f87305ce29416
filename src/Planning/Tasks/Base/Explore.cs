using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Navigation;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Planning.Tasks.Base;

/// <summary>Drives from viewpoint to viewpoint until at least one of each wanted thing is known well enough to use.</summary>
public sealed class Explore(IReadOnlyList<string> wanted, double timeoutSec = 200) : Node<TaskContext>("explore")
{
    private const int MaxLooksCloser = 2;

    private Explorer _explorer = new();
    private Core.Time.Timestamp _started;
    private Viewpoint? _viewpoint;
    private int _looksCloser;

    protected override void OnStart(TaskContext context)
    {
        _started = context.Now;
        _viewpoint = null;
        _looksCloser = 0;
        _explorer = new Explorer(context.Navigator.Options);
    }

    protected override NodeStatus OnTick(TaskContext context)
    {
        string[] missing = [.. wanted.Where(label => !IsKnown(context, label))];
        context.Say(Name, missing.Length == 0 ? "all found" : "looking for " + string.Join(", ", missing));
        if (missing.Length == 0)
        {
            context.Navigator.Follower.Stop();
            context.Navigator.Drive(context);
            return NodeStatus.Success;
        }
        if (context.Now.SecondsSince(_started) > timeoutSec)
        {
            return NodeStatus.Failure;
        }
        FollowStatus status = context.Navigator.Follower.Status;
        bool needsNext = _viewpoint is null || status != FollowStatus.Driving || _explorer.IsSpent(context.Belief, _viewpoint);
        if (needsNext && !TryNext(context))
        {
            return NodeStatus.Failure;
        }
        context.Navigator.Drive(context);
        return NodeStatus.Running;
    }

    protected override void OnHalt(TaskContext context) => context.Navigator.Follower.Stop();

    /// <summary>A machine is of use only with its front seen; a table only with its shape.</summary>
    private static bool IsKnown(TaskContext context, string label) => label switch
    {
        ObjectLabels.CoffeeMachine => context.Belief.Objects.ConfirmedOf(label).Any(machine => machine.IsFrontKnown),
        ObjectLabels.DiningTable => context.Belief.Objects.ConfirmedOf(label).Any(t => t.Hits >= 6),
        _ => context.Belief.Objects.ConfirmedOf(label).Any(o => !context.GivenUpMugs.Contains(o.Id)),
    };

    private bool TryNext(TaskContext context)
    {
        Navigator navigator = context.Navigator;
        if (_viewpoint is not null)
        {
            _explorer.Visited(context.Belief, _viewpoint);
        }
        Pose2 here = context.Belief.BaseInMap;
        ClearanceField field = navigator.Field(context.Belief);
        TravelCosts costs = navigator.Planner.CostsFrom(field, here);
        while (true)
        {
            Viewpoint? next = _explorer.Next(context.Belief, field, costs);
            if (next is null)
            {
                if (++_looksCloser > MaxLooksCloser)
                {
                    return false;
                }
                _explorer.LookCloser();
                continue;
            }
            _viewpoint = next;
            if (navigator.Planner.Plan(field, here, next.Base) is { } path)
            {
                navigator.Follower.Start(path);
                return true;
            }
            _explorer.Visited(context.Belief, next);
        }
    }
}
