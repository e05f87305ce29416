using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Runtime.Encounters;

/// <summary>What came of one encounter, as the plant measured it.</summary>
public sealed record EncounterResult
{
    public required int Index { get; init; }
    public required EncounterKind Kind { get; init; }
    public required EncounterTask Task { get; init; }

    /// <summary>Worst force on the person by the robot's doing, as a share of what that part of the body stands; above 1 a cap was broken.</summary>
    public required double WorstShare { get; init; }

    /// <summary>Where that was; empty if the robot touched nobody.</summary>
    public required string Region { get; init; }
    public required double PeakForceN { get; init; }

    /// <summary>Fastest that the robot moved into the person, m/s.</summary>
    public required double ContactMPerSec { get; init; }

    /// <summary>Surface to surface, metres; infinite if they were never near.</summary>
    public required double SmallestSeparationM { get; init; }

    /// <summary>Seconds in which the gate held the robot, and slowed it, for the person's sake.</summary>
    public required double HeldSec { get; init; }
    public required double SlowedSec { get; init; }

    /// <summary>At the end the robot follows its plans again.</summary>
    public required bool GoesOn { get; init; }

    public bool IsBroken => WorstShare > 1;
}

/// <summary>What the gate gets to know of the world around it, to see what each is worth.</summary>
public enum EncounterSenses
{
    All,

    /// <summary>Things, but not that some of them are people.</summary>
    NoPeople,

    /// <summary>Open floor wherever it looks.</summary>
    Nothing,
}

/// <summary>A person and the robot meet on open floor: the real gate, the real watch for people, a robot that cares for nothing but its task.</summary>
/// <param name="robot">Its description.</param>
/// <param name="seed">With the index of the encounter it decides everything.</param>
/// <param name="senses">What the gate gets to know.</param>
public sealed class PersonEncounter(RobotDescription robot, ulong seed, EncounterSenses senses)
{
    public const double DurationSec = 9;
    private const double LiftM = 0.15;
    private const double PlanEverySec = 0.1;
    private const int HeartbeatEveryCycles = 10;
    private const int ScanEveryCycles = 50;
    private const ulong RunId = 1;

    /// <summary>Anything furnished will do: the encounter is outside.</summary>
    private const ulong KitchenSeed = 1;

    public EncounterResult Run(int index, EncounterKind? kind = null, EncounterTask? task = null)
    {
        RandomStream random = RandomStream.For(seed, $"encounter/{index}");
        EncounterScript script = EncounterScript.Draw(random, kind, task);
        using SimulatedKitchen plant = new(new MujocoEngine(), KitchenGenerator.Generate(KitchenSeed).With([script.Person]), robot, new PlantOptions
        {
            Seed = seed + (ulong)index,
            Start = EncounterScript.Start,
            StartPosture = Posture(),
            LiftM = LiftM,
            HasWristCamera = false,
        });
        SafetyGate gate = new(robot, new PlanOrigin(RunId, robot.ContentHash, null));
        GateInputs inputs = new();
        GateLoop loop = new(gate, plant.Hardware, inputs);
        using PeopleFeed people = new(robot, inputs, RunId);
        ISensorSink watch = senses == EncounterSenses.All ? people : NoSink.Instance;
        SurroundingsBuilder surroundings = new(robot, loop.History, inputs);
        SurroundingsFeed feed = new(watch, surroundings);
        ISensorSink sensors = senses == EncounterSenses.Nothing ? watch : feed;
        inputs.RequestEngage();
        ulong sequence = 0;
        double heldSec = 0, slowedSec = 0;
        for (long cycle = 0; plant.Now.Seconds < DurationSec; cycle++)
        {
            Timestamp now = plant.Now;
            if (now.Seconds >= sequence * PlanEverySec)
            {
                Plan(inputs.Draft, script.Task, ++sequence, now);
                inputs.SendPlan();
            }
            if (cycle % HeartbeatEveryCycles == 0)
            {
                inputs.SendHeartbeat();
            }
            if (senses == EncounterSenses.Nothing && cycle % ScanEveryCycles == 0)
            {
                ShowOpenFloor(surroundings, now);
            }
            loop.Cycle(now);
            bool isForPeople = gate.Cause is GateFunction.PersonSeparation or GateFunction.PowerAndForce;
            heldSec += isForPeople && gate.Mode == GateMode.Hold ? plant.StepSec : 0;
            slowedSec += isForPeople && gate.Mode == GateMode.Active ? plant.StepSec : 0;
            plant.Step(sensors);
        }
        return new EncounterResult
        {
            Index = index,
            Kind = script.Kind,
            Task = script.Task,
            WorstShare = plant.People.WorstShare,
            Region = plant.People.WorstRegion?.ToString() ?? "",
            PeakForceN = plant.People.PeakForceN,
            ContactMPerSec = plant.People.FastestContactMPerSec,
            SmallestSeparationM = plant.People.SmallestSeparationM,
            HeldSec = heldSec,
            SlowedSec = slowedSec,
            GoesOn = gate.Mode == GateMode.Active,
        };
    }

    private static void ShowOpenFloor(SurroundingsBuilder surroundings, Timestamp now)
    {
        const int Rays = 90, Pixels = 4;
        surroundings.AddScan(new float[Rays], 0, 2 * Math.PI / Rays, now);
        surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(new byte[2 * Pixels * Pixels], Pixels, Pixels, 1.2, 1.2), now);
    }

    private JointVector Posture()
    {
        GlobalIk ik = new(robot, new RobotKinematics(robot).Arm);
        return ik.TrySolve(new Pose(EncounterScript.SweepCentre, Quat.Identity), robot.Arm.NominalPosture, out JointVector posture)
            ? posture
            : throw new InvalidOperationException($"robot {robot.Name} cannot reach {EncounterScript.SweepCentre} in its arm's frame");
    }

    private void Plan(GatePlan plan, EncounterTask task, ulong sequence, Timestamp now)
    {
        const int Points = 4;
        plan.RunId = RunId;
        plan.RobotHash = robot.ContentHash;
        plan.ModelHash = "";
        plan.Sequence = sequence;
        plan.ObservedTime = now;
        plan.Expires = now.AddSeconds(3 * PlanEverySec);
        plan.VesselFull = false;
        plan.LiftM = LiftM;
        (plan.ArmCount, plan.JointCount, plan.BaseCount) = (Points, 0, Points);
        for (int k = 0; k < Points; k++)
        {
            Timestamp time = now.AddSeconds((k + 1) * PlanEverySec);
            // The sweep's greatest speed is its width times this frequency.
            double aside = task == EncounterTask.Sweep ? EncounterScript.SweepM * Math.Sin(time.Seconds * robot.Safety.Cartesian.SpeedMPerSec / EncounterScript.SweepM) : 0;
            plan.Arm[k] = new GripperKnot(time, new Pose(EncounterScript.SweepCentre + new Vec3(0, aside, 0), Quat.Identity), 0.05, 5);
            plan.Base[k] = new GateBasePoint(time, task == EncounterTask.Drive ? robot.Base.MaxSpeedMPerSec : 0, 0, task == EncounterTask.Turn ? robot.Base.MaxYawRateRadPerSec : 0);
        }
    }

    private sealed class NoSink : ISensorSink
    {
        public static readonly NoSink Instance = new();

        public void Publish(SensorKind kind, Google.Protobuf.IMessage message, Timestamp dataTime, Timestamp madeTime)
        {
        }
    }
}
