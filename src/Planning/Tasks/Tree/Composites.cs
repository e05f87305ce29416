namespace RoboticsStack.Planning.Tasks.Tree;

/// <summary>Runs its children one after the other; fails with the first that fails.</summary>
public sealed class Sequence<TContext>(string name, params Node<TContext>[] children) : Node<TContext>(name)
{
    private int _current;

    public override IReadOnlyList<Node<TContext>> Children => children;

    protected override void OnStart(TContext context) => _current = 0;

    protected override NodeStatus OnTick(TContext context)
    {
        NodeStatus status = children[_current].Tick(context);
        if (status != NodeStatus.Success)
        {
            return status;
        }
        return ++_current == children.Length ? NodeStatus.Success : NodeStatus.Running;
    }

    protected override void OnHalt(TContext context) => children[_current].Halt(context);
}

/// <summary>Runs its child again after a failure, up to <paramref name="attempts"/> times in all.</summary>
public sealed class Retry<TContext>(string name, int attempts, Node<TContext> child) : Node<TContext>(name)
{
    private int _attempt;

    public override IReadOnlyList<Node<TContext>> Children { get; } = [child];

    protected override void OnStart(TContext context) => _attempt = 1;

    protected override NodeStatus OnTick(TContext context)
    {
        NodeStatus status = child.Tick(context);
        if (status != NodeStatus.Failure)
        {
            return status;
        }
        return ++_attempt > attempts ? NodeStatus.Failure : NodeStatus.Running;
    }

    protected override void OnHalt(TContext context) => child.Halt(context);
}

/// <summary>Turns a finished child into success, whatever it said: for steps that may help and cannot hurt.</summary>
public sealed class Attempt<TContext>(Node<TContext> child) : Node<TContext>(child.Name)
{
    public override IReadOnlyList<Node<TContext>> Children { get; } = [child];

    protected override NodeStatus OnTick(TContext context) =>
        child.Tick(context) == NodeStatus.Running ? NodeStatus.Running : NodeStatus.Success;

    protected override void OnHalt(TContext context) => child.Halt(context);
}

/// <summary>A step that is done in one tick: a choice, a check, a change of what the brain believes.</summary>
public sealed class Step<TContext>(string name, Func<TContext, bool> act) : Node<TContext>(name)
{
    protected override NodeStatus OnTick(TContext context) => act(context) ? NodeStatus.Success : NodeStatus.Failure;
}

/// <summary>When its child fails, runs a recovery and then fails: what failed is cleaned up before another try.</summary>
public sealed class Recover<TContext>(Node<TContext> child, Node<TContext> recovery) : Node<TContext>(child.Name)
{
    private bool _recovering;

    public override IReadOnlyList<Node<TContext>> Children { get; } = [child, recovery];

    protected override void OnStart(TContext context) => _recovering = false;

    protected override NodeStatus OnTick(TContext context)
    {
        if (!_recovering)
        {
            NodeStatus status = child.Tick(context);
            _recovering = status == NodeStatus.Failure;
            return _recovering ? NodeStatus.Running : status;
        }
        return recovery.Tick(context) == NodeStatus.Running ? NodeStatus.Running : NodeStatus.Failure;
    }

    protected override void OnHalt(TContext context) => (_recovering ? recovery : child).Halt(context);
}
