using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Faults;

/// <summary>One episode as it runs: brain, link, gate and world in lockstep, with the faults between them and the judge beside.</summary>
internal sealed class EpisodeRun : IDisposable
{
    private const double PlanEverySec = 0.1;

    private readonly EpisodeDraw _draw;
    private readonly RobotDescription _robot;
    private readonly SimulatedKitchen _plant;
    private readonly IEpisodeBrain _brain;
    private readonly IEpisodeWatch? _watch;
    private readonly PeopleFeed _people;
    private readonly SurroundingsFeed _sensors;
    private readonly SafetyGate _gate;
    private readonly GateInputs _inputs = new();
    private readonly EpisodeFaults _faults;
    private readonly FaultyHardware _hardware;
    private readonly GateLoop _loop;
    private readonly PlanLink _link;
    private readonly EpisodeJudge _judge;
    private readonly List<Reaction> _reactions = [];
    private readonly GatePlan _plan = new();
    private readonly int _heartbeatCycles;
    private double _nextPlanSec;
    private int _cycles, _active;

    public EpisodeRun(EpisodeDraw draw, RobotDescription robot, SimulatedKitchen plant, IEpisodeBrain brain, PromiseBook book, IEpisodeWatch? watch)
    {
        (_draw, _robot, _plant, _brain, _watch) = (draw, robot, plant, brain, watch);
        _heartbeatCycles = (int)Math.Round(robot.Safety.Watchdog.HeartbeatPeriodSec / robot.Safety.CycleSec);
        _faults = new EpisodeFaults(draw.Injections);
        RobotDescription configured = _faults.Effects.Aggregate(robot, (known, effect) => effect.Configure(known));
        _gate = new SafetyGate(configured, new PlanOrigin(FaultEpisode.RunId, configured.ContentHash, brain.ModelHash));
        _hardware = new FaultyHardware(plant.Hardware, _faults.Effects);
        _loop = new GateLoop(_gate, _hardware, _inputs);
        _people = new PeopleFeed(configured, _inputs, FaultEpisode.RunId);
        _sensors = new SurroundingsFeed(new SensorFork([brain.Sensors, watch?.Sensors, _people]), new SurroundingsBuilder(configured, _loop.History, _inputs));
        _link = new PlanLink(_inputs, draw.Random);
        _judge = new EpisodeJudge(robot, plant, book);
    }

    public EpisodeResult Run()
    {
        CameraLook.Take(_plant, _loop, _sensors, _robot, _draw.LooksFirst);
        _inputs.RequestEngage();
        while (_plant.Now.Seconds < _draw.EndSec)
        {
            Timestamp now = _plant.Now;
            _faults.Update(_inputs, now);
            Think(now);
            _link.Deliver(now);
            Cycle(now);
            _faults.Touch(_plant, now);
            _plant.Step(_sensors);
            NoteFaults();
            _judge.OnStep();
            _watch?.OnStep(_loop, _plant);
            _cycles++;
        }
        return new EpisodeResult
        {
            Index = _draw.Index,
            Kitchen = _draw.KitchenSeed,
            Style = _draw.Style,
            Faults = [.. _draw.Injections.Select(injection => new InjectedFault(
                injection.Fault.Name, injection.Effect.Begin.Seconds, Math.Min(injection.Effect.End.Seconds, _draw.EndSec)))],
            Violations = [.. _judge.Sheet.Violations],
            Worst = [.. _judge.Sheet.Worst],
            Reactions = _reactions,
            SimulatedSec = _draw.DurationSec,
            ActiveSec = _active * _robot.Safety.CycleSec,
        };
    }

    public void Dispose() => _people.Dispose();

    private void Think(Timestamp now)
    {
        if (_faults.IsBrainAlive && now.Seconds >= _nextPlanSec)
        {
            _nextPlanSec = now.Seconds + Math.Max(PlanEverySec, _faults.SlownessSec);
            BrainView view = new(_robot, _gate, now);
            _brain.Think(_plan, view);
            Timestamp due = now.AddSeconds(IEpisodeBrain.LatencySec + _faults.SlownessSec);
            _link.Send(_plan, _faults.Effects, now, due);
            foreach (FaultEffect effect in _faults.Effects)
            {
                if (effect.IsActive(now) && effect.OtherPlan(_plan, view) is { } other)
                {
                    _link.Send(other, [], now, due);
                }
            }
        }
        if (_faults.IsBrainAlive && _cycles % _heartbeatCycles == 0)
        {
            _inputs.SendHeartbeat();
        }
        if (_faults.IsLinkLost)
        {
            _inputs.ReportLinkLost();
        }
        _judge.NoteBrain(_faults.IsBrainAlive, follows: _gate.Mode is Safety.GateMode.Active or Safety.GateMode.Hold);
    }

    private void Cycle(Timestamp now)
    {
        _hardware.Now = now;
        if (_faults.RunsCycle)
        {
            _judge.OnCommand(_loop.Cycle(_faults.Clock));
            _active += _gate.Mode == Safety.GateMode.Active ? 1 : 0;
            _watch?.OnCycle(_loop, now);
        }
        else
        {
            _judge.NoteMissedCycle();
        }
        while (_gate.Interventions.TryRead(out GateIntervention intervention))
        {
            _watch?.OnIntervention(intervention, now);
            (string function, string action) = (intervention.Function.ToString(), intervention.Action.ToString());
            if (!_reactions.Exists(known => known.Function == function && known.Action == action))
            {
                _reactions.Add(new Reaction(function, action, now.Seconds));
            }
        }
    }

    private void NoteFaults()
    {
        if (_faults.IsInDrives)
        {
            _judge.NoteDeafDrives();
        }
        _judge.NotePush(_faults.PushN);
        foreach (FaultEffect effect in _faults.Effects)
        {
            if (effect.IsActive(_plant.Now) && effect.Moved is { } thing)
            {
                _judge.NoteMoved(thing);
            }
        }
    }

    private sealed class SensorFork(IEnumerable<ISensorSink?> sinks) : ISensorSink
    {
        private readonly ISensorSink[] _sinks = [.. sinks.OfType<ISensorSink>()];

        public void Publish(SensorKind kind, Google.Protobuf.IMessage message, Timestamp dataTime, Timestamp madeTime)
        {
            foreach (ISensorSink sink in _sinks)
            {
                sink.Publish(kind, message, dataTime, madeTime);
            }
        }
    }
}
