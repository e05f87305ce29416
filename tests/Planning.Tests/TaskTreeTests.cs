using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Planning.Tests;

public sealed class TaskTreeTests
{
    private readonly World _world = new();

    [Fact]
    public void A_sequence_runs_its_children_in_order_and_one_at_a_time()
    {
        Probe first = new("a", ticks: 2), second = new("b", ticks: 1);
        Sequence<World> sequence = new("s", first, second);
        Assert.Equal(NodeStatus.Success, TickToEnd(sequence));
        Assert.Equal("a+ a a b+ b", _world.Log);
    }

    [Fact]
    public void A_sequence_fails_with_the_first_failure_and_leaves_the_rest_alone()
    {
        Sequence<World> sequence = new("s", new Probe("a"), new Probe("b", ends: NodeStatus.Failure), new Probe("c"));
        Assert.Equal(NodeStatus.Failure, TickToEnd(sequence));
        Assert.DoesNotContain("c", _world.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sequence_that_ended_starts_again_from_its_first_child()
    {
        Sequence<World> sequence = new("s", new Probe("a"), new Probe("b", ends: NodeStatus.Failure));
        TickToEnd(sequence);
        TickToEnd(sequence);
        Assert.Equal("a+ a b+ b a+ a b+ b", _world.Log);
    }

    [Theory]
    [InlineData(0, NodeStatus.Success, 1)]
    [InlineData(2, NodeStatus.Success, 3)]
    [InlineData(3, NodeStatus.Failure, 3)]
    public void A_retry_tries_as_often_as_it_may_and_no_more(int failuresBefore, NodeStatus end, int attempts)
    {
        int tried = 0;
        Step<World> step = new("try", _ => tried++ >= failuresBefore);
        Assert.Equal(end, TickToEnd(new Retry<World>("r", 3, step)));
        Assert.Equal(attempts, tried);
    }

    [Fact]
    public void A_retry_that_is_ticked_again_has_all_its_attempts_back()
    {
        int tried = 0;
        Retry<World> retry = new("r", 2, new Step<World>("try", _ => { tried++; return false; }));
        TickToEnd(retry);
        TickToEnd(retry);
        Assert.Equal(4, tried);
    }

    [Theory]
    [InlineData(NodeStatus.Success)]
    [InlineData(NodeStatus.Failure)]
    public void An_attempt_is_content_however_its_child_ends(NodeStatus end) =>
        Assert.Equal(NodeStatus.Success, TickToEnd(new Attempt<World>(new Probe("a", ticks: 3, ends: end))));

    [Fact]
    public void A_recovery_runs_after_a_failure_and_the_failure_stands()
    {
        Recover<World> recover = new(new Probe("a", ends: NodeStatus.Failure), new Probe("mend", ticks: 2));
        Assert.Equal(NodeStatus.Failure, TickToEnd(recover));
        Assert.Equal("a+ a mend+ mend mend", _world.Log);
    }

    [Fact]
    public void A_recovery_is_left_out_after_a_success()
    {
        Assert.Equal(NodeStatus.Success, TickToEnd(new Recover<World>(new Probe("a"), new Probe("mend"))));
        Assert.Equal("a+ a", _world.Log);
    }

    [Fact]
    public void Halting_a_recovery_halts_what_runs_at_that_moment()
    {
        Recover<World> recover = new(new Probe("a", ends: NodeStatus.Failure), new Probe("mend", ticks: 9));
        recover.Tick(_world);
        recover.Tick(_world);
        recover.Halt(_world);
        Assert.Equal("a+ a mend+ mend mend-", _world.Log);
    }

    [Fact]
    public void A_step_is_done_in_one_tick()
    {
        Assert.Equal(NodeStatus.Success, new Step<World>("yes", _ => true).Tick(_world));
        Assert.Equal(NodeStatus.Failure, new Step<World>("no", _ => false).Tick(_world));
    }

    [Fact]
    public void Halting_reaches_down_to_the_leaf_that_runs_and_only_there()
    {
        Sequence<World> tree = new("s", new Probe("a"),
            new Retry<World>("r", 2, new Attempt<World>(new Probe("b", ticks: 9))));
        tree.Tick(_world);
        tree.Tick(_world);
        tree.Halt(_world);
        tree.Halt(_world);
        Assert.Equal("a+ a b+ b b-", _world.Log);
    }

    [Fact]
    public void A_halted_tree_starts_afresh()
    {
        Sequence<World> tree = new("s", new Probe("a"), new Probe("b", ticks: 9));
        tree.Tick(_world);
        tree.Tick(_world);
        tree.Halt(_world);
        tree.Tick(_world);
        Assert.Equal("a+ a b+ b b- a+ a", _world.Log);
    }

    [Fact]
    public void People_see_each_change_of_the_tree_once_and_what_began_afresh_as_not_begun()
    {
        Retry<World> root = new("make", 2, new Sequence<World>("make", new Probe("a"), new Attempt<World>(new Probe("b", ends: NodeStatus.Failure)), new Probe("c", ticks: 2, NodeStatus.Failure)));
        TreeWatch<World> watch = new(root);
        List<string> seen = [];
        for (int tick = 0; tick < 8; tick++)
        {
            if (watch.Changed() is { } tree)
            {
                seen.Add(string.Join(' ', tree.Nodes.Select(node => $"{node.Depth}{node.Name}{"- +!"[(int)node.Status]}")));
            }
            root.Tick(_world);
        }
        Assert.Equal(
        [
            "0make- 1a- 1b- 1c-",
            "0make  1a+ 1b- 1c-",
            "0make  1a+ 1b+ 1c-",
            "0make  1a+ 1b+ 1c ",
            "0make  1a+ 1b+ 1c!",
            "0make  1a+ 1b- 1c-",
            "0make  1a+ 1b+ 1c-",
            "0make  1a+ 1b+ 1c ",
        ], seen);
    }

    private NodeStatus TickToEnd(Node<World> node)
    {
        for (int tick = 0; tick < 200; tick++)
        {
            NodeStatus status = node.Tick(_world);
            if (status != NodeStatus.Running)
            {
                return status;
            }
        }
        throw new InvalidOperationException($"{node.Name} does not end");
    }

    private sealed class World
    {
        private readonly List<string> _events = [];

        public string Log => string.Join(' ', _events);

        public void Note(string what) => _events.Add(what);
    }

    /// <summary>Runs for some ticks, then ends as told; notes its start (+), ticks and halt (-).</summary>
    private sealed class Probe(string name, int ticks = 1, NodeStatus ends = NodeStatus.Success) : Node<World>(name)
    {
        private int _left;

        protected override void OnStart(World context)
        {
            _left = ticks;
            context.Note(Name + "+");
        }

        protected override NodeStatus OnTick(World context)
        {
            context.Note(Name);
            return --_left > 0 ? NodeStatus.Running : ends;
        }

        protected override void OnHalt(World context) => context.Note(Name + "-");
    }
}
