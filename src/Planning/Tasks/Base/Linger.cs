using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Planning.Tasks.Base;

/// <summary>Stands still and looks until a condition holds; fails after a while if it does not.</summary>
public sealed class Linger(string name, double atMostSec, Func<TaskContext, bool> until, bool succeedsLate = false) : Node<TaskContext>(name)
{
    private Core.Time.Timestamp _started;

    protected override void OnStart(TaskContext context) => _started = context.Now;

    protected override NodeStatus OnTick(TaskContext context)
    {
        double waited = context.Now.SecondsSince(_started);
        context.Say(Name, FormattableString.Invariant($"{waited:F1} s"));
        if (until(context))
        {
            return NodeStatus.Success;
        }
        return waited < atMostSec ? NodeStatus.Running : succeedsLate ? NodeStatus.Success : NodeStatus.Failure;
    }
}
