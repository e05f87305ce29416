using System.Buffers.Binary;
using Google.Protobuf;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Scenes;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Sim.Tests;

/// <summary>Keeps what a sensor publishes, as a sink must: serialised at once.</summary>
internal sealed class RecordingSink : ISensorSink
{
    public List<(SensorKind Kind, IMessage Message, Timestamp Data, Timestamp Made)> Messages { get; } = [];

    public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime) =>
        Messages.Add((kind, message.Descriptor.Parser.ParseFrom(message.ToByteArray()), dataTime, madeTime));

    public IEnumerable<T> Of<T>() => Messages.Select(entry => entry.Message).OfType<T>();
}

internal sealed class NullSink : ISensorSink
{
    public int Count { get; private set; }

    public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime) => Count++;
}

/// <summary>Small scenes around a fixed mount that carries the sensor.</summary>
internal static class SensorBench
{
    public const string Mount = "mount";

    public static BodyDescription Carrier(Pose pose) => new()
    {
        Name = Mount,
        Pose = pose,
        Shapes = [Box("mount/box", new(0.02, 0.02, 0.02), Vec3.Zero, SemanticClass.Robot)],
    };

    public static BodyDescription Block(string name, Vec3 halfSize, Vec3 at, SemanticClass semantic) => new()
    {
        Name = name,
        Pose = new(at, Quat.Identity),
        Shapes = [Box($"{name}/box", halfSize, Vec3.Zero, semantic)],
    };

    public static ShapeDescription Box(string name, Vec3 halfSize, Vec3 at, SemanticClass semantic) => new()
    {
        Name = name,
        Kind = ShapeKind.Box,
        Size = halfSize,
        Pose = new(at, Quat.Identity),
        Semantic = semantic,
    };

    public static IPhysicsWorld Build(params BodyDescription[] bodies) => new MujocoEngine().Build(new SceneDescription { Bodies = bodies });

    /// <summary>Steps the world and polls the sensor as the plant does.</summary>
    public static void Run(IPhysicsWorld world, ISensor sensor, ISensorSink sink, double seconds)
    {
        world.Refresh();
        int steps = (int)Math.Round(seconds / world.TimestepSec);
        for (int i = 0; i < steps; i++)
        {
            world.Step();
            sensor.Sample(world, Timestamp.FromSeconds(world.TimeSec), sink);
        }
    }

    public static double Depth(CameraFrame frame, int column, int row) =>
        BinaryPrimitives.ReadUInt16LittleEndian(frame.DepthMm.Span.Slice(2 * (row * (int)frame.Width + column), 2)) / 1000.0;
}

public sealed class CameraTests
{
    private static DepthCameraOptions Wrist() => DepthCameraOptions.Wrist(SensorBench.Mount, Pose.Identity, SensorBench.Mount);

    private static DepthCameraOptions Head() => DepthCameraOptions.Head(SensorBench.Mount, Pose.Identity, SensorBench.Mount);

    /// <summary>A wall 2 m ahead, and to the left of the middle, nearer, a mug-coloured block.</summary>
    private static IPhysicsWorld WallAndBlock() => SensorBench.Build(
        SensorBench.Carrier(new(new(0, 0, 1), Quat.Identity)),
        SensorBench.Block("wall", new(0.05, 4, 4), new(2.05, 0, 1), SemanticClass.Wall),
        SensorBench.Block("thing", new(0.1, 0.2, 0.2), new(1.1, 0.5, 1.4), SemanticClass.Clutter));

    [Fact]
    public void DepthIsMeasuredAlongTheAxisWithNoiseThatFitsTheOptions()
    {
        using IPhysicsWorld world = WallAndBlock();
        RecordingSink sink = new();
        SensorBench.Run(world, new DepthCamera(Head() with { SegmentationError = 0 }, world, RandomStream.For(1, "camera")), sink, 3);
        List<double> errors = [];
        foreach (CameraFrame frame in sink.Of<CameraFrame>())
        {
            for (int i = 0; i < frame.Segmentation.Length; i++)
            {
                double depth = SensorBench.Depth(frame, i % 96, i / 96);
                if (depth > 0 && frame.Segmentation[i] == (byte)SemanticClass.Wall)
                {
                    errors.Add(depth - 2.0);
                }
            }
        }
        double sigma = Math.Sqrt(errors.Average(e => e * e));
        Assert.InRange(errors.Average(), -0.0005, 0.0005);
        Assert.InRange(sigma, 0.8 * 0.007, 1.2 * 0.007);
    }

    [Fact]
    public void TheFirstPixelIsTopLeftAndSegmentationNamesWhatIsThere()
    {
        using IPhysicsWorld world = WallAndBlock();
        RecordingSink sink = new();
        SensorBench.Run(world, new DepthCamera(Head() with { SegmentationError = 0, PixelDropout = 0, PixelDropoutPerM = 0 }, world, RandomStream.For(2, "camera")), sink, 0.5);
        CameraFrame frame = sink.Of<CameraFrame>().First();
        (int column, int row) = (96 / 2 - 22, 72 / 2 - 20);
        Assert.Equal((byte)SemanticClass.Clutter, frame.Segmentation[row * 96 + column]);
        Assert.InRange(SensorBench.Depth(frame, column, row), 0.98, 1.02);
        Assert.Equal((byte)SemanticClass.Wall, frame.Segmentation[(71 - row) * 96 + 95 - column]);
    }

    [Fact]
    public void FramesComeAtTheirRateAfterTheirLatencyAndJustBeforeTheTick()
    {
        using IPhysicsWorld world = WallAndBlock();
        RecordingSink sink = new();
        DepthCameraOptions options = Wrist();
        SensorBench.Run(world, new DepthCamera(options with { Timing = options.Timing with { DropoutProbability = 0 } }, world, RandomStream.For(3, "camera")), sink, 2.0);
        Assert.InRange(sink.Messages.Count, 19, 21);
        foreach ((_, _, Timestamp data, Timestamp made) in sink.Messages.Skip(1))
        {
            Assert.InRange(made.SecondsSince(data), 0.010, 0.030);
            double beforeTick = 0.1 - made.Seconds % 0.1;
            Assert.InRange(beforeTick, 0.0015, 0.0045);
        }
    }

    [Fact]
    public void WhatIsTooNearOrTooFarReturnsNothing()
    {
        using IPhysicsWorld world = SensorBench.Build(
            SensorBench.Carrier(Pose.Identity),
            SensorBench.Block("near", new(0.005, 1, 1), new(0.025, 1, 0), SemanticClass.Wall),
            SensorBench.Block("far", new(0.05, 20, 20), new(9, 0, 0), SemanticClass.Wall));
        RecordingSink sink = new();
        SensorBench.Run(world, new DepthCamera(Wrist(), world, RandomStream.For(4, "camera")), sink, 0.3);
        Assert.NotEmpty(sink.Messages);
        Assert.All(sink.Of<CameraFrame>(), frame => Assert.All(frame.DepthMm.ToByteArray(), b => Assert.Equal(0, b)));
    }

    [Fact]
    public void SomePixelsDropOutAndTheSameSeedGivesTheSameFrames()
    {
        byte[] first = Frames(5, out double missing);
        Assert.InRange(missing, 0.003, 0.02);
        Assert.Equal(first, Frames(5, out _));
        Assert.NotEqual(first, Frames(6, out _));

        static byte[] Frames(ulong seed, out double missing)
        {
            using IPhysicsWorld world = WallAndBlock();
            RecordingSink sink = new();
            SensorBench.Run(world, new DepthCamera(Wrist(), world, RandomStream.For(seed, "camera")), sink, 1.0);
            CameraFrame[] frames = [.. sink.Of<CameraFrame>()];
            missing = frames.Average(frame => Enumerable.Range(0, 1024).Average(i => SensorBench.Depth(frame, i % 32, i / 32) == 0 ? 1.0 : 0.0));
            return [.. frames.SelectMany(frame => frame.ToByteArray())];
        }
    }

    [Fact]
    public void CamerasAndLidarAllocateNothingAfterConstruction()
    {
        using IPhysicsWorld world = WallAndBlock();
        ISensor[] sensors =
        [
            new DepthCamera(Wrist(), world, RandomStream.For(7, "wrist")),
            new DepthCamera(Head(), world, RandomStream.For(7, "head")),
            new LidarSensor(new LidarOptions { Body = SensorBench.Mount, MountInBody = Pose.Identity, ExcludedBody = SensorBench.Mount }, world, RandomStream.For(7, "lidar")),
        ];
        NullSink sink = new();
        Array.ForEach(sensors, sensor => SensorBench.Run(world, sensor, sink, 0.4));
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (ISensor sensor in sensors)
        {
            SensorBench.Run(world, sensor, sink, 1.0);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sink.Count > 20);
    }

    [Fact]
    public void LidarMeasuresTheRoomCounterClockwiseFromStraightAhead()
    {
        using IPhysicsWorld world = SensorBench.Build(
            SensorBench.Carrier(new(new(0, 0, 0.2), Quat.FromYaw(Math.PI / 2))),
            SensorBench.Block("ahead", new(4, 0.05, 1), new(0, 3.05, 0), SemanticClass.Wall),
            SensorBench.Block("left", new(0.05, 0.5, 1), new(-1.05, 0, 0), SemanticClass.Wall));
        RecordingSink sink = new();
        SensorBench.Run(world, new LidarSensor(new LidarOptions { Body = SensorBench.Mount, MountInBody = Pose.Identity, ExcludedBody = SensorBench.Mount, RayDropout = 0 }, world, RandomStream.For(8, "lidar")), sink, 1.0);
        Assert.InRange(sink.Messages.Count, 9, 11);
        Assert.All(sink.Of<LidarScan>(), scan =>
        {
            Assert.Equal(360, scan.RangeM.Count);
            Assert.InRange(scan.RangeM[0], 2.93f, 3.07f);
            Assert.InRange(scan.RangeM[90], 0.95f, 1.05f);
            Assert.Equal(0, scan.RangeM[270]);
        });
    }

    [Fact]
    public void OptionsThatCannotBeAreRefused()
    {
        using IPhysicsWorld world = WallAndBlock();
        Assert.Throws<ArgumentException>(() => new DepthCamera(Wrist() with { RowsPerStep = 5 }, world, RandomStream.For(9, "camera")));
        Assert.Throws<ArgumentException>(() => new DepthCamera(Wrist() with { RowsPerStep = 1 }, world, RandomStream.For(9, "camera")));
        Assert.Throws<ArgumentException>(() => new DepthCamera(Wrist() with { HorizontalFovRad = double.NaN }, world, RandomStream.For(9, "camera")));
    }
}
