using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Placement;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Training.Experience;

/// <summary>How much experience is made, and from what.</summary>
public sealed record ExperienceOptions
{
    /// <summary>Kitchens with this seed and above are for evaluation and are never drawn for training.</summary>
    public const ulong FirstHeldOutKitchen = 1000;

    /// <summary>Frames wanted, 10 a simulated second; made in whole sessions, so a few more.</summary>
    public required long Frames { get; init; }

    /// <summary>Sessions at most, those without a free place to stand included.</summary>
    public int Sessions { get; init; } = int.MaxValue;

    /// <summary>Simulated length of one session in one kitchen.</summary>
    public double SessionSec { get; init; } = 60;
    public int Jobs { get; init; } = 2;
    public ulong Seed { get; init; } = 1;

    /// <summary>Kitchens are drawn from this one up to, not including, <see cref="EndKitchen"/>.</summary>
    public ulong FirstKitchen { get; init; }
    public ulong EndKitchen { get; init; } = FirstHeldOutKitchen;

    /// <summary>The teacher tugs lightly at what it has closed its fingers on, before it lifts it: what holds the fingers back says how slippery it is.</summary>
    public bool Tugs { get; init; }

    /// <summary>Of the plant, from what it otherwise is; the robot is not told.</summary>
    public PhysicsChange Change { get; init; } = PhysicsChange.None;
}

public readonly record struct ExperienceProgress(long Frames, long Wanted, int Sessions, int Episodes);

/// <summary>
/// Makes training data with the stack itself: the real gate, sensors and perception, in generated kitchens, with the expert in the planner's place.
/// The same options give the same data, whatever the number of jobs.
/// </summary>
public sealed class ExperienceGenerator(RobotDescription robot, ExperienceOptions options)
{
    private const double LatencySec = 0.06;

    /// <summary>What a file holds; it is made if it is not there, whole or not at all.</summary>
    public static Dataset ReadOrMake(string file, RobotDescription robot, ExperienceOptions options, IProgress<ExperienceProgress>? progress, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            string unfinished = file + ".part";
            using (DatasetWriter writer = new(unfinished))
            {
                new ExperienceGenerator(robot, options).Generate(writer, progress, cancellation);
            }
            cancellation.ThrowIfCancellationRequested();
            File.Move(unfinished, file, overwrite: true);
        }
        return DatasetReader.Read(file);
    }

    public void Generate(DatasetWriter writer, IProgress<ExperienceProgress>? progress, CancellationToken cancellation)
    {
        long frames = 0;
        int sessions = 0;
        int episodes = 0;
        IEnumerable<IReadOnlyList<Episode>> made = Enumerable.Range(0, options.Sessions)
            .AsParallel().AsOrdered().WithDegreeOfParallelism(options.Jobs).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(session => Run(session, cancellation));
        foreach (IReadOnlyList<Episode> session in made)
        {
            foreach (Episode episode in session)
            {
                writer.Append(episode);
                frames += episode.Length;
                episodes++;
            }
            progress?.Report(new ExperienceProgress(frames, options.Frames, ++sessions, episodes));
            if (frames >= options.Frames || cancellation.IsCancellationRequested)
            {
                break;
            }
        }
    }

    private IReadOnlyList<Episode> Run(int session, CancellationToken cancellation)
    {
        RandomStream random = RandomStream.For(options.Seed, $"experience/{session}");
        ulong seed = options.FirstKitchen + (ulong)random.Index((int)(options.EndKitchen - options.FirstKitchen));
        DrillKind kind = random.Pick([DrillKind.Mug, DrillKind.Mug, DrillKind.Mug, DrillKind.Button, DrillKind.Spout]);
        Kitchen kitchen = options.Change.Apply(KitchenGenerator.Generate(seed));
        MugPlacement mug = random.Pick(kitchen.Mugs);
        (Vec3 target, Heading inward) = kind switch
        {
            DrillKind.Mug => (mug.Pose.Position, mug.Side.Opposite),
            DrillKind.Button => (kitchen.Machine.ButtonFaceInWorld, kitchen.Machine.Front.Opposite),
            _ => (kitchen.Machine.MugPlaceInWorld, kitchen.Machine.Front.Opposite),
        };
        Pose2 start = CounterStand.Before(target, inward, random);
        if (!CounterStand.IsFree(kitchen, start, robot.Base.RadiusM))
        {
            return [];
        }
        double height = kind == DrillKind.Button ? target.Z : target.Z + 0.05;
        double lift = Math.Clamp(height - random.Uniform(0.22, 0.36) - 0.5, 0, robot.LiftJoint.High);
        Pose gripper = new(
            ArmSkills.CarryPose.Position + new Vec3(random.Uniform(-0.01, 0.12), random.Uniform(-0.15, 0.15), random.Uniform(-0.04, 0.10)),
            Quat.FromYaw(random.Uniform(-0.4, 0.4)));
        using AssembledGate gate = GateFactory.Simulated(robot, kitchen, 1, null, options.Change.Apply(new PlantOptions
        {
            Seed = seed,
            Start = start,
            StartPosture = GateFactory.PostureFor(robot, gripper),
            LiftM = lift,
        }));
        if (kind == DrillKind.Spout)
        {
            gate.Plant.World.SetFreePose(gate.Plant.World.FindBody(mug.Name), new Pose(target + new Vec3(0, 0, 0.002), mug.Pose.Orientation));
            gate.Plant.World.Refresh();
        }
        // As after driving up: into what nobody has looked at the gate lets the arm creep only.
        CameraLook.Take(gate.Plant, gate.Loop, new SurroundingsFeed(null, gate.Surroundings), robot);
        ExpertPolicy expert = new(random);
        RecordingPolicy recording = new(expert, new TruthLabels(gate.Plant), seed);
        RobotBrain brain = BrainFactory.Around(robot, recording, LocalRun.ModelFreeHash, LatencySec, new Drill(expert, random, options.Tugs).Create(kind, target));
        brain.Context.Output.LiftM = lift;
        LocalRun.Run(new CoffeeOptions { Seed = seed, TimeLimitSec = options.SessionSec, PlanningLatencySec = LatencySec }, gate, brain, 1, cancellation);
        return recording.Take();
    }
}
