using Google.Protobuf;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Gate.Receiving;
using RoboticsStack.Runtime.Hardware;
using RoboticsStack.Runtime.Processes;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using GateMode = RoboticsStack.Safety.GateMode;

namespace RoboticsStack.Runtime.Benchmarks.Fuzz;

/// <summary>What came of fuzzing a gate.</summary>
/// <param name="Sent">Payloads, those in order included.</param>
/// <param name="Received">What the gate counted, by kind and outcome.</param>
/// <param name="Judged">Plans that the gate judged.</param>
/// <param name="Superseded">Plans that a newer one overwrote before that.</param>
/// <param name="Waiting">Plans handed over and neither of both: lost track of. Has to be 0.</param>
/// <param name="Cycles">Of the control loop, meanwhile.</param>
/// <param name="EngagedCycles">In how many of them the gate followed plans.</param>
/// <param name="MovedCycles">In how many of them a setpoint differed from where the robot stood at the start. Has to be 0.</param>
public sealed record FuzzResult(
    long Sent, IReadOnlyList<(string Name, long Count)> Received, IReadOnlyList<(string Name, long Count)> Verdicts, long Judged, long Superseded, long Waiting, long Cycles,
    long EngagedCycles, long MovedCycles)
{
    public long ReceivedTotal => Received.Sum(count => count.Count);

    /// <summary>Nothing moved, and nothing got past the counters.</summary>
    public bool IsSound => MovedCycles == 0 && ReceivedTotal == Sent && Waiting == 0;
}

/// <summary>
/// Sends broken payloads on every topic that a gate listens to, through its real way in. In the first half the gate is disengaged, and sound plans
/// are what is broken; in the second it is engaged and holds still, and what is broken is of another run, so that nothing may get through.
/// </summary>
public sealed class GateFuzz
{
    private const ulong RunId = 0x5EED;
    private const ulong OtherRun = 0xBAD;
    private const int PayloadsPerCycle = 16;
    private const int HeartbeatEvery = 10;
    private const int EngageEvery = 250;

    /// <summary>Of setpoints that stand still, in rad, m, rad/s and m/s.</summary>
    private const double Rounding = 1e-12;

    private readonly RobotDescription _robot;
    private readonly Topics _topics = new("fuzz");
    private readonly InProcessBus _bus = new();
    private readonly GateInputs _inputs = new();
    private readonly GateLoop _loop;
    private readonly GateReceiver _receiver;
    private readonly RandomStream _random;
    private readonly PayloadMutator _mutator;
    private readonly JointVector _home;
    private readonly double _homeLiftM;
    private Timestamp _now = Timestamp.FromSeconds(1);
    private long _sent, _engagedCycles, _movedCycles;

    public GateFuzz(RobotDescription robot, ulong seed)
    {
        _robot = robot;
        _random = RandomStream.For(seed, "fuzz");
        _mutator = new(_random);
        LoopbackRobot hardware = new(robot, () => _now);
        _loop = new(new SafetyGate(robot, new PlanOrigin(RunId, robot.ContentHash, null)), hardware, _inputs);
        RobotMeasurement start = default;
        hardware.Read(ref start);
        (_home, _homeLiftM) = (start.PositionRad, start.LiftM);
        _receiver = new(_bus, _topics, RunId, new ReceiptCounts(), new GateListener
        {
            OnPlan = plan =>
            {
                plan.CopyTo(_inputs.Draft, _now);
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
        }, new ReceiverLimits(), nowNanoseconds: null);
    }

    /// <param name="payloads">How many to break.</param>
    /// <param name="progress">Told how many are sent, now and then.</param>
    public FuzzResult Run(long payloads, Action<long>? progress, CancellationToken cancellation)
    {
        for (long n = 0; n < payloads; n++)
        {
            bool engages = n >= payloads / 2;
            SendBroken(engages);
            if (n % PayloadsPerCycle == PayloadsPerCycle - 1)
            {
                Cycle(engages);
            }
            if (n % 50_000 == 0)
            {
                progress?.Invoke(n);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        Cycle(engages: false);
        VerdictCounts verdicts = _loop.Gate.Verdicts;
        (string Name, long Count)[] judged = [.. Enum.GetValues<PlanVerdict>().Select(verdict => ($"{verdict}", verdicts[verdict])).Where(count => count.Item2 > 0)];
        long total = judged.Sum(verdict => verdict.Count);
        return new FuzzResult(_sent, [.. _receiver.Counts.All], judged, total, _inputs.Superseded,
            _receiver.Counts[MessageKind.Plan, Receipt.Taken] - total - _inputs.Superseded, _loop.Cycles, _engagedCycles, _movedCycles);
    }

    private void SendBroken(bool engages)
    {
        // An emergency stop is obeyed whatever it carries, and so is a brain's goodbye: while the gate is to stay engaged neither is sent.
        switch (_random.Index(engages ? 5 : 6))
        {
            case 0 or 1:
                Plan plan = ExerciseBrain.PlanFor(_robot, _now.Nanoseconds, (ulong)_loop.Cycles + 1);
                plan.Header = HeaderOf("brain", engages);
                SendBroken(_topics.Plan, plan);
                break;
            case 2:
                SendBroken(_topics.Engage, new EngageRequest { Header = HeaderOf("operator", isOther: true) });
                break;
            case 3:
                if (_random.Chance(0.5))
                {
                    SendBroken(_topics.LockstepDone, new TickDone { Header = HeaderOf("brain", isOther: false), Index = 7, PlanSequence = 3 });
                    break;
                }
                SendBroken(_topics.Control, new RunControl { Header = HeaderOf("operator", isOther: false), Action = RunControl.Types.Action.SetSpeed, Speed = 2 });
                break;
            case 4:
                Send(_topics.BrainStatus, _mutator.Mutate(engages || _random.Chance(0.5) ? StatusText.Online : StatusText.Offline));
                break;
            default:
                Send(_topics.Stop, _mutator.Mutate([]));
                break;
        }
    }

    private Header HeaderOf(string source, bool isOther) => new() { Source = source, RunId = isOther ? OtherRun : RunId, Sequence = (ulong)_sent };

    private void SendBroken(string topic, IMessage sound) => Send(topic, _mutator.Mutate(sound.ToByteArray()));

    private void Send(string topic, ReadOnlySpan<byte> payload)
    {
        _sent++;
        _bus.Publish(topic, payload);
    }

    private void Cycle(bool engages)
    {
        _now = _now.AddSeconds(_robot.Safety.CycleSec);
        if (engages && _loop.Cycles % HeartbeatEvery == 0)
        {
            Send(_topics.BrainStatus, StatusText.Online);
        }
        if (_loop.Cycles % EngageEvery == 0 && _loop.Gate.Mode != GateMode.Active)
        {
            bool isOff = _loop.Gate.Mode == GateMode.PowerOff;
            if (isOff || engages)
            {
                Send(_topics.Engage, new EngageRequest { Header = HeaderOf("operator", isOther: false), Reset = isOff }.ToByteArray());
            }
        }
        GatedCommand command = _loop.Cycle(_now);
        _engagedCycles += command.Mode == GateMode.Active ? 1 : 0;
        _movedCycles += Moves(command) ? 1 : 0;
        while (_loop.Gate.Interventions.TryRead(out _))
        {
        }
    }

    private bool Moves(in GatedCommand command)
    {
        if (!command.IsPowered)
        {
            return false;
        }
        double most = Math.Max(Math.Abs(command.LiftM - _homeLiftM), Math.Abs(command.BaseVxMPerSec) + Math.Abs(command.BaseVyMPerSec) + Math.Abs(command.BaseYawRateRadPerSec));
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            most = Math.Max(most, Math.Abs(command.PositionRad[joint] - _home[joint]) + Math.Abs(command.VelocityRadPerSec[joint]));
        }
        return !(most <= Rounding);
    }
}
