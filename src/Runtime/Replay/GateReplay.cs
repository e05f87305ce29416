using Google.Protobuf;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;
using GateMode = RoboticsStack.Safety.GateMode;

namespace RoboticsStack.Runtime.Replay;

/// <summary>
/// Takes a gate through recorded cycles, with what was measured and what it was told at each, and compares what it sends with what was sent.
/// </summary>
/// <remarks>
/// Once the commands differ the measurements no longer answer them: it goes on in open loop, to see whether the gate would still stop for what was
/// measured. A stop for being away from the measurement is then the replay's own doing, and a fresh gate is engaged at the measurement.
/// </remarks>
internal sealed class GateReplay : IDisposable
{
    private readonly RobotDescription _robot;
    private readonly PlanOrigin _origin;
    private readonly Func<ulong, Plan?> _findPlan;
    private readonly Func<ulong, PeopleEstimate?> _findPeople;
    private readonly RecordedCycles _cycles = new();
    private readonly RecordedHardware _hardware = new();
    private readonly CommandLog _recordedLog = new(null);
    private readonly CommandLog _replayedLog = new(null);
    private readonly StopLog _recordedStops = new();
    private readonly StopLog _replayedStops = new();
    private readonly SortedDictionary<string, (int Recorded, int Replayed)> _interventions = new(StringComparer.Ordinal);
    private readonly ulong[] _command = new ulong[CycleColumns.CommandWidth];
    private readonly Dictionary<ulong, (SurroundingsSensor Sensor, IMessage Message, Timestamp Time)> _seen = [];
    private readonly SurroundingsMessage _view = new();
    private GateInputs _inputs = new();
    private SurroundingsBuilder _surroundings = null!;
    private GateLoop _loop;
    private CommandDifference? _first;
    private long _compared;
    private long _differing;
    private int _restarts;
    private int _lostPlans;
    private int _lostViews;

    /// <param name="robot">Whose limits the gate keeps.</param>
    /// <param name="origin">Which plans it takes.</param>
    /// <param name="findPlan">The plan with a sequence number.</param>
    /// <param name="findPeople">The view of people with a sequence number.</param>
    public GateReplay(RobotDescription robot, PlanOrigin origin, Func<ulong, Plan?> findPlan, Func<ulong, PeopleEstimate?> findPeople)
    {
        (_robot, _origin, _findPlan, _findPeople) = (robot, origin, findPlan, findPeople);
        _loop = NewLoop();
    }

    public bool Differs => _first is not null;

    public void Replay(GateCycles message)
    {
        _cycles.Open(message);
        for (int n = 0; n < _cycles.Count; n++)
        {
            Timestamp time = _cycles.Measurement(n, out _hardware.Measurement);
            TellOfPeople(n);
            Tell(_cycles.Input(n));
            _loop.Cycle(time);
            CycleColumns.Write(_loop.Gate.Latest, _command);
            Compare(time, _cycles.First + n, _cycles.Command(n));
            if (_recordedStops.Follow(time, CycleColumns.ModeOf(_cycles.Command(n))))
            {
                _recordedStops.Add(time, _cycles.NextStopCause());
            }
            if (_replayedStops.Follow(time, _loop.Gate.Mode))
            {
                _replayedStops.Add(time, _loop.Gate.Cause?.ToString() ?? "");
            }
            if (Differs && _loop.Gate is { Mode: GateMode.ControlledStop or GateMode.PowerOff, Cause: GateFunction.Tracking or GateFunction.SupervisedStop })
            {
                Restart();
            }
        }
        CountInterventions();
    }

    /// <summary>A recorded message of one of the guard's sensors.</summary>
    public void See(SurroundingsSensor sensor, IMessage message, Timestamp time) =>
        _seen[SurroundingsBuilder.SourceId(sensor, time)] = (sensor, message, time);

    /// <summary>A recorded intervention.</summary>
    public void Hear(GateEvent recorded) => Count(recorded.Function, recorded.Action, 1, 0);

    public GateComparison Result() => new()
    {
        Compared = _compared,
        Differing = _differing,
        First = _first,
        RecordedSha256 = _recordedLog.Hash,
        ReplayedSha256 = _replayedLog.Hash,
        Stops = _recordedStops.Against(_replayedStops),
        NewStops = _replayedStops.NotIn(_recordedStops),
        Interventions = [.. _interventions.Select(pair => new InterventionCount(pair.Key, pair.Value.Recorded, pair.Value.Replayed))],
        Restarts = _restarts,
        LostPlans = _lostPlans,
        LostViews = _lostViews,
    };

    public void Dispose()
    {
        _recordedLog.Dispose();
        _replayedLog.Dispose();
    }

    private GateLoop NewLoop()
    {
        GateLoop loop = new(new SafetyGate(_robot, _origin), _hardware, _inputs = new());
        _surroundings = new(_robot, loop.History, _inputs);
        return loop;
    }

    private void Restart()
    {
        CountInterventions();
        _restarts++;
        _loop = NewLoop();
        _inputs.RequestEngage();
    }

    private void CountInterventions()
    {
        while (_loop.Gate.Interventions.TryRead(out GateIntervention intervention))
        {
            Count(intervention.Function.ToString(), intervention.Action.ToString(), 0, 1);
        }
    }

    private void Count(string function, string action, int recorded, int replayed)
    {
        string name = $"{function}, {action}";
        (int Recorded, int Replayed) count = _interventions.GetValueOrDefault(name);
        _interventions[name] = (count.Recorded + recorded, count.Replayed + replayed);
    }

    private void TellOfPeople(int cycle)
    {
        if (_cycles.TryTakePeople(cycle, out ulong sequence))
        {
            (_findPeople(sequence) ?? throw new UserErrorException($"The recording lacks the gate's view of people {sequence}: what comes after cannot be replayed."))
                .CopyTo(_inputs.PeopleDraft);
            _inputs.SendPeople();
        }
    }

    private void Tell(GateInput input)
    {
        _hardware.WriteFails = input.HasFlag(GateInput.WriteFailed);
        if (input.HasFlag(GateInput.EmergencyStop))
        {
            _inputs.EmergencyStop();
        }
        if (input.HasFlag(GateInput.Reset))
        {
            _inputs.ResetEmergencyStop();
        }
        if (input.HasFlag(GateInput.Engage))
        {
            _inputs.RequestEngage();
        }
        if (input.HasFlag(GateInput.LinkLost))
        {
            _inputs.ReportLinkLost();
        }
        if (input.HasFlag(GateInput.Heartbeat))
        {
            _inputs.SendHeartbeat();
        }
        if (input.HasFlag(GateInput.Surroundings))
        {
            foreach (ulong source in _cycles.NextView())
            {
                if (_seen.Remove(source, out (SurroundingsSensor Sensor, IMessage Message, Timestamp Time) seen))
                {
                    _view.Fill(seen.Sensor, seen.Message, seen.Time);
                    _view.GiveTo(_surroundings);
                }
                else
                {
                    _lostViews++;
                }
            }
        }
        if (input.HasFlag(GateInput.Plan))
        {
            if (_findPlan(_cycles.NextPlan()) is { } plan)
            {
                plan.CopyTo(_inputs.Draft);
                _inputs.SendPlan();
            }
            else
            {
                _lostPlans++;
            }
        }
    }

    private void Compare(Timestamp time, long cycle, ReadOnlySpan<ulong> recorded)
    {
        _recordedLog.Append(recorded);
        _replayedLog.Append(_command);
        _compared++;
        if (!recorded.SequenceEqual(_command))
        {
            _differing++;
            _first ??= CommandDifference.Between(time, cycle, recorded, _command);
        }
    }

    private sealed class RecordedHardware : IRobotHardware
    {
        public RobotMeasurement Measurement;

        public bool WriteFails { get; set; }

        public void Read(ref RobotMeasurement measurement) => measurement = Measurement;

        public void Write(in GatedCommand command)
        {
            if (WriteFails)
            {
                throw new InvalidOperationException("the hardware did not take this command when it was recorded");
            }
        }
    }
}
