using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Gate.Receiving;
using RoboticsStack.Runtime.Gate.Statistics;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Gate.Standalone;

/// <summary>
/// A gate that runs for as long as the robot is switched on: hardware and broker attached, brains coming and going. Only an operator engages it; when
/// brain or broker go it brings the robot to rest, and waits.
/// </summary>
/// <remarks>
/// The loop's thread reads, gates, writes and copies into a ring of buffers. Everything that allocates or waits happens on other threads: taking in
/// messages, publishing, passing on sensors, counting.
/// </remarks>
internal sealed class StandaloneGate : IDisposable
{
    private const double RestPatienceSec = 2;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    /// <summary>A robot is a few hundredths of a second behind its setpoints; until it rests, too, it is not left alone.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private readonly Topics _topics;
    private readonly GateLoop _loop;
    private readonly GateInputs _inputs = new();
    private readonly ReconnectingBus _bus;
    private readonly OffThreadBus _outbox;
    private readonly GateReceiver _receiver;
    private readonly LoopReporter _reporter;
    private readonly StatisticsWriter _statistics;
    private readonly SensorRelay _relay;
    private readonly RealTimeGateLoop _realTime;
    private readonly long _zeroNs;

    /// <param name="robot">At the loop's rate.</param>
    /// <param name="realTime">What the loop's thread asks of the system.</param>
    /// <param name="runId">Plans of another run are refused.</param>
    /// <param name="topics">Of the robot.</param>
    /// <param name="hardware">What is controlled.</param>
    /// <param name="messages">Of sensors that the hardware's process sends; null for none.</param>
    /// <param name="zeroNs">The run's time zero by the kernel's monotonic clock.</param>
    /// <param name="connect">To the broker, with the gate's identity.</param>
    public StandaloneGate(
        RobotDescription robot, RealTimeOptions realTime, ulong runId, Topics topics, IRobotHardware hardware, Hardware.MessageRing? messages, long zeroNs,
        Func<MosquittoBus> connect)
    {
        (_topics, _zeroNs) = (topics, zeroNs);
        MessageSource source = new("gate", runId);
        Func<Timestamp> clock = () => Now;
        // Called once, so that the loop's thread need not compile it.
        _ = clock();
        _loop = new(new SafetyGate(robot, new PlanOrigin(runId, robot.ContentHash, null)), hardware, _inputs);
        _bus = new(connect, bus => bus.Publish(topics.GateStatus, StatusText.Online, Messaging.Bus.QualityOfService.AtLeastOnce, retain: true));
        _bus.ConnectionLost += _ => _inputs.ReportLinkLost();
        _outbox = new(_bus);
        _receiver = new(_bus, topics, runId, Receipts, Listener(), new ReceiverLimits(), MonotonicTimer.NowNanoseconds);
        _reporter = new(_loop.Gate, _outbox, _bus, topics, source, Receipts, clock);
        _statistics = new(_bus, topics, source);
        _relay = new(new PeopleGuard(_bus, topics, new("guard", runId), robot, _inputs), topics, source, messages, new(robot, _loop.History, _inputs), zeroNs);
        _realTime = new(_loop, robot.Safety.CycleSec, zeroNs, realTime, _reporter.AfterCycle);
    }

    /// <summary>Has all compiled that the loop's thread will do, by doing it once, for nobody.</summary>
    public static void Rehearse(RobotDescription robot, Topics topics) => GateWarmUp.Run(
        robot, loop => new LoopReporter(loop.Gate, new NobodysBus(), new NobodysBus(), topics, new("gate", 0), new(), () => default).AfterCycle);

    public ReceiptCounts Receipts { get; } = new();
    public StageLatencies Stages => _reporter.Stages;
    public SafetyGate Gate => _loop.Gate;
    public RealTimeGateLoop Loop => _realTime;
    public ReconnectingBus Bus => _bus;
    public long UnsentCount => _outbox.UnsentCount;

    private Timestamp Now => new(MonotonicTimer.NowNanoseconds() - _zeroNs);

    /// <summary>The loop first: it does not wait for a broker.</summary>
    public void Start()
    {
        _realTime.Start();
        _relay.Start();
        _bus.Start();
    }

    /// <summary>Publishes interventions; called every few milliseconds by the host's main thread.</summary>
    public void PublishEvents() => _reporter.PublishEvents(Now);

    /// <summary>Publishes what was counted; called once a second by the host's main thread.</summary>
    public GateStatistics PublishStatistics()
    {
        _statistics.Publish(_realTime, Gate, _inputs, Stages, Receipts, UnsentCount, _bus.Losses, Now);
        return _statistics.Latest!;
    }

    /// <summary>Brings the robot to rest, then ends the loop. False if it did not come to rest.</summary>
    public bool Stop()
    {
        _inputs.ReportLinkLost();
        long begun = MonotonicTimer.NowNanoseconds();
        bool Rests() => Gate is { IsAtRest: true, Mode: not (Safety.GateMode.Active or Safety.GateMode.Engaging or Safety.GateMode.Hold) };
        while (!Rests() && _realTime.Failure is null && MonotonicTimer.NowNanoseconds() - begun < RestPatienceSec * 1e9)
        {
            Thread.Sleep(LookEvery);
        }
        bool rests = Rests();
        Thread.Sleep(Settling);
        _realTime.Dispose();
        return rests;
    }

    public void Dispose()
    {
        _realTime.Dispose();
        _relay.Dispose();
        PublishEvents();
        _outbox.Dispose();
        _bus.Publish(_topics.GateStatus, StatusText.Offline, Messaging.Bus.QualityOfService.AtLeastOnce, retain: true);
        _bus.Dispose();
        _receiver.Dispose();
    }

    private GateListener Listener() => new()
    {
        OnPlan = plan =>
        {
            plan.CopyTo(_inputs.Draft, Now);
            _inputs.SendPlan();
        },
        OnEngage = request =>
        {
            if (request.Reset)
            {
                _inputs.ResetEmergencyStop();
            }
            else
            {
                _inputs.RequestEngage();
            }
        },
        OnStop = _inputs.EmergencyStop,
        OnLife = _inputs.SendHeartbeat,
        OnGone = _inputs.ReportLinkLost,
    };
}
