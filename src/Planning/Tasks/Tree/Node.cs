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

    /// <summary>The nodes it may tick, in order.</summary>
    public virtual IReadOnlyList<Node<TContext>> Children => [];

    /// <summary>How the latest tick ended; null if it has not been ticked since its parent began, or was halted.</summary>
    public NodeStatus? LastStatus { get; private set; }

    public NodeStatus Tick(TContext context)
    {
        if (!_running)
        {
            _running = true;
            ForgetBelow();
            OnStart(context);
        }
        NodeStatus status = OnTick(context);
        LastStatus = status;
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
            LastStatus = null;
            OnHalt(context);
        }
    }

    private void ForgetBelow()
    {
        foreach (Node<TContext> child in Children)
        {
            child.LastStatus = null;
            child.ForgetBelow();
        }
    }

    protected virtual void OnStart(TContext context) { }

    protected abstract NodeStatus OnTick(TContext context);

    protected virtual void OnEnd(TContext context, NodeStatus status) { }

    protected virtual void OnHalt(TContext context) { }
}
