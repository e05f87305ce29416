using System.Collections.Concurrent;
using System.Diagnostics;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// The gate with the simulated plant on a bus, in lockstep: steps the world, publishes sensors, and at every tick waits for the brain's answer, which
/// takes effect after the modelled latency. If the brain or the bus goes, it goes on stepping until the gate has brought the robot to rest.
/// </summary>
public sealed class GateHost : IGateHost
{
    public const double TickSec = 0.1;
    private const double StopPatienceSec = 2;
    private const int TimingEveryTicks = 10;

    private readonly AssembledGate _assembled;
    private readonly GateHostOptions _options;
    private readonly GatePort _port;
    private readonly SurroundingsFeed _sensors;
    private readonly BlockingCollection<TickDone> _answers = [];
    private readonly ConcurrentQueue<Plan> _plans = new();
    private readonly RunPace _pace;
    private readonly LockstepTimer _timer = new();

    public GateHost(AssembledGate gate, IMessageBus bus, Topics topics, GateHostOptions options)
    {
        _assembled = gate;
        _options = options;
        _pace = new(options.Speed);
        PeopleGuard guard = new(bus, topics, new("guard", options.RunId), gate.Robot, gate.Inputs);
        _port = new(gate, bus, guard, topics, options, _plans.Enqueue, _answers.Add, pace: _pace);
        _sensors = new(_port.Sensors, gate.Surroundings);
    }

    private SimulatedKitchen Plant => _assembled.Plant;

    public GateHostResult Run(CancellationToken cancellation)
    {
        try
        {
            _port.WaitForOperator(cancellation);
        }
        catch (OperationCanceledException)
        {
            return _port.Close("stopped before the robot was engaged", 0);
        }
        _assembled.Inputs.RequestEngage();
        double endSec = _options.TimeLimitSec;
        bool finishing = false;
        for (ulong tick = 0; ; tick++)
        {
            bool wasPaused = _pace.AwaitTick(TickSec, PublishTiming, () => cancellation.IsCancellationRequested || _port.LinkLost is not null);
            double tickSec = tick * TickSec;
            StepUntil(tickSec);
            _port.PublishTick(tick);
            if (wasPaused || tick % TimingEveryTicks == 0)
            {
                PublishTiming();
            }
            if (cancellation.IsCancellationRequested)
            {
                return _port.Close("stopped by the user", StopAlone());
            }
            if (tickSec >= endSec)
            {
                return _port.Close(null, null);
            }
            StepUntil(tickSec + _options.LatencySec);
            if (TakeAnswer(tick, cancellation) is not { } answer)
            {
                string reason = cancellation.IsCancellationRequested ? "stopped by the user" : _port.LinkLost ?? "the brain did not answer";
                return _port.Close(reason, StopAlone());
            }
            if (answer.TaskFinished && !finishing)
            {
                finishing = true;
                endSec = Math.Min(endSec, tickSec + _options.SettleSec);
            }
        }
    }

    public void Dispose()
    {
        _port.Dispose();
        _answers.Dispose();
    }

    private void PublishTiming() => _port.PublishTiming(_timer.Take(_assembled.Loop.Cycles, _pace));

    private void StepUntil(double seconds)
    {
        Timestamp end = Timestamp.FromSeconds(seconds);
        while (Plant.Now < end)
        {
            _assembled.Loop.Cycle(Plant.Now);
            _port.LogCycle(Plant.Now);
            Plant.Step(_sensors);
        }
    }

    /// <summary>The answer to a tick, with its plan handed to the gate; null if the brain or the bus is gone.</summary>
    private TickDone? TakeAnswer(ulong tick, CancellationToken cancellation)
    {
        long waitedMs = 0;
        long started = Stopwatch.GetTimestamp();
        while (_port.LinkLost is null && waitedMs < _options.BrainPatience.TotalMilliseconds && !cancellation.IsCancellationRequested)
        {
            const int sliceMs = 50;
            if (!_answers.TryTake(out TickDone? answer, sliceMs))
            {
                waitedMs += sliceMs;
            }
            else if (answer.Index == tick)
            {
                _timer.AddWait(started);
                HandOver(answer.PlanSequence);
                return answer;
            }
        }
        return null;
    }

    /// <summary>Gives the gate the plan an answer names, and whatever came before it, in order: what does not belong is the gate's to refuse.</summary>
    private void HandOver(ulong sequence)
    {
        while (_plans.TryDequeue(out Plan? plan))
        {
            plan.CopyTo(_assembled.Inputs.Draft);
            _assembled.Inputs.SendPlan();
            if (plan.Sequence == sequence)
            {
                break;
            }
        }
    }

    /// <summary>Steps on without the brain until the robot is at rest; returns how long that took, or null if it did not come to rest.</summary>
    private double? StopAlone()
    {
        Timestamp lost = Plant.Now;
        _assembled.Inputs.ReportLinkLost();
        while (Plant.Now.SecondsSince(lost) < StopPatienceSec)
        {
            StepUntil(Plant.Now.Seconds + Plant.StepSec);
            if (_assembled.Loop.Gate is { IsAtRest: true, Mode: not Safety.GateMode.Active })
            {
                return Plant.Now.SecondsSince(lost);
            }
        }
        return null;
    }
}
