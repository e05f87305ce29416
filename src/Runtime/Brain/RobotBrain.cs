using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Tasks;
using RoboticsStack.Planning.Tasks.Tree;

using TaskStatus = RoboticsStack.Messaging.V1.TaskStatus;

namespace RoboticsStack.Runtime.Brain;

/// <summary>What a brain's plans are stamped with.</summary>
public sealed record BrainIdentity
{
    public required string ModelHash { get; init; }
    public required string RobotHash { get; init; }

    /// <summary>From observation to effect, seconds.</summary>
    public required double LatencySec { get; init; }

    /// <summary>A plan not followed by a newer one ends this long after it took effect, seconds.</summary>
    public double PlanLifetimeSec { get; init; } = 0.3;
}

/// <summary>Ticks the task tree on what is believed and turns its wishes into a plan. No clock, no bus.</summary>
public sealed class RobotBrain(TaskContext context, Node<TaskContext> task, BrainIdentity identity)
{
    private ulong _sequence;
    private NodeStatus _status = NodeStatus.Running;

    public TaskContext Context => context;

    /// <summary>How the task tree stands, for people.</summary>
    public TreeWatch<TaskContext> Tree { get; } = new(task);

    public bool IsFinished => _status != NodeStatus.Running;

    /// <summary>Whether the task believes that it succeeded; the plant judges.</summary>
    public bool BelievesSuccess => _status == NodeStatus.Success;

    /// <summary>Its plans go on from this number: a gate that has followed another brain before takes nothing that is not newer.</summary>
    public void ContinueAfter(ulong sequence) => _sequence = sequence;

    /// <summary>One cycle, on everything observed up to <paramref name="now"/>.</summary>
    public Plan Think(Timestamp now)
    {
        BrainOutput output = context.Output;
        output.Clear();
        output.EffectTime = now.AddSeconds(identity.LatencySec);
        context.Now = now;
        if (context.Belief.IsReady && !IsFinished)
        {
            _status = task.Tick(context);
        }
        Plan plan = new()
        {
            Sequence = ++_sequence,
            ExpiresNs = output.EffectTime.AddSeconds(identity.PlanLifetimeSec).Nanoseconds,
            ModelHash = identity.ModelHash,
            RobotHash = identity.RobotHash,
            LiftM = output.LiftM,
            VesselFull = output.VesselFull,
            GripCapN = output.GripCapN,
            ObservedTimeNs = now.Nanoseconds,
        };
        plan.Arm.AddRange(output.Arm);
        plan.Joints.AddRange(output.Joints);
        plan.Base.AddRange(output.Base);
        return plan;
    }

    public TaskStatus Status() => new()
    {
        Stage = context.Stage,
        Skill = context.Skill,
        Detail = context.Detail,
        Finished = IsFinished,
        Succeeded = BelievesSuccess,
    };
}
