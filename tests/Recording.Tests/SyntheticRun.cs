using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Report;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Recording.Tests;

/// <summary>A made-up run that has something of everything: what it shows means nothing, only its shape is that of a real one.</summary>
internal static class SyntheticRun
{
    private static readonly string[] Stages = ["explore", "go_to_mug", "grasp", "carry_to_machine", "place", "press_button", "wait_for_brew", "take_mug", "carry_to_table", "set_down"];

    public static ReplayScene SmallScene { get; } = new()
    {
        Bodies =
        [
            new("room", Pose.Identity,
            [
                new(ReplayShapeKind.Plane, new(3, 3, 0), Pose.Identity, [0.85f, 0.8f, 0.72f, 1], "floor"),
                new(ReplayShapeKind.Box, new(3, 0.05, 1.25), new(new(0, 3, 1.25), Quat.Identity), [0.9f, 0.9f, 0.88f, 1], "wall"),
                new(ReplayShapeKind.Box, new(1, 0.3, 0.45), new(new(0, 2.6, 0.45), Quat.Identity), [0.7f, 0.7f, 0.7f, 1], "counter"),
            ]),
            new("base_link", Pose.Identity, [new(ReplayShapeKind.Cylinder, new(0.26, 0.15, 0), new(new(0, 0, 0.15), Quat.Identity), [0.3f, 0.3f, 0.35f, 1])]),
            new("gripper", Pose.Identity, [new(ReplayShapeKind.Box, new(0.03, 0.1, 0.03), Pose.Identity, [0.9f, 0.5f, 0.2f, 1])]),
            new("mug", new(new(0.2, 2.5, 0.95), Quat.Identity), [new(ReplayShapeKind.Cylinder, new(0.04, 0.05, 0), Pose.Identity, [0.2f, 0.4f, 0.8f, 1])]),
        ],
    };

    public static void Record(string path, ReplayScene scene, double seconds, ulong seed, string movedMug = "mug")
    {
        using InProcessBus bus = new();
        Record(bus, new() { Path = path, Topics = new("test"), MaxWaitingMessages = 1 << 20, MaxWaitingBytes = 1L << 30 }, scene, seconds, seed, movedMug);
    }

    public static void Record(InProcessBus bus, RecorderOptions options, ReplayScene scene, double seconds, ulong seed, string movedMug = "mug")
    {
        RandomStream random = RandomStream.For(seed, "synthetic run");
        Topics topics = options.Topics;
        using RunRecorder recorder = new(bus, options);
        recorder.AddAttachment(ReplayScene.AttachmentName, ReplayScene.MediaType, SceneExport.ToJson(scene));
        MessageSource gate = new("gate", 1);
        MessageSource brain = new("brain", 1);
        MessageWriter<PlantTruth> truth = new(bus, topics.PlantTruth, gate);
        MessageWriter<WristWrench> wrench = new(bus, topics.Wrench, gate);
        MessageWriter<TactilePads> tactile = new(bus, topics.Tactile, gate);
        MessageWriter<GateState> state = new(bus, topics.GateState, gate);
        MessageWriter<GateEvent> events = new(bus, topics.GateEvent, gate);
        MessageWriter<Messaging.V1.TaskStatus> task = new(bus, topics.BrainTask, brain);
        MessageWriter<ReplanReport> replan = new(bus, topics.BrainReplan, brain);
        int ticks = (int)(seconds * 10);
        for (int i = 0; i < ticks; i++)
        {
            double t = i * 0.1;
            double progress = i / (double)ticks;
            int stage = Math.Min(Stages.Length - 1, (int)(progress * Stages.Length));
            bool holding = stage is >= 3 and < 5 or >= 8 and < 9;
            Timestamp now = Timestamp.FromSeconds(t);
            Pose robot = new(new(-1.5 + 3 * progress, -1 + 0.8 * Math.Sin(t / 9), 0), Quat.FromYaw(0.6 * Math.Sin(t / 7)));
            Pose gripper = robot * new Pose(new(0.6 + 0.1 * Math.Sin(t), 0.15 * Math.Sin(t / 2), 1 + 0.1 * Math.Sin(t / 1.5)), Quat.Identity);
            truth.Publish(new()
            {
                Bodies =
                {
                    scene.Bodies.Where(b => b.Name != "base_link" && b.Name != "gripper").Select(b => new BodyPose { Name = b.Name, Pose = (holding && b.Name == movedMug ? gripper : b.Pose).ToMessage() }),
                    new BodyPose { Name = "base_link", Pose = robot.ToMessage() },
                    new BodyPose { Name = "gripper", Pose = gripper.ToMessage() },
                },
                MugFillMl = stage >= 6 ? Math.Min(150, (progress - 0.6) * 1500) : 0,
                MachineState = stage < 6 ? "idle" : stage == 6 ? "brewing" : "finished",
            }, now, now);
            double force = holding ? 12 + random.Gaussian() : Math.Abs(random.Gaussian(0, 0.5)) + (stage == 5 ? 6 : 0);
            wrench.Publish(new() { ForceN = new() { X = force } }, now, now);
            TactilePads pads = new() { Rows = 8, Columns = 16 };
            for (int c = 0; c < 128; c++)
            {
                double d = Math.Pow((c % 16 - 8) / 4.0, 2) + Math.Pow((c / 16 - 4) / 2.0, 2);
                pads.LeftN.Add(holding ? (float)(0.6 * Math.Exp(-d)) : 0);
                pads.RightN.Add(holding ? (float)(0.5 * Math.Exp(-1.4 * d)) : 0);
            }
            tactile.Publish(pads, now, now);
            GateMode mode = i < 5 ? GateMode.Disengaged : i < 15 ? GateMode.Engaging : i % 700 is > 300 and < 320 ? GateMode.Hold : GateMode.Active;
            state.Publish(new() { Mode = mode, Reason = mode == GateMode.Hold ? "plan expired" : "" }, now, now);
            if (random.Chance(0.01))
            {
                events.Publish(new() { Function = "joint_velocity", Action = "scaled", Limit = 2.1, Value = 2.1 + random.Uniform(), Detail = "joint 2" }, now, now);
            }
            task.Publish(new() { Stage = Stages[stage], Skill = stage % 2 == 0 ? "navigate" : "reach", Detail = $"attempt {1 + stage % 3}" }, now, now);
            ReplanReport report = new()
            {
                EncodeMs = 2,
                PlanMs = 20 + 8 * random.Uniform(),
                CheckMs = 5 + 4 * random.Uniform(),
                LatentPhysicsDistance = 0.2 + 0.1 * random.Uniform() + (holding ? 0.2 : 0),
                Disagreement = 0.1 + 0.05 * random.Uniform(),
                CandidatesChecked = 4,
                CandidatesVetoed = random.Chance(0.01) ? 1u : 0,
                VetoReason = "contact force",
            };
            for (int k = 0; k <= 10; k++)
            {
                report.PlannedPathInMap.Add(gripper.Transform(new(0.03 * k, 0.002 * k * k, 0.01 * k)).ToMessage());
                report.PhysicsPathInMap.Add(gripper.Transform(new(0.03 * k, 0.0015 * k * k, 0.008 * k)).ToMessage());
            }
            replan.Publish(report, now, now);
        }
    }
}
