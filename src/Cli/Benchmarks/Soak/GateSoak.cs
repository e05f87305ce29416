using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Faults;
using RoboticsStack.Runtime.Hardware;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Cli.Benchmarks.Soak;

/// <summary>
/// Hours of hostile input on a gate in simulated time, without physics: brains of every style, samples in which any number may lie, rooms of every kind,
/// links that go, emergency stops, resets and engagements, all at random times. What it sends is held to the robot's limits by the fault campaign's judge, which shares no code with it.
/// </summary>
public sealed class GateSoak
{
    private const ulong RunId = 11;
    private const double PlanEverySec = 0.1;
    private const double EngageEverySec = 0.1;
    private const double SensorDelaySec = 0.03;
    private const double ShortestStyleSec = 2;
    private const double LongestStyleSec = 20;
    private const double WarmUpSec = 20;

    /// <summary>Those that move the robot come four times as often as those whose plans are worth nothing.</summary>
    private const double MovingShare = 0.8;
    private const double SilentShare = 0.05;

    private static readonly BrainStyle[] Moving = [BrainStyle.Sound, BrainStyle.Random, BrainStyle.Greedy, BrainStyle.Pressing, BrainStyle.Oscillating];
    private static readonly BrainStyle[] Useless = [BrainStyle.Frozen, BrainStyle.Replaying, BrainStyle.NotFinite, BrainStyle.Stale];

    private readonly RobotDescription _robot;
    private readonly PromiseBook _book;
    private readonly PromiseSheet _sheet;
    private readonly CommandJudge _judge;
    private readonly RandomStream _random;
    private readonly GateInputs _inputs = new();
    private readonly HostileSensors _hardware;
    private readonly GateLoop _loop;
    private readonly HostileSurroundings _surroundings;
    private readonly SoakTally _tally;
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
        _tally = new(robot.Safety.CycleSec);
        _judge = new(robot, _sheet);
        _random = RandomStream.For(seed, "soak");
        _hardware = new(new LoopbackRobot(robot, () => _now), _random);
        _loop = new(new SafetyGate(robot, new PlanOrigin(RunId, robot.ContentHash, null)), _hardware, _inputs);
        _surroundings = new(new(robot, _loop.History, _inputs), RandomStream.For(seed, "soak surroundings"));
        _brain = NewBrain(BrainStyle.Sound);
    }

    /// <param name="hours">Simulated.</param>
    /// <param name="progress">Told the hours done, every twentieth of them.</param>
    public SoakResult Run(double hours, Action<double>? progress, CancellationToken cancellation)
    {
        GateWarmUp.Run(_robot);
        long cycles = (long)(hours * 3600 / _robot.Safety.CycleSec), report = Math.Max(1, cycles / 20);
        long warm = (long)(WarmUpSec / _robot.Safety.CycleSec);
        long allocated = 0, engagements = 0;
        List<MemoryUse> memory = [];
        GateMode mode = GateMode.Disengaged;
        for (long n = 0; n < cycles; n++)
        {
            _now = _now.AddSeconds(_robot.Safety.CycleSec);
            Disturb(n);
            long before = GC.GetAllocatedBytesForCurrentThread();
            GatedCommand command = _loop.Cycle(_now);
            allocated += n < warm ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            _judge.Check(command, _now.Seconds);
            _tally.Note(command);
            engagements += command.Mode == GateMode.Active && mode == GateMode.Engaging ? 1 : 0;
            mode = command.Mode;
            while (_loop.Gate.Interventions.TryRead(out GateIntervention intervention))
            {
                _tally.Note(intervention);
            }
            if (n % report == report - 1)
            {
                progress?.Invoke((n + 1) * _robot.Safety.CycleSec / 3600);
                cancellation.ThrowIfCancellationRequested();
            }
            if ((n + 1) * 4 / cycles > n * 4 / cycles)
            {
                memory.Add(MemoryUse.Now());
            }
        }
        return new SoakResult
        {
            Hours = hours,
            Seed = _seed,
            Cycles = cycles,
            Engagements = engagements,
            Tally = _tally,
            Falsified = _hardware.Coverage,
            Surroundings = (_surroundings.Messages, _surroundings.Refused),
            Verdicts = [.. Enum.GetValues<PlanVerdict>().Select(verdict => ($"{verdict}", _loop.Gate.Verdicts[verdict])).Where(count => count.Item2 > 0)],
            AllocatedBytes = allocated,
            Violations = [.. _sheet.Violations],
            Margins = [.. _book.Entries.Where(entry => _sheet.Worst[(int)entry.Promise] > 0).Select(entry => ($"{entry.Promise} ({entry.Unit})", _sheet.Worst[(int)entry.Promise], entry.Limit))],
            Memory = memory,
        };
    }

    private void Disturb(long cycle)
    {
        if (_now.Seconds > _styleUntilSec)
        {
            _styleUntilSec = _now.Seconds + _random.Uniform(ShortestStyleSec, LongestStyleSec);
            _brain = NewBrain(_random.Pick(_random.Chance(MovingShare) ? Moving : Useless));
            _isSilent = _random.Chance(SilentShare);
        }
        if (Every(cycle, PlanEverySec) && !_isSilent)
        {
            _brain.Think(_inputs.Draft, new BrainView(_robot, _loop.Gate, _now));
            _inputs.Draft.Sequence += _sequenceBase;
            _inputs.SendPlan();
        }
        if (Every(cycle, PlanEverySec))
        {
            _surroundings.Show(_now.AddSeconds(-SensorDelaySec));
        }
        if (Every(cycle, _robot.Safety.Watchdog.HeartbeatPeriodSec) && !_isSilent)
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
}
