using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Recording;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Dream.Tests;

/// <summary>A made-up recording: the gripper goes straight at a mug, two skills one after the other, with pictures. What it shows means little; its shape is that of a real one.</summary>
internal static class DreamtRun
{
    public const int MomentsPerSkill = 15;
    private static readonly Pose Goal = new(new(0.70, 0, 0.25), Quat.Identity);

    public static void Record(string path, IWorldModel model, string? modelHash = null)
    {
        Topics topics = new("test");
        using InProcessBus bus = new();
        using RunRecorder recorder = new(bus, new() { Path = path, Topics = topics, Metadata = new Dictionary<string, string> { ["seed"] = "7" } });
        MessageSource source = new("brain", 1);
        MessageWriter<ImaginationReport> reports = new(bus, topics.BrainImagination, source);
        MessageWriter<CameraFrame> camera = new(bus, topics.WristCamera, source);
        MessageWriter<TactilePads> pads = new(bus, topics.Tactile, source);
        for (int i = 0; i < 2 * MomentsPerSkill; i++)
        {
            Timestamp now = Timestamp.FromSeconds(20 + 0.1 * i);
            camera.Publish(Picture(i), now, now);
            TactilePads touch = new() { Rows = 16, Columns = 8 };
            touch.LeftN.AddRange(Enumerable.Range(0, 128).Select(cell => cell == 60 ? 0.1f * i : 0));
            touch.RightN.AddRange(new float[128]);
            pads.Publish(touch, now, now);
            reports.Publish(Report(model, i, modelHash ?? model.ModelHash), now, now);
        }
    }

    private static ImaginationReport Report(IWorldModel model, int index, string modelHash)
    {
        float[] action = [0.4f, 0, 0, 0, 0];
        ManipulationInputs inputs = new()
        {
            JointPositionsRad = new double[ObservationLayout.JointCount],
            JointVelocitiesRadPerSec = new double[ObservationLayout.JointCount],
            JointTorquesNm = new double[ObservationLayout.JointCount],
            GripperWidthM = 0.14,
            GripperVelocityMPerSec = 0,
            GripperInArmBase = new Pose(new(0.45 + 0.01 * index, 0, 0.28), Quat.Identity),
            SetpointInArmBase = new Pose(new(0.46 + 0.01 * index, 0, 0.28), Quat.Identity),
            PreviousAction = action,
            Object = new SlotState { PoseInArmBase = new(new(0.70, 0, 0.2), Quat.Identity), RadiusM = 0.04, HeightM = 0.1, Kind = SlotKind.Vessel },
            Goal = new SlotState { PoseInArmBase = Goal, Kind = SlotKind.Other },
            SupportHeightM = 0.2,
        };
        float[] latent = new float[model.LatentSize], decoded = new float[ProbeLayout.Size];
        model.Encode(ObservationBuilder.Build(inputs).Vector, latent, decoded);
        ImaginationReport report = new()
        {
            Skill = index < MomentsPerSkill ? "reach" : "approach",
            ModelHash = modelHash,
            BeginsHistory = index % MomentsPerSkill == 0,
            GripperInArmBase = inputs.GripperInArmBase.ToMessage(),
            GoalKind = (uint)SlotKind.Other,
            ObjectRadiusM = 0.04,
            ObjectHeightM = 0.1,
        };
        report.Latent.AddRange(latent);
        report.DecodedProbes.AddRange(decoded);
        report.MeasuredProbes.AddRange(MeasuredProbes.From(inputs));
        report.PreviousAction.AddRange(action);
        report.PlanActions.AddRange(Enumerable.Repeat(action, model.Horizon).SelectMany(values => values));
        report.PlanProbes.AddRange(new float[model.Horizon * ProbeLayout.Size]);
        report.PlanDisagreement.AddRange(new float[model.Horizon]);
        return report;
    }

    private static CameraFrame Picture(int index)
    {
        const int Side = ObservationLayout.ImageSide;
        byte[] depth = new byte[2 * Side * Side], classes = new byte[Side * Side];
        for (int i = 0; i < Side * Side; i++)
        {
            bool mug = Math.Abs(i % Side - 16) < 5 && Math.Abs(i / Side - 16) < 6;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(depth.AsSpan(2 * i), (ushort)(mug ? 300 - 5 * index : 800));
            classes[i] = (byte)(mug ? Core.SemanticClass.Mug : 0);
        }
        return new() { Camera = "wrist", Width = Side, Height = Side, DepthMm = Google.Protobuf.ByteString.CopyFrom(depth), Segmentation = Google.Protobuf.ByteString.CopyFrom(classes) };
    }
}
