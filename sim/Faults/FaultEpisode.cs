using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Placement;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;
using RoboticsStack.Scenes;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Faults;

/// <summary>What came of one episode.</summary>
public sealed record EpisodeResult
{
    public required int Index { get; init; }
    public required ulong Kitchen { get; init; }
    public required BrainStyle Style { get; init; }
    public required IReadOnlyList<string> Faults { get; init; }
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>By <see cref="Promise"/>, each in its unit.</summary>
    public required IReadOnlyList<double> Worst { get; init; }

    /// <summary>What the gate did: function and action, in order.</summary>
    public required IReadOnlyList<string> Interventions { get; init; }

    /// <summary>Seconds that the robot truly followed plans.</summary>
    public required double ActiveSec { get; init; }
}

/// <summary>
/// A few seconds of a robot's life at a kitchen counter: an adversarial brain, up to two faults at random times, the real gate, the simulated world, and
/// a judge. The same seed and index give the same episode.
/// </summary>
public sealed class FaultEpisode(RobotDescription robot, ulong seed)
{
    public const double DurationSec = 3;
    private const double PlanEverySec = 0.1;
    private const int HeartbeatEveryCycles = 10;
    private const ulong RunId = 1;
    private const double InsideM = 0.001;

    /// <summary>Kitchens from here on are kept for evaluation.</summary>
    private const int FirstHeldOutKitchen = 1000;

    public EpisodeResult Run(int index)
    {
        RandomStream random = RandomStream.For(seed, $"faults/{index}");
        ulong kitchenSeed = (ulong)random.Index(FirstHeldOutKitchen);
        BrainStyle style = random.Pick(Enum.GetValues<BrainStyle>());
        List<Fault> faults = [.. Enumerable.Range(0, random.Index(3)).Select(_ => random.Pick(FaultCatalogue.All))];
        List<FaultEffect> effects = [.. faults.Select(fault => fault.Create(random))];
        foreach (FaultEffect effect in effects)
        {
            effect.Begin = Timestamp.FromSeconds(random.Uniform(0.1, DurationSec));
            effect.End = random.Chance(0.5) ? effect.Begin.AddSeconds(random.Uniform(0.01, 1)) : Timestamp.FromSeconds(1e6);
        }
        using SimulatedKitchen plant = Place(kitchenSeed, random);
        SafetyGate gate = new(robot, new PlanOrigin(RunId, robot.ContentHash, ""));
        GateInputs inputs = new();
        FaultyHardware hardware = new(plant.Hardware, effects);
        GateLoop loop = new(gate, hardware, inputs);
        using SurroundingsFeed sensors = new(NoSensors.Instance, new SurroundingsBuilder(robot, loop.History, inputs), offThread: false);
        AdversarialBrain brain = new(robot, style, RunId, random);
        PlanLink link = new(inputs, random);
        EpisodeJudge judge = new(robot, plant);
        List<string> interventions = [];
        inputs.RequestEngage();
        GatePlan plan = new();
        double nextPlanSec = 0;
        int cycles = 0, active = 0;
        while (plant.Now.Seconds < DurationSec)
        {
            Timestamp now = plant.Now;
            bool isBrainAlive = true, isLinkLost = false, cyclesNow = true;
            Timestamp clock = now;
            foreach (FaultEffect effect in effects)
            {
                if (effect.IsActive(now))
                {
                    effect.OnCycle(inputs, now);
                    isBrainAlive &= effect.IsBrainAlive;
                    isLinkLost |= effect.IsLinkLost;
                    cyclesNow &= effect.Cycles(now);
                    clock = effect.Clock(clock);
                }
            }
            if (isBrainAlive && now.Seconds >= nextPlanSec)
            {
                nextPlanSec = now.Seconds + PlanEverySec;
                brain.Think(plan, gate.CommandedGripper, gate.Latest.LiftM, now);
                link.Send(plan, effects, now, now.AddSeconds(AdversarialBrain.LatencySec));
            }
            if (isBrainAlive && cycles % HeartbeatEveryCycles == 0)
            {
                inputs.SendHeartbeat();
            }
            if (isLinkLost)
            {
                inputs.ReportLinkLost();
            }
            if (!isBrainAlive && gate.Mode is Safety.GateMode.Active or Safety.GateMode.Hold)
            {
                judge.NoteBrainLost();
            }
            link.Deliver(now);
            hardware.Now = now;
            if (cyclesNow)
            {
                judge.OnCommand(loop.Cycle(clock));
                active += gate.Mode == Safety.GateMode.Active ? 1 : 0;
            }
            else
            {
                judge.NoteMissedCycle();
            }
            while (gate.Interventions.TryRead(out GateIntervention intervention))
            {
                interventions.Add($"{intervention.Function} {intervention.Action}");
            }
            plant.Step(sensors);
            judge.OnStep();
            cycles++;
        }
        return new EpisodeResult
        {
            Index = index,
            Kitchen = kitchenSeed,
            Style = style,
            Faults = [.. faults.Select(fault => fault.Name)],
            Violations = [.. judge.Violations],
            Worst = [.. judge.Worst],
            Interventions = interventions,
            ActiveSec = active * robot.Safety.CycleSec,
        };
    }

    /// <summary>Arm out over a counter with a mug in front of it, nothing touched.</summary>
    private SimulatedKitchen Place(ulong kitchenSeed, RandomStream random)
    {
        Kitchen kitchen = KitchenGenerator.Generate(kitchenSeed);
        GlobalIk ik = new(robot, new RobotKinematics(robot).Arm);
        for (int attempt = 0; ; attempt++)
        {
            MugPlacement mug = random.Pick(kitchen.Mugs);
            Vec3 target = mug.Pose.Position;
            Pose2 start = CounterStand.Before(target, mug.Side.Opposite, random);
            Pose gripper = new(new Vec3(random.Uniform(0.38, 0.6), random.Uniform(-0.2, 0.2), random.Uniform(0.2, 0.45)), Quat.FromYaw(random.Uniform(-0.4, 0.4)));
            if (!ik.TrySolve(gripper, robot.Arm.NominalPosture, out JointVector posture))
            {
                continue;
            }
            SimulatedKitchen plant = new(new MujocoEngine(), kitchen, robot, new PlantOptions
            {
                Seed = seed ^ kitchenSeed,
                Start = start,
                StartPosture = posture,
                LiftM = Math.Clamp(target.Z + 0.05 - random.Uniform(0.22, 0.36) - 0.5, 0, robot.LiftJoint.High),
            });
            if (IsFree(plant))
            {
                return plant;
            }
            if (attempt > 200)
            {
                throw new InvalidOperationException($"no free place at a counter in kitchen {kitchenSeed}");
            }
            plant.Dispose();
        }
    }

    /// <summary>The robot does not touch the kitchen, and no part of it is inside another.</summary>
    private static bool IsFree(SimulatedKitchen plant)
    {
        Contact[] contacts = new Contact[512];
        int count = plant.World.GetContacts(contacts);
        return Array.TrueForAll(contacts[..count], contact =>
        {
            bool isRobotA = plant.World.GetSemantic(contact.ShapeA) == SemanticClass.Robot, isRobotB = plant.World.GetSemantic(contact.ShapeB) == SemanticClass.Robot;
            return isRobotA && isRobotB ? contact.DistanceM > -InsideM : !isRobotA && !isRobotB;
        });
    }

    private sealed class NoSensors : ISensorSink
    {
        public static readonly NoSensors Instance = new();

        public void Publish(SensorKind kind, Google.Protobuf.IMessage message, Timestamp dataTime, Timestamp madeTime)
        {
        }
    }
}
