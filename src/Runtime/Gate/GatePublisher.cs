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
    private readonly SafetyGate _gate;
    private readonly MessageWriter<GateState> _states;
    private readonly MessageWriter<GateEvent> _events;
    private readonly MessageWriter<SentCommand> _commands;
    private readonly GateState _state = new();
    private readonly SentCommand _sent = new();

    public GatePublisher(SafetyGate gate, IMessageBus bus, Topics topics, MessageSource source)
    {
        _gate = gate;
        _states = new(bus, topics.GateState, source);
        _events = new(bus, topics.GateEvent, source, QualityOfService.AtLeastOnce);
        _commands = new(bus, topics.GateCommand, source);
        for (int joint = 0; joint < 7; joint++)
        {
            _sent.JointPositionRad.Add(0);
            _sent.JointVelocityRadPerSec.Add(0);
        }
    }

    /// <summary>Warnings and worse, since the start.</summary>
    public long Interventions => _gate.Interventions.Total;

    public void Publish(Timestamp now, long droppedMessages)
    {
        GatedCommand command = _gate.Latest;
        _state.Mode = (GateMode)(int)_gate.Mode;
        _state.Reason = _gate.Cause?.ToString() ?? "";
        _gate.CommandedGripper.CopyTo(_state.CommandedGripperInArmBase ??= new());
        _state.CommandedWidthM = command.GripperWidthM;
        _state.PlanSequence = _gate.PlanSequence;
        _state.Interventions = (ulong)Interventions;
        _state.StalePlans = (ulong)_gate.Verdicts[Safety.Plans.PlanVerdict.Stale];
        _state.RefusedPlans = (ulong)_gate.Verdicts.Refused;
        _state.DroppedMessages = (ulong)droppedMessages;
        _states.Publish(_state, now, now);
        while (_gate.Interventions.TryRead(out GateIntervention intervention))
        {
            _events.Publish(new GateEvent
            {
                Function = intervention.Function.ToString(),
                Action = intervention.Action.ToString(),
                Limit = intervention.Limit,
                Value = intervention.Value,
                Detail = FormattableString.Invariant($"plan {intervention.PlanSequence}"),
            }, intervention.Time, now);
        }
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
