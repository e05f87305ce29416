using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;
using RoboticsStack.Tests;
using Xunit.Abstractions;

namespace RoboticsStack.Scenario.Tests;

/// <summary>A robot drives and turns about among the furniture of a kitchen in which there is nobody, with the gate's own sensors and its watch for people.</summary>
[Trait("safety", nameof(GateFunction.PersonSeparation))]
public sealed class FalsePersonTests(ITestOutputHelper output)
{
    private const double DurationSec = 24;
    private const double PlanEverySec = 0.1;
    private const double ChangeEverySec = 3;
    private const double LiftM = 0.15;
    private const int HeartbeatEveryCycles = 10;
    private const ulong RunId = 1;
    private static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Furniture_is_never_taken_for_somebody(ulong seed)
    {
        using SimulatedKitchen plant = new(new MujocoEngine(), KitchenGenerator.Generate(seed), Robot, new PlantOptions { Seed = seed, LiftM = LiftM, HasWristCamera = false });
        SafetyGate gate = new(Robot, new PlanOrigin(RunId, Robot.ContentHash, null));
        GateInputs inputs = new();
        GateLoop loop = new(gate, plant.Hardware, inputs);
        using PeopleFeed people = new(Robot, inputs, RunId);
        SurroundingsFeed sensors = new(people, new SurroundingsBuilder(Robot, loop.History, inputs));
        RandomStream random = RandomStream.For(seed, "drive");
        inputs.RequestEngage();
        ulong sequence = 0;
        (double Ahead, double Aside, double YawRate) drive = default;
        double changeSec = 0, drivenM = 0, turnedRad = 0;
        for (long cycle = 0; plant.Now.Seconds < DurationSec; cycle++)
        {
            Timestamp now = plant.Now;
            if (now.Seconds >= changeSec)
            {
                drive = (random.Uniform(-0.4, 0.4), random.Uniform(-0.3, 0.3), random.Uniform(-0.8, 0.8));
                changeSec += ChangeEverySec;
            }
            if (now.Seconds >= sequence * PlanEverySec)
            {
                Plan(inputs.Draft, drive, ++sequence, now);
                inputs.SendPlan();
            }
            if (cycle % HeartbeatEveryCycles == 0)
            {
                inputs.SendHeartbeat();
            }
            loop.Cycle(now);
            plant.Step(sensors);
            drivenM += plant.StepSec * double.Hypot(loop.Measurement.BaseVxMPerSec, loop.Measurement.BaseVyMPerSec);
            turnedRad += plant.StepSec * Math.Abs(loop.Measurement.BaseYawRateRadPerSec);
        }
        output.WriteLine(FormattableString.Invariant($"kitchen {seed}: {drivenM:F1} m driven, {turnedRad:F1} rad turned"));
        // The gate is told of people only while there are any.
        Assert.Equal(0UL, loop.TakenPeople);
        Assert.True(drivenM > 0.5, "the robot has to see its surroundings from more than one place for this to mean anything");
    }

    private static void Plan(GatePlan plan, (double Ahead, double Aside, double YawRate) drive, ulong sequence, Timestamp now)
    {
        const int Points = 4;
        plan.RunId = RunId;
        plan.RobotHash = Robot.ContentHash;
        plan.ModelHash = "";
        plan.Sequence = sequence;
        plan.ObservedTime = now;
        plan.Expires = now.AddSeconds(3 * PlanEverySec);
        plan.VesselFull = false;
        plan.LiftM = LiftM;
        (plan.ArmCount, plan.JointCount, plan.BaseCount) = (0, 0, Points);
        for (int k = 0; k < Points; k++)
        {
            plan.Base[k] = new GateBasePoint(now.AddSeconds((k + 1) * PlanEverySec), drive.Ahead, drive.Aside, drive.YawRate);
        }
    }
}
