using FsCheck;
using FsCheck.Fluent;
using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Faults;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;
using RoboticsStack.Tests;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests;

/// <summary>
/// Whatever plans, measurements, clocks and requests come, in whatever order: every command is within every limit, as the campaign's judge reckons them,
/// and from wherever that leads the robot can be braked to rest inside its range. A failure prints the case, shrunk, with its seed.
/// </summary>
public sealed class GatePropertyTests(ITestOutputHelper output)
{
    private const int Cases = 40;
    private const ulong RunId = 1;
    private static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
    private static readonly PromiseBook Book = PromiseBook.Load(Path.Combine(RepositoryRoot.Path, "configs", "faults", "promises.yaml"), Robot);

    /// <summary>What happens in one stretch of a case.</summary>
    private enum Event
    {
        Plans,
        WildPlans,
        Silence,
        CorruptSamples,
        HardTouch,
        JumpingClock,
        StandingClock,
        LinkLost,
        EmergencyStop,
        Reset,
        Engage,
        LateCycles,
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.Plan))]
    [Trait("safety", nameof(GateFunction.JointPosition))]
    [Trait("safety", nameof(GateFunction.JointVelocity))]
    [Trait("safety", nameof(GateFunction.Measurement))]
    [Trait("safety", nameof(GateFunction.Cycle))]
    public void Every_command_keeps_every_limit_whatever_happens()
    {
        ForAny((seed, events) =>
        {
            Bench bench = new(seed);
            foreach (Event happening in events)
            {
                bench.Live(happening);
            }
            return bench.IsWithinLimits(output);
        });
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.LinkLost))]
    [Trait("safety", nameof(GateFunction.EmergencyStop))]
    [Trait("safety", nameof(GateFunction.Watchdog))]
    public void Braking_from_wherever_one_gets_ends_at_rest_inside_the_range()
    {
        ForAny((seed, events) =>
        {
            Bench bench = new(seed);
            foreach (Event happening in events)
            {
                bench.Live(happening);
            }
            return bench.Brake() && bench.IsWithinLimits(output);
        });
    }

    private static void ForAny(Func<int, Event[], bool> holds) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Cases).WithEndSize(14),
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            Gen.Elements(Enum.GetValues<Event>()).ArrayOf().ToArbitrary(),
            (seed, events) => holds(seed, [Event.Engage, Event.Plans, .. events])));

    /// <summary>A gate, a robot whose joints follow with a servo's lag, and the judge of its commands.</summary>
    private sealed class Bench : IRobotHardware
    {
        private const double LagSec = 0.01;
        private const double StretchSec = 0.4;
        private const double BrakeSec = 0.5;

        /// <summary>The limit, and what one cycle's change in the way that joints move the gripper may add.</summary>
        private static readonly double MostMPerSec = 1.03 * Robot.Safety.Cartesian.SpeedMPerSec;
        private static readonly float[] NoReturns = new float[90];
        private static readonly byte[] NoDepth = new byte[32];

        private readonly RobotKinematics _kinematics = new(Robot);
        private readonly SurroundingsBuilder _surroundings;
        private long _cycles;
        private double _fastestMPerSec;
        private readonly RandomStream _random;
        private readonly SafetyGate _gate = new(Robot, new PlanOrigin(RunId, Robot.ContentHash, ""));
        private readonly GateInputs _inputs = new();
        private readonly GateLoop _loop;
        private readonly PromiseSheet _sheet = new(Book);
        private readonly CommandJudge _judge;
        private readonly AdversarialBrain _wild, _sound;
        private readonly double _cycleSec = Robot.Safety.CycleSec;
        private readonly List<Event> _lived = [];
        private RobotMeasurement _measurement;
        private Event _now;
        private double _trueSec = 1;
        private double _clockOffsetSec, _clockStandsAt = double.NaN;

        public Bench(int seed)
        {
            Seed = seed;
            _random = RandomStream.For((ulong)seed, "gate properties");
            _loop = new GateLoop(_gate, this, _inputs);
            _surroundings = new SurroundingsBuilder(Robot, _loop.History, _inputs);
            _judge = new CommandJudge(Robot, _sheet);
            BrainStyle[] styles = [BrainStyle.Random, BrainStyle.Greedy, BrainStyle.Oscillating, BrainStyle.NotFinite, BrainStyle.Stale];
            (_wild, _sound) = (new AdversarialBrain(Robot, _random.Pick(styles), RunId, _random), new AdversarialBrain(Robot, BrainStyle.Sound, RunId, _random));
            _measurement.PositionRad = Robot.Arm.NominalPosture;
            _measurement.GripperWidthM = 0.08;
            _measurement.LiftM = 0.1;
        }

        public int Seed { get; }

        public void Live(Event happening)
        {
            _lived.Add(_now = happening);
            if (happening == Event.JumpingClock)
            {
                _clockOffsetSec = _random.Gaussian(0, 0.3);
            }
            _clockStandsAt = happening == Event.StandingClock ? Clock.Seconds : double.NaN;
            switch (happening)
            {
                case Event.LinkLost:
                    _inputs.ReportLinkLost();
                    break;
                case Event.EmergencyStop:
                    _inputs.EmergencyStop();
                    break;
                case Event.Reset:
                    _inputs.ResetEmergencyStop();
                    break;
                case Event.Engage:
                    _inputs.RequestEngage();
                    break;
            }
            for (int n = 0; n < StretchSec / _cycleSec; n++)
            {
                bool plans = happening is not (Event.Silence or Event.EmergencyStop or Event.LinkLost);
                if (plans && n % 50 == 0)
                {
                    (happening == Event.WildPlans ? _wild : _sound).Think(_inputs.Draft, new BrainView(Robot, _gate, Clock));
                    _inputs.Draft.Sequence = _gate.PlanSequence + 1;
                    _inputs.SendPlan();
                }
                if (plans && n % 10 == 0)
                {
                    _inputs.SendHeartbeat();
                }
                if (happening != Event.LateCycles || _random.Chance(0.3))
                {
                    Cycle();
                }
                _trueSec += _cycleSec;
            }
        }

        /// <summary>True if all setpoints come to rest, inside the range.</summary>
        public bool Brake()
        {
            _now = Event.Silence;
            _clockStandsAt = double.NaN;
            _inputs.ReportLinkLost();
            for (int n = 0; n < BrakeSec / _cycleSec; n++)
            {
                Cycle();
                _trueSec += _cycleSec;
            }
            JointVector at = _gate.Latest.PositionRad;
            return (_gate.IsAtRest || !_gate.Latest.IsPowered)
                && Enumerable.Range(0, JointVector.Length).All(i => at[i] >= Robot.Arm.PositionLow[i] && at[i] <= Robot.Arm.PositionHigh[i]);
        }

        public bool IsWithinLimits(ITestOutputHelper output)
        {
            Violation[] violations = [.. _sheet.Violations];
            foreach (Violation violation in violations)
            {
                output.WriteLine($"seed {Seed}, {string.Join(", ", _lived)}: {violation.Promise} {violation.Value:G6} of {violation.Limit:G6} at {violation.AtSec:F3} s");
            }
            if (_fastestMPerSec > MostMPerSec)
            {
                output.WriteLine($"seed {Seed}, {string.Join(", ", _lived)}: the gripper's setpoint moves at {_fastestMPerSec:F3} m/s");
            }
            return violations.Length == 0 && _fastestMPerSec <= MostMPerSec;
        }

        public void Read(ref RobotMeasurement measurement)
        {
            _measurement.Stamp = Clock;
            measurement = _measurement;
            int joint = _random.Index(JointVector.Length);
            if (_now == Event.HardTouch)
            {
                measurement.WristWrench = new(new Vec3(_random.Gaussian(0, 60), 30, 0), Vec3.Zero);
            }
            else if (_now == Event.CorruptSamples && _random.Chance(0.2))
            {
                switch (_random.Index(6))
                {
                    case 0: measurement.PositionRad[joint] = double.NaN; break;
                    case 1: measurement.PositionRad[joint] += _random.Gaussian(0, 3); break;
                    case 2: measurement.VelocityRadPerSec[joint] = _random.Gaussian(0, 1e6); break;
                    case 3: measurement.Stamp = measurement.Stamp.AddSeconds(_random.Uniform(-10, 10)); break;
                    case 4: measurement.PeakCellForceN = _random.Uniform(0, 100); break;
                    default: measurement.LiftM = double.PositiveInfinity; break;
                }
            }
        }

        public void Write(in GatedCommand command)
        {
            if (!command.IsPowered)
            {
                _measurement.VelocityRadPerSec = default;
                return;
            }
            for (int i = 0; i < JointVector.Length; i++)
            {
                double velocity = command.VelocityRadPerSec[i] + (command.PositionRad[i] - _measurement.PositionRad[i]) / LagSec;
                _measurement.VelocityRadPerSec[i] = velocity;
                _measurement.PositionRad[i] += velocity * _cycleSec;
            }
            (_measurement.LiftM, _measurement.LiftVelocityMPerSec, _measurement.GripperWidthM) = (command.LiftM, command.LiftVelocityMPerSec, command.GripperWidthM);
            (_measurement.BaseVxMPerSec, _measurement.BaseVyMPerSec, _measurement.BaseYawRateRadPerSec) =
                (command.BaseVxMPerSec, command.BaseVyMPerSec, command.BaseYawRateRadPerSec);
        }

        private Timestamp Clock => Timestamp.FromSeconds(double.IsNaN(_clockStandsAt) ? _trueSec + _clockOffsetSec : _clockStandsAt);

        private void Cycle()
        {
            if (_cycles++ % 50 == 20)
            {
                // Nothing is near: without any image the gate would let it do next to nothing.
                Timestamp seen = Clock.AddSeconds(-0.03);
                _surroundings.AddScan(NoReturns, 0, 2 * Math.PI / NoReturns.Length, seen);
                _surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(NoDepth, 4, 4, 1.2, 1.2), seen);
            }
            bool wasPowered = _gate.Latest.IsPowered;
            Vec3 before = _kinematics.Arm.Forward(_gate.Latest.PositionRad).Position;
            GatedCommand command = _loop.Cycle(Clock);
            _judge.Check(command, _trueSec);
            double speed = _kinematics.Arm.Forward(command.PositionRad).Position.DistanceTo(before) / _cycleSec;
            _fastestMPerSec = wasPowered && command.IsPowered ? Math.Max(_fastestMPerSec, speed) : _fastestMPerSec;
        }
    }
}
