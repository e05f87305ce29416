using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Faults;
using RoboticsStack.Runtime.Gate.Standalone;
using RoboticsStack.Runtime.Hardware;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Cli.Benchmarks.Soak;

/// <summary>
/// Hours of hostile input on a gate in simulated time, without physics: brains of every style, sensors that lie, links that go, emergency stops, resets
/// and engagements, all at random times. What it sends is held to the robot's limits by the fault campaign's judge, which shares no code with it.
/// </summary>
public sealed class GateSoak
{
    private const ulong RunId = 11;
    private const double PlanEverySec = 0.1;
    private const double HeartbeatEverySec = 0.02;
    private const double EngageEverySec = 0.5;
    private const double ShortestStyleSec = 2;
    private const double LongestStyleSec = 20;
    private const double WarmUpSec = 20;

    private static readonly BrainStyle[] Styles = [.. Enum.GetValues<BrainStyle>().Where(style => style != BrainStyle.WorldModel)];

    private readonly RobotDescription _robot;
    private readonly PromiseBook _book;
    private readonly PromiseSheet _sheet;
    private readonly CommandJudge _judge;
    private readonly RandomStream _random;
    private readonly GateInputs _inputs = new();
    private readonly LyingSensors _hardware;
    private readonly GateLoop _loop;
    private readonly GuardFeed _guard;
    private readonly ulong _seed;
    private AdversarialBrain _brain;
    private Timestamp _now = Timestamp.FromSeconds(1);
    private ulong _sequenceBase;
    private double _styleUntilSec;
    private bool _isSilent;

    /// <param name="robot">Whose gate.</param>
    /// <param name="book">What is promised of commands.</param>
    /// <param name="seed">Of everything random.</param>
    public GateSoak(RobotDescription robot, PromiseBook book, ulong seed)
    {
        (_robot, _book, _seed) = (robot, book, seed);
        _sheet = new(book);
        _judge = new(robot, _sheet);
        _random = RandomStream.For(seed, "soak");
        _hardware = new(new LoopbackRobot(robot, () => _now), _random);
        _loop = new(new SafetyGate(robot, new PlanOrigin(RunId, robot.ContentHash, null)), _hardware, _inputs);
        _guard = new(new("soak"), new(robot, _loop.History, _inputs));
        _brain = NewBrain(BrainStyle.Sound);
    }

    /// <param name="hours">Simulated.</param>
    /// <param name="progress">Told the hours done, every twentieth of them.</param>
    public SoakResult Run(double hours, Action<double>? progress, CancellationToken cancellation)
    {
        GateWarmUp.Run(_robot);
        long cycles = (long)(hours * 3600 / _robot.Safety.CycleSec), report = Math.Max(1, cycles / 20);
        long warm = (long)(WarmUpSec / _robot.Safety.CycleSec);
        long allocated = 0, engaged = 0, engagements = 0, stops = 0;
        MemoryUse begin = default;
        GateMode mode = GateMode.Disengaged;
        for (long n = 0; n < cycles; n++)
        {
            _now = _now.AddSeconds(_robot.Safety.CycleSec);
            Disturb(n);
            long before = GC.GetAllocatedBytesForCurrentThread();
            GatedCommand command = _loop.Cycle(_now);
            allocated += n < warm ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            _judge.Check(command, _now.Seconds);
            engaged += command.Mode == GateMode.Active ? 1 : 0;
            if (command.Mode != mode)
            {
                engagements += command.Mode == GateMode.Active && mode == GateMode.Engaging ? 1 : 0;
                stops += command.Mode is GateMode.ControlledStop or GateMode.PowerOff ? 1 : 0;
                mode = command.Mode;
            }
            while (_loop.Gate.Interventions.TryRead(out _))
            {
            }
            if (n % report == report - 1)
            {
                begin = begin == default ? MemoryUse.Now() : begin;
                progress?.Invoke((n + 1) * _robot.Safety.CycleSec / 3600);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        return new SoakResult
        {
            Hours = hours,
            Seed = _seed,
            Cycles = cycles,
            EngagedCycles = engaged,
            Engagements = engagements,
            Stops = stops,
            Interventions = _loop.Gate.Interventions.Total,
            Verdicts = [.. Enum.GetValues<PlanVerdict>().Select(verdict => ($"{verdict}", _loop.Gate.Verdicts[verdict])).Where(count => count.Item2 > 0)],
            AllocatedBytes = allocated,
            Violations = [.. _sheet.Violations],
            Margins = [.. _book.Entries.Where(entry => _sheet.Worst[(int)entry.Promise] > 0).Select(entry => ($"{entry.Promise} ({entry.Unit})", _sheet.Worst[(int)entry.Promise], entry.Limit))],
            Begin = begin,
            End = MemoryUse.Now(),
        };
    }

    private void Disturb(long cycle)
    {
        if (_now.Seconds > _styleUntilSec)
        {
            _styleUntilSec = _now.Seconds + _random.Uniform(ShortestStyleSec, LongestStyleSec);
            _brain = NewBrain(Styles[_random.Index(Styles.Length)]);
            _isSilent = _random.Chance(0.1);
        }
        if (Every(cycle, PlanEverySec) && !_isSilent)
        {
            _brain.Think(_inputs.Draft, new BrainView(_robot, _loop.Gate, _now));
            _inputs.Draft.Sequence += _sequenceBase;
            _inputs.SendPlan();
        }
        if (Every(cycle, PlanEverySec))
        {
            _guard.ShowOpenFloor(_now.AddSeconds(-_robot.Safety.CycleSec));
        }
        if (Every(cycle, HeartbeatEverySec) && !_isSilent)
        {
            _inputs.SendHeartbeat();
        }
        if (Every(cycle, EngageEverySec) && _loop.Gate.Mode is GateMode.Disengaged or GateMode.ControlledStop or GateMode.PowerOff)
        {
            if (_loop.Gate.Mode == GateMode.PowerOff)
            {
                _inputs.ResetEmergencyStop();
            }
            else
            {
                _inputs.RequestEngage();
            }
        }
        // A minute apart or so each.
        double perCycle = _robot.Safety.CycleSec / 60;
        if (_random.Chance(perCycle))
        {
            _inputs.EmergencyStop();
        }
        if (_random.Chance(perCycle))
        {
            _inputs.ReportLinkLost();
        }
        if (_random.Chance(6 * perCycle))
        {
            _hardware.Lie();
        }
    }

    private bool Every(long cycle, double seconds) => cycle % (long)Math.Round(seconds / _robot.Safety.CycleSec) == 0;

    private AdversarialBrain NewBrain(BrainStyle style)
    {
        _sequenceBase = _loop.Gate.PlanSequence;
        return new AdversarialBrain(_robot, style, RunId, _random);
    }

    /// <summary>A robot whose sensors now and then say what is not so, for a while.</summary>
    private sealed class LyingSensors(LoopbackRobot robot, RandomStream random) : IRobotHardware
    {
        private int _lie;
        private int _cyclesLeft;
        private double _size;

        public void Lie() => (_lie, _cyclesLeft, _size) = (random.Index(7), 1 + random.Index(100), random.Gaussian(0, 1));

        public void Read(ref RobotMeasurement measurement)
        {
            if (_cyclesLeft > 0 && _lie == 0)
            {
                _cyclesLeft--;
                return;
            }
            robot.Read(ref measurement);
            if (_cyclesLeft == 0)
            {
                return;
            }
            _cyclesLeft--;
            switch (_lie)
            {
                case 1:
                    measurement.PositionRad[3] = double.NaN;
                    break;
                case 2:
                    measurement.PositionRad[1] += _size;
                    break;
                case 3:
                    measurement.WristWrench = new(new Vec3(60 * _size, 0, 30), Vec3.Zero);
                    break;
                case 4:
                    // No more than a motor can give for so long: the thermal model would keep the robot still for the hours that motors take to cool.
                    measurement.TorqueNm[2] = 30 * _size;
                    break;
                case 5:
                    measurement.Stamp = measurement.Stamp.AddSeconds(_size);
                    break;
                default:
                    measurement.LeftPadForceN = 100 * _size;
                    break;
            }
        }

        public void Write(in GatedCommand command) => robot.Write(command);
    }
}
