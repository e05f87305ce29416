using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Safety;
using GateMode = RoboticsStack.Messaging.V1.GateMode;

namespace RoboticsStack.Runtime.Gate;

/// <summary>What the gate says of itself: its state, its interventions, what it sent.</summary>
internal sealed class GatePublisher
{
    private static readonly string[] Functions = Enum.GetNames<GateFunction>();
    private static readonly string[] Actions = Enum.GetNames<FailsafeAction>();

    private readonly SafetyGate _gate;
    private readonly MessageWriter<GateState> _states;
    private readonly MessageWriter<GateEvent> _events;
    private readonly MessageWriter<SentCommand> _commands;
    private readonly GateState _state = new();
    private readonly SentCommand _sent = new();

    /// <param name="gate">Speaks.</param>
    /// <param name="bus">For all of it.</param>
    /// <param name="topics">Of the robot.</param>
    /// <param name="source">Whom headers name.</param>
    /// <param name="eventBus">Another bus for interventions, if another thread publishes them.</param>
    public GatePublisher(SafetyGate gate, IMessageBus bus, Topics topics, MessageSource source, IMessageBus? eventBus = null)
    {
        _gate = gate;
        _states = new(bus, topics.GateState, source);
        _events = new(eventBus ?? bus, topics.GateEvent, source, QualityOfService.AtLeastOnce);
        _commands = new(bus, topics.GateCommand, source);
        for (int joint = 0; joint < 7; joint++)
        {
            _sent.JointPositionRad.Add(0);
            _sent.JointVelocityRadPerSec.Add(0);
        }
    }

    /// <summary>Warnings and worse, since the start.</summary>
    public long Interventions => _gate.Interventions.Total;

    /// <summary>State, interventions, the latest command.</summary>
    public void Publish(Timestamp now, long droppedMessages)
    {
        PublishState(now, droppedMessages);
        PublishEvents(now);
        PublishCommand(now);
    }

    /// <summary>Allocates nothing: for the control loop's thread.</summary>
    public void PublishState(Timestamp now, long droppedMessages)
    {
        _state.Mode = (GateMode)(int)_gate.Mode;
        _state.Reason = _gate.Cause is { } cause ? Functions[(int)cause] : "";
        _gate.CommandedGripper.CopyTo(_state.CommandedGripperInArmBase ??= new());
        _state.CommandedWidthM = _gate.Latest.GripperWidthM;
        _state.PlanSequence = _gate.PlanSequence;
        _state.Interventions = (ulong)Interventions;
        _state.StalePlans = (ulong)_gate.Verdicts[Safety.Plans.PlanVerdict.Stale];
        _state.RefusedPlans = (ulong)_gate.Verdicts.Refused;
        _state.DroppedMessages = (ulong)droppedMessages;
        _states.Publish(_state, now, now);
    }

    /// <summary>Interventions since the last time; one thread at a time, any.</summary>
    public void PublishEvents(Timestamp now)
    {
        while (_gate.Interventions.TryRead(out GateIntervention intervention))
        {
            _events.Publish(new GateEvent
            {
                Function = Functions[(int)intervention.Function],
                Action = Actions[(int)intervention.Action],
                Limit = intervention.Limit,
                Value = intervention.Value,
                Detail = FormattableString.Invariant($"plan {intervention.PlanSequence}"),
            }, intervention.Time, now);
        }
    }

    /// <summary>Allocates nothing: for the control loop's thread.</summary>
    public void PublishCommand(Timestamp now)
    {
        GatedCommand command = _gate.Latest;
        for (int joint = 0; joint < 7; joint++)
        {
            _sent.JointPositionRad[joint] = command.PositionRad[joint];
            _sent.JointVelocityRadPerSec[joint] = command.VelocityRadPerSec[joint];
        }
        _sent.LiftM = command.LiftM;
        _sent.GripperWidthM = command.GripperWidthM;
        _sent.GripperForceN = command.GripperForceN;
        _sent.VxMPerSec = command.BaseVxMPerSec;
        _sent.VyMPerSec = command.BaseVyMPerSec;
        _sent.YawRateRadPerSec = command.BaseYawRateRadPerSec;
        _sent.PlanSequence = command.PlanSequence;
        _commands.Publish(_sent, now, now);
    }
}
