namespace RoboticsStack.Planning.Tasks.Tree;

public enum NodeStatus
{
    Running,
    Success,
    Failure,
}

/// <summary>A node of a behaviour tree over the context <typeparamref name="TContext"/>, ticked once per brain cycle.</summary>
/// <remarks>A node that has ended starts afresh at its next tick. <see cref="Halt"/> ends a running node early.</remarks>
public abstract class Node<TContext>
{
    private bool _running;

    protected Node(string name) => Name = name;

    public string Name { get; }

    public NodeStatus Tick(TContext context)
    {
        if (!_running)
        {
            _running = true;
            OnStart(context);
        }
        NodeStatus status = OnTick(context);
        if (status != NodeStatus.Running)
        {
            _running = false;
            OnEnd(context, status);
        }
        return status;
    }

    public void Halt(TContext context)
    {
        if (_running)
        {
            _running = false;
            OnHalt(context);
        }
    }

    protected virtual void OnStart(TContext context) { }

    protected abstract NodeStatus OnTick(TContext context);

    protected virtual void OnEnd(TContext context, NodeStatus status) { }

    protected virtual void OnHalt(TContext context) { }
}
