using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Planning.Tasks.Tree;

/// <summary>Tells people how a behaviour tree stands: its nodes depth first, when a status has changed.</summary>
/// <remarks>A node that only wraps another of its own name (an attempt, a recovery) is shown as one with it.</remarks>
public sealed class TreeWatch<TContext>
{
    private readonly List<Node<TContext>> _nodes = [];
    private readonly TaskTree _tree = new();
    private bool _isNew = true;

    public TreeWatch(Node<TContext> root) => Add(root, 0, null);

    /// <summary>The tree as it stands now, the same object each time; null if nothing has changed since the last call.</summary>
    public TaskTree? Changed()
    {
        bool changed = _isNew;
        _isNew = false;
        for (int i = 0; i < _nodes.Count; i++)
        {
            TaskNodeStatus status = _nodes[i].LastStatus switch
            {
                NodeStatus.Running => TaskNodeStatus.NodeRunning,
                NodeStatus.Success => TaskNodeStatus.NodeSuccess,
                NodeStatus.Failure => TaskNodeStatus.NodeFailure,
                _ => TaskNodeStatus.NodeIdle,
            };
            changed |= status != _tree.Nodes[i].Status;
            _tree.Nodes[i].Status = status;
        }
        return changed ? _tree : null;
    }

    private void Add(Node<TContext> node, uint depth, string? parent)
    {
        bool shown = node.Name != parent;
        if (shown)
        {
            _nodes.Add(node);
            _tree.Nodes.Add(new TaskTreeNode { Name = node.Name, Depth = depth });
        }
        foreach (Node<TContext> child in node.Children)
        {
            Add(child, shown ? depth + 1 : depth, node.Name);
        }
    }
}
