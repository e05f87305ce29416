using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Faults;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety;
using RoboticsStack.Scenes;
using RoboticsStack.Tests;
using Xunit.Abstractions;
using GateMode = RoboticsStack.Safety.GateMode;
using Pose = RoboticsStack.Core.Geometry.Pose;
using Vec3 = RoboticsStack.Core.Geometry.Vec3;

namespace RoboticsStack.Sim.Tests.Judging;

/// <summary>A robot on open floor, arm stretched out, told what no gate would tell it, and the judge beside.</summary>
internal sealed class JudgeBench : IDisposable
{
    public const ulong Seed = 1;
    public const string Wall = "wall";
    public static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
    public static readonly PromiseBook Book = PromiseBook.Load(Path.Combine(RepositoryRoot.Path, "configs", "faults", "promises.yaml"), Robot);
    public static readonly Pose2 Start = new(60, 60, 0);
    private static readonly Kitchen Kitchen = WithoutMovables(KitchenGenerator.Generate(Seed));

    private readonly ITestOutputHelper _output;
    private readonly EpisodeJudge _judge;
    private RobotSetpoint _setpoint;
    private ulong _number;

    public JudgeBench(ITestOutputHelper output, PersonSpec[]? people = null, params BodyDescription[] things)
    {
        _output = output;
        Kitchen kitchen = Kitchen.With(people ?? []);
        Plant = new(new MujocoEngine(), kitchen with { Bodies = [.. kitchen.Bodies, .. things] }, Robot, new PlantOptions
        {
            Seed = Seed,
            Start = Start,
            StartPosture = Robot.Arm.NominalPosture,
            Variation = RobotVariation.Nominal,
            HasHeadCamera = false,
            HasWristCamera = false,
            HasLidar = false,
        });
        _judge = new EpisodeJudge(Robot, Plant, Book);
        _setpoint = Plant.TrueRobot.HoldHere();
    }

    public SimulatedKitchen Plant { get; }
    public ref RobotSetpoint Setpoint => ref _setpoint;
    public GateMode Mode { get; set; } = GateMode.Active;
    public bool IsPowered { get; set; } = true;
    public bool IsBrainAlive { get; set; } = true;

    /// <summary>The loop does not run: nothing is sent.</summary>
    public bool Misses { get; set; }

    /// <summary>The judge is told of a fault in the drives.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>What the judge is told that somebody pushes with, N.</summary>
    public double ToldPushN { get; set; }

    /// <summary>What truly pushes the base forward, N.</summary>
    public double BasePushN { get; set; }

    /// <summary>What the judge is told that somebody moves about; null for nothing.</summary>
    public string? ToldMoved { get; set; }

    /// <summary>Radians per second of the arm's first joint, which sweeps the gripper about 0.6 m away from it.</summary>
    public double SweepRadPerSec { get; set; }

    public IReadOnlyList<Violation> Violations => [.. _judge.Sheet.Violations];

    /// <summary>A box on the floor before the base alone, so far from it.</summary>
    public static BodyDescription WallAhead(double gapM) => new()
    {
        Name = Wall,
        Pose = new(new(Start.X + Robot.Base.RadiusM + gapM + 0.05, Start.Y, 0.15), Quat.Identity),
        Shapes = [new() { Name = $"{Wall}/box", Kind = ShapeKind.Box, Size = new(0.05, 0.5, 0.08) }],
    };

    /// <summary>An adult who stands so far ahead, looks at the robot and does this.</summary>
    public static PersonSpec Person(double aheadM, params PersonAct[] acts) => new()
    {
        Name = "person_0",
        HeightM = 1.85,
        Start = new(Start.X + aheadM, Start.Y, Math.PI),
        Acts = acts,
    };

    public double Worst(Promise promise) => _judge.Sheet.Worst[(int)promise];

    public void AssertBroken(Promise promise) => Assert.True(IsBroken(promise), $"{promise} was not broken");

    public void AssertKept(Promise promise) => Assert.False(IsBroken(promise), $"{promise} was broken");

    public void AssertBroken(bool isBroken, Promise promise) => Assert.Equal(isBroken, IsBroken(promise));

    public void Run(double seconds, Action? each = null)
    {
        for (int n = (int)Math.Round(seconds / Plant.StepSec); n > 0; n--)
        {
            each?.Invoke();
            Step();
        }
    }

    public void Dispose() => Plant.Dispose();

    /// <summary>Nothing that stands about in it: it is far away, and costs time.</summary>
    private static Kitchen WithoutMovables(Kitchen kitchen) => kitchen with { Mugs = [], Clutter = [], Bodies = [.. kitchen.Bodies.Where(body => !body.Free)] };

    private bool IsBroken(Promise promise)
    {
        _output.WriteLine($"seed {Seed}: {promise} {Worst(promise):G4} of {Book[promise].Limit:G4}");
        return Violations.Any(violation => violation.Promise == promise);
    }

    private void Step()
    {
        const double GentleRadPerSec2 = 10;
        double change = GentleRadPerSec2 * Plant.StepSec;
        _setpoint.VelocityRadPerSec[0] += Math.Clamp(SweepRadPerSec - _setpoint.VelocityRadPerSec[0], -change, change);
        for (int i = 0; i < JointVector.Length; i++)
        {
            _setpoint.PositionRad[i] += _setpoint.VelocityRadPerSec[i] * Plant.StepSec;
        }
        _judge.NoteBrain(IsBrainAlive, follows: Mode is GateMode.Active or GateMode.Hold);
        if (Misses)
        {
            _judge.NoteMissedCycle();
        }
        else
        {
            GatedCommand command = new(
                ++_number, Mode, IsPowered, 1, _setpoint.PositionRad, _setpoint.VelocityRadPerSec, _setpoint.LiftM, 0, _setpoint.GripperWidthM, _setpoint.GripperForceN,
                _setpoint.BaseVxMPerSec, 0, 0);
            Plant.Hardware.Write(command);
            _judge.OnCommand(command);
        }
        if (IsDeaf)
        {
            _judge.NoteDeafDrives();
        }
        _judge.NotePush(ToldPushN);
        if (ToldMoved is { } thing)
        {
            _judge.NoteMoved(Plant.World.FindBody(thing));
        }
        Plant.World.SetExternalForce(Plant.TrueRobot.Base, new(BasePushN, 0, 0));
        Plant.Step(Nothing.Instance);
        _judge.OnStep();
    }

    private sealed class Nothing : ISensorSink
    {
        public static readonly Nothing Instance = new();

        public void Publish(SensorKind kind, Google.Protobuf.IMessage message, Timestamp dataTime, Timestamp madeTime)
        {
        }
    }
}
