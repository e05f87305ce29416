using RoboticsStack.Core.Time;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>
/// A node that moves the arm. It begins when the gate follows plans, and waits for that for a while; it fails at once when the gate stops it under way,
/// since it is no longer where it planned from: what comes next is the task's to decide.
/// </summary>
public abstract class ArmNode(string name) : Node<TaskContext>(name)
{
    /// <summary>Longer than the gate takes to recover from a contact stop.</summary>
    private const double PatienceSec = 5;

    private Timestamp _waitingSince;
    private bool _hasBegun;

    protected sealed override void OnStart(TaskContext context)
    {
        _waitingSince = context.Now;
        _hasBegun = false;
    }

    protected sealed override NodeStatus OnTick(TaskContext context)
    {
        if (!context.IsGateFollowing)
        {
            context.Say(Name, _hasBegun ? "stopped by the gate" : "waits for the gate");
            return !_hasBegun && context.Now.SecondsSince(_waitingSince) < PatienceSec ? NodeStatus.Running : NodeStatus.Failure;
        }
        if (!_hasBegun)
        {
            _hasBegun = true;
            Begin(context);
        }
        return Move(context);
    }

    /// <summary>Once, in the first cycle in which the arm can move.</summary>
    protected abstract void Begin(TaskContext context);

    /// <summary>Every cycle from then on.</summary>
    protected abstract NodeStatus Move(TaskContext context);
}
