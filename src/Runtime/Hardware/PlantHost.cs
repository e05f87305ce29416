using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Safety;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Hardware;

/// <summary>
/// A simulated kitchen with its robot on the wall clock, in a process of its own: the world goes on whatever becomes of gate, broker and brain, and
/// the simulated drives brake by themselves when commands cease, as real ones do.
/// </summary>
internal sealed class PlantHost : IDisposable
{
    private const double TickSec = 0.1;

    /// <summary>Below the gate's.</summary>
    private const int Priority = 60;
    private const int ScoreEveryTicks = 10;
    private const int MaxStepsAtOnce = 25;

    /// <summary>Slower than this is at rest: what encoders would call noise, and drift of a base on its wheels.</summary>
    private const double RestRadPerSec = 0.03;
    private const double RestMPerSec = 0.01;

    private readonly ProcessImage _image;
    private readonly SimulatedKitchen _plant;
    private readonly SensorPublisher _sensors;
    private readonly MessageWriter<PlantTruth> _truths;
    private readonly MessageWriter<PlantScore> _scores;
    private readonly PlantTruth _truth = new();
    private DriveCommand _command;
    private RobotMeasurement _measurement;
    private long _commandVersion;
    private long _ticks;
    private int _achieved;
    private bool _served;

    /// <param name="image">Shared with the gate.</param>
    /// <param name="robot">Description that gate and plant share.</param>
    /// <param name="seed">Of the kitchen and of everything random in it.</param>
    /// <param name="isReady">Whether the arm begins in its nominal posture, out over the floor; else folded.</param>
    /// <param name="topics">Of the robot.</param>
    /// <param name="runId">Of the gate's run.</param>
    public PlantHost(ProcessImage image, RobotDescription robot, ulong seed, bool isReady, Topics topics, ulong runId)
    {
        _image = image;
        RingBus bus = new(image.Messages);
        _sensors = new(bus, topics, new("gate", runId));
        _truths = new(bus, topics.PlantTruth, new("plant", runId));
        _scores = new(bus, topics.PlantScore, new("plant", runId));
        _plant = new(new MujocoEngine(), KitchenGenerator.Generate(seed), robot, new PlantOptions
        {
            Seed = seed,
            StartPosture = isReady ? robot.Arm.NominalPosture : null,
        });
    }

    /// <summary>Steps with the clock until cancelled.</summary>
    public void Run(CancellationToken cancellation)
    {
        // It plays hardware, which no other work on the machine holds up. What is refused is done without.
        _ = RealTimeThread.Apply(RealTimeOptions.None with { Priority = Priority });
        long step = (long)Math.Round(_plant.StepSec * 1e9);
        _plant.Step(_sensors);
        long zero = MonotonicTimer.NowNanoseconds() - _plant.Now.Nanoseconds;
        PublishMeasurement();
        _image.Announce(zero);
        while (!cancellation.IsCancellationRequested)
        {
            MonotonicTimer.SleepUntil(zero + _plant.Now.Nanoseconds + step);
            TakeCommand();
            long now = MonotonicTimer.NowNanoseconds() - zero;
            for (int steps = 0; _plant.Now.Nanoseconds + step <= now && steps < MaxStepsAtOnce; steps++)
            {
                _plant.Step(_sensors);
                WatchMotion(zero + _plant.Now.Nanoseconds);
                PublishTruth();
            }
            PublishMeasurement();
            _image.SteppedToNs = zero + _plant.Now.Nanoseconds;
        }
    }

    public void Dispose() => _plant.Dispose();

    private void TakeCommand()
    {
        if (_image.TryReadCommand(ref _command, out long version) && version != _commandVersion)
        {
            _commandVersion = version;
            _plant.Robot.Receive(_command.Setpoint, _command.IsPowered != 0);
        }
    }

    private void PublishMeasurement()
    {
        _plant.Hardware.Read(ref _measurement);
        _image.WriteMeasurement(_measurement);
    }

    private void PublishTruth()
    {
        if (_plant.Now.Seconds < _ticks * TickSec)
        {
            return;
        }
        Timestamp now = _plant.Now;
        _plant.FillTruth(_truth);
        _truths.Publish(_truth, now, now);
        if (_ticks++ % ScoreEveryTicks == 0)
        {
            PlantScore score = _plant.Judge.Score();
            _scores.Publish(score, now, now);
            Tell(score);
        }
    }

    /// <summary>To the log, for people: what the judge of the simulated world sees achieved.</summary>
    private void Tell(PlantScore score)
    {
        int achieved = score.Stages.Count(stage => stage.Success);
        if (achieved > _achieved)
        {
            _achieved = achieved;
            Console.WriteLine(FormattableString.Invariant($"{_plant.Now.Seconds:F1} s: {string.Join(", ", score.Stages.Where(stage => stage.Success).Select(stage => stage.Name))}"));
        }
        if (score.Success && !_served)
        {
            _served = true;
            Console.WriteLine(FormattableString.Invariant($"{_plant.Now.Seconds:F1} s: coffee served, {score.ServedMl:F0} ml, {score.SpilledMl:F0} ml spilled"));
        }
    }

    private void WatchMotion(long clockNs)
    {
        (double vx, double vy, double yawRate) = _plant.TrueRobot.GetBaseVelocity();
        if (Math.Sqrt(vx * vx + vy * vy) > RestMPerSec || Math.Abs(yawRate) > RestRadPerSec)
        {
            _image.LastBaseMotionNs = clockNs;
        }
        bool armMoves = Math.Abs(_plant.TrueRobot.LiftVelocityMPerSec) > RestMPerSec;
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            armMoves |= Math.Abs(_plant.TrueRobot.GetArmVelocity(joint)) > RestRadPerSec;
        }
        if (armMoves)
        {
            _image.LastArmMotionNs = clockNs;
        }
    }
}
