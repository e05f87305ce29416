using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant;
using RoboticsStack.Runtime.Gate.Statistics;
using RoboticsStack.Safety;
using RoboticsStack.Safety.RealTime;
using GateMode = RoboticsStack.Safety.GateMode;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// The gate with the simulated plant on a bus, on the wall clock: the control loop runs at its own rate on a thread of its own, the plant keeps
/// up with the clock, plans are taken as they come and ticks go out every 100 ms without waiting for an answer. Publishing happens on another thread.
/// </summary>
/// <remarks>
/// When the brain falls silent, or this process itself is held up, the gate stops the robot. If the brain speaks again soon the robot is engaged
/// again, with the gate's full verification; if it is known to be gone, or stays silent, the run ends.
/// </remarks>
public sealed class RealTimeGateHost : IGateHost
{
    private const int MaxStepsPerCycle = 25;
    private const double WarmUpSec = 0.2;
    private const double StopPatienceSec = 2;
    private const double EngagePatienceSec = 5;
    private const double TimingEverySec = 1;
    private static readonly TimeSpan SuperviseEvery = TimeSpan.FromMilliseconds(5);

    private readonly AssembledGate _assembled;
    private readonly GateHostOptions _options;
    private readonly OffThreadBus _outbox;
    private readonly GatePort _port;
    private readonly StatisticsWriter _statistics;
    private readonly OffThreadSurroundings _sensors;
    private long _start;
    private long _tickIndex;
    private long _lifeNs;
    private long _stopNs;
    private long _restNs;
    private volatile bool _taskFinished;

    public RealTimeGateHost(AssembledGate gate, IMessageBus bus, Topics topics, GateHostOptions options)
    {
        _assembled = gate;
        _options = options with { CommandLogFile = null };
        _outbox = new(new PeopleGuard(bus, topics, new("guard", options.RunId), gate.Robot, gate.Inputs));
        _port = new(
            gate, bus, _outbox, topics, _options, TakePlan, answer => _taskFinished |= answer.TaskFinished, Live, BeginStop, nowNanoseconds: MonotonicTimer.NowNanoseconds);
        _statistics = new(bus, topics, new("gate", options.RunId));
        _sensors = new(_port.Sensors, gate.Surroundings);
    }

    /// <summary>The loop's timing, once it has run.</summary>
    public CycleSchedule? Schedule { get; private set; }

    /// <summary>What the system did not grant the loop; null when it granted all.</summary>
    public string? Warning { get; private set; }

    /// <summary>Times the robot was engaged again after a stop for lateness.</summary>
    public int Resumptions { get; private set; }

    /// <summary>How long plans and what they answer to took, stage by stage.</summary>
    public StageLatencies Stages { get; } = new();

    private Timestamp RunTime => new(MonotonicTimer.NowNanoseconds() - _start);

    private SimulatedKitchen Plant => _assembled.Plant;
    private SafetyGate Gate => _assembled.Loop.Gate;

    public GateHostResult Run(CancellationToken cancellation)
    {
        while (Plant.Now.Seconds < WarmUpSec)
        {
            Plant.Step(_sensors);
        }
        _tickIndex = (long)Math.Ceiling(WarmUpSec / GateHost.TickSec);
        try
        {
            _port.WaitForOperator(cancellation);
        }
        catch (OperationCanceledException)
        {
            return Close("stopped before the robot was engaged", 0);
        }
        _start = MonotonicTimer.NowNanoseconds() - Plant.Now.Nanoseconds;
        using RealTimeGateLoop loop = new(_assembled.Loop, Plant.StepSec, _start, new RealTimeOptions(), AfterCycle);
        Schedule = loop.Schedule;
        loop.Start();
        string? failure = Supervise(loop, cancellation);
        BeginStop();
        double? stopSec = WaitForRest(loop);
        Warning = loop.Warning;
        loop.Dispose();
        return Close(failure, stopSec);
    }

    public void Dispose()
    {
        _sensors.Dispose();
        _outbox.Dispose();
        _port.Dispose();
    }

    /// <summary>On the loop's thread: the world goes on, whatever the loop did in time or too late.</summary>
    private void AfterCycle(GateLoop loop, Timestamp now)
    {
        if ((loop.Input & GateInput.Plan) != 0 && loop.Gate.PlanSequence == loop.TakenPlan)
        {
            Stages.Note(loop.TakenStamps, now, RunTime);
        }
        _port.LogCycle(now);
        for (int steps = 0; Plant.Now < now && steps < MaxStepsPerCycle; steps++)
        {
            Plant.Step(_sensors);
            if (Plant.Now.Seconds >= _tickIndex * GateHost.TickSec)
            {
                long clock = MonotonicTimer.NowNanoseconds();
                _port.PublishTick((ulong)_tickIndex++, new(clock - _start), clock);
            }
        }
        if (Volatile.Read(ref _stopNs) != 0 && _restNs == 0 && IsStopped)
        {
            Volatile.Write(ref _restNs, MonotonicTimer.NowNanoseconds());
        }
    }

    private bool IsStopped => Gate is { IsAtRest: true, Mode: not (GateMode.Active or GateMode.Engaging) };

    /// <summary>Returns why the run ends early, or null when it comes to its end.</summary>
    private string? Supervise(RealTimeGateLoop loop, CancellationToken cancellation)
    {
        double endSec = _options.TimeLimitSec;
        long waitingSince = 0;
        bool finishing = false;
        long timedAt = MonotonicTimer.NowNanoseconds();
        long cyclesThen = 0;
        while (true)
        {
            Thread.Sleep(SuperviseEvery);
            double nowSec = Plant.Now.Seconds;
            double sinceTimedSec = (MonotonicTimer.NowNanoseconds() - timedAt) * 1e-9;
            if (sinceTimedSec >= TimingEverySec)
            {
                _port.PublishTiming(TimingOf(loop.Schedule, cyclesThen, sinceTimedSec));
                _statistics.Publish(loop, Gate, _assembled.Inputs, Stages, _port.Receipts, _outbox.UnsentCount, connectionLosses: 0, RunTime);
                (timedAt, cyclesThen) = (MonotonicTimer.NowNanoseconds(), loop.Schedule.Lateness.Count);
            }
            if (_taskFinished && !finishing)
            {
                finishing = true;
                endSec = Math.Min(endSec, nowSec + _options.SettleSec);
            }
            if (loop.Failure is { } failure)
            {
                return $"the control loop failed: {failure.Message}";
            }
            if (cancellation.IsCancellationRequested)
            {
                return "stopped by the user";
            }
            if (_port.LinkLost is { } lost)
            {
                return lost;
            }
            if (nowSec >= endSec)
            {
                return null;
            }
            long now = MonotonicTimer.NowNanoseconds();
            bool waits = IsLate || Gate.Mode == GateMode.Disengaged;
            waitingSince = !waits ? 0 : waitingSince == 0 ? now : waitingSince;
            if (!waits)
            {
                continue;
            }
            if (IsLate)
            {
                MarkStop();
            }
            if (now - waitingSince > EngagePatienceSec * 1e9)
            {
                return IsLate ? "the brain fell silent" : "the robot could not be engaged";
            }
            if (Gate.Mode == GateMode.Disengaged)
            {
                _assembled.Inputs.RequestEngage();
            }
            else if (IsStopped && Volatile.Read(ref _lifeNs) > waitingSince)
            {
                Resumptions++;
                Volatile.Write(ref _stopNs, 0);
                Volatile.Write(ref _restNs, 0);
                _assembled.Inputs.RequestEngage();
            }
        }
    }

    private static LoopTiming TimingOf(CycleSchedule schedule, long cyclesThen, double wallSec) => new()
    {
        Speed = 1,
        Cycles = (ulong)schedule.Lateness.Count,
        CyclesPerSec = (schedule.Lateness.Count - cyclesThen) / wallSec,
        LatenessP50Us = schedule.Lateness.Percentile(0.5),
        LatenessP99Us = schedule.Lateness.Percentile(0.99),
        LatenessMaxUs = schedule.Lateness.MaxMicroseconds,
        MissedCycles = (ulong)schedule.Missed,
    };

    private bool IsLate => Gate is { Mode: GateMode.ControlledStop, Cause: GateFunction.Watchdog or GateFunction.Measurement };

    private double? WaitForRest(RealTimeGateLoop loop)
    {
        while (Volatile.Read(ref _restNs) == 0)
        {
            if (loop.Failure is not null || MonotonicTimer.NowNanoseconds() - _stopNs > StopPatienceSec * 1e9)
            {
                return null;
            }
            Thread.Sleep(SuperviseEvery);
        }
        return (_restNs - _stopNs) * 1e-9;
    }

    private GateHostResult Close(string? failure, double? stopSec)
    {
        GateHostResult result = _port.Close(failure, stopSec);
        _outbox.Dispose();
        return result;
    }

    private void TakePlan(Plan plan)
    {
        plan.CopyTo(_assembled.Inputs.Draft, RunTime);
        _assembled.Inputs.SendPlan();
    }

    private void Live()
    {
        Volatile.Write(ref _lifeNs, MonotonicTimer.NowNanoseconds());
        _assembled.Inputs.SendHeartbeat();
    }

    /// <summary>From here on the time to rest counts.</summary>
    private void MarkStop() => Interlocked.CompareExchange(ref _stopNs, MonotonicTimer.NowNanoseconds(), 0);

    private void BeginStop()
    {
        MarkStop();
        _assembled.Inputs.ReportLinkLost();
    }
}
