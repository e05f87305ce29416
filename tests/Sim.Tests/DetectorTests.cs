using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Clutter;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Scenes;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Sim.Tests;

public sealed class DetectorTests
{
    private const double CounterM = 0.9;
    private static readonly MugSpec Classic = MugCatalogue.All.Single(mug => mug.Id == "classic");

    private sealed class Truth : IDetectorTruth
    {
        public int IndicatorValue { get; init; }
        public double FillMl { get; init; }

        public double GetFillMl(string mugBody) => FillMl;
    }

    private static Pose LookingFrom(Vec3 eye, Vec3 target)
    {
        Vec3 x = (target - eye).Normalized();
        Vec3 y = Vec3.UnitZ.Cross(x).Normalized();
        return new(eye, Quat.FromAxes(x, y, x.Cross(y)));
    }

    private static BodyDescription Counter() => SensorBench.Block("counter", new(2, 2, CounterM / 2), new(0, 0, CounterM / 2), SemanticClass.Counter);

    /// <summary>Every detection in ten seconds of head camera frames, with the camera's pose.</summary>
    private static List<Detection> Look(Pose camera, DetectorScene scene, Truth truth, ulong seed, params BodyDescription[] bodies)
    {
        using IPhysicsWorld world = SensorBench.Build([Counter(), SensorBench.Carrier(camera), .. bodies]);
        SimulatedDetector detector = new(DetectorOptions.Head, scene, world, truth, RandomStream.For(seed, "detector"));
        DepthCameraOptions options = DepthCameraOptions.Head(SensorBench.Mount, Pose.Identity, SensorBench.Mount);
        RecordingSink sink = new();
        SensorBench.Run(world, new DepthCamera(options, world, RandomStream.For(seed, "camera"), detector), sink, 10);
        Assert.Equal(sink.Of<CameraFrame>().Count(), sink.Of<Detections>().Count());
        for (int i = 0; i < sink.Messages.Count; i += 2)
        {
            Assert.Equal(sink.Messages[i].Data, sink.Messages[i + 1].Data);
        }
        return [.. sink.Of<Detections>().SelectMany(message => message.Items)];
    }

    private static List<Detection> LookAtMug(Pose camera, double handleYaw, double fillMl, ulong seed, params BodyDescription[] others)
    {
        BodyDescription mug = MugBody.Describe(Classic, "mug_0", new(new(0, 0, CounterM), Quat.FromYaw(handleYaw)));
        return Look(camera, new DetectorScene { Mugs = [("mug_0", Classic)] }, new Truth { FillMl = fillMl }, seed, [mug, .. others]);
    }

    private static Vec3 Position(Detection detection) => new(detection.PoseInCamera.Position.X, detection.PoseInCamera.Position.Y, detection.PoseInCamera.Position.Z);

    private static Quat Orientation(Detection detection) =>
        new(detection.PoseInCamera.Orientation.W, detection.PoseInCamera.Orientation.X, detection.PoseInCamera.Orientation.Y, detection.PoseInCamera.Orientation.Z);

    [Fact]
    public void AMugInSightIsFoundNearlyAlwaysWhereItIs()
    {
        Pose camera = LookingFrom(new(-1, 0, 1.5), new(0, 0, CounterM));
        List<Detection> mugs = [.. LookAtMug(camera, Math.PI, 0, 1).Where(item => item.Label == "mug" && item.Confidence > 0.6)];
        Assert.InRange(mugs.Count, 38, 50);
        foreach (Detection mug in mugs)
        {
            Assert.True(camera.Transform(Position(mug)).DistanceTo(new(0, 0, CounterM)) < 5 * mug.PositionSigmaM + 0.01);
            Assert.InRange(mug.RadiusM, 0.85 * Classic.RadiusM, 1.15 * Classic.RadiusM);
            Assert.True((camera.Orientation * Orientation(mug)).AxisZ.Z > 0.98);
        }
        Vec3 mean = mugs.Aggregate(Vec3.Zero, (sum, mug) => sum + camera.Transform(Position(mug))) / mugs.Count;
        Assert.True(mean.DistanceTo(new(0, 0, CounterM)) < 0.015);
    }

    [Fact]
    public void TheHandleIsReportedWhenItIsInSightAndPointsTheRightWay()
    {
        Pose camera = LookingFrom(new(-0.8, 0, 1.3), new(0, 0, CounterM));
        List<Detection> sideways = [.. LookAtMug(camera, Math.PI / 2, 0, 2).Where(item => item.Label == "mug" && item.Confidence > 0.6)];
        Assert.True(sideways.Count(mug => mug.HandleVisible) > 0.7 * sideways.Count);
        IEnumerable<double> yaws = sideways.Where(mug => mug.HandleVisible).Select(mug => (camera.Orientation * Orientation(mug)).Yaw);
        Assert.True(yaws.Count(yaw => Math.Abs(Angle.Difference(yaw, Math.PI / 2)) < 0.35) > 0.9 * yaws.Count());

        List<Detection> away = [.. LookAtMug(camera, 0, 0, 3).Where(item => item.Label == "mug")];
        Assert.True(away.Count(mug => mug.HandleVisible) <= 0.1 * away.Count);
    }

    [Fact]
    public void NothingIsFoundWithoutLineOfSight()
    {
        Pose camera = LookingFrom(new(-1, 0, 1.2), new(0, 0, CounterM));
        BodyDescription screen = SensorBench.Block("screen", new(0.02, 0.6, 0.3), new(-0.3, 0, CounterM + 0.3), SemanticClass.Furniture);
        Assert.DoesNotContain(LookAtMug(camera, 0, 0, 4, screen), item => item.Confidence > 0.6);
    }

    [Fact]
    public void AFarMugIsMissedMoreOftenAndPlacedLessWell()
    {
        List<Detection> near = [.. LookAtMug(LookingFrom(new(-1, 0, 1.5), new(0, 0, CounterM)), 0, 0, 5).Where(item => item.Label == "mug")];
        List<Detection> far = [.. LookAtMug(LookingFrom(new(-4, 0, 1.6), new(0, 0, CounterM)), 0, 0, 5).Where(item => item.Label == "mug")];
        Assert.True(far.Count < near.Count, $"far {far.Count}, near {near.Count}");
        Assert.All(far, mug => Assert.True(mug.PositionSigmaM > 0.04));
    }

    [Fact]
    public void FillIsSeenFromAboveOnly()
    {
        List<Detection> above = [.. LookAtMug(LookingFrom(new(-0.35, 0, 1.6), new(0, 0, CounterM)), 0, 150, 6).Where(item => item.Label == "mug")];
        Assert.All(above, mug => Assert.InRange(mug.FillFraction, 150 / Classic.CapacityMl - 0.2, 150 / Classic.CapacityMl + 0.2));
        List<Detection> level = [.. LookAtMug(LookingFrom(new(-1, 0, 1.0), new(0, 0, 0.95)), 0, 150, 7).Where(item => item.Label == "mug")];
        Assert.All(level, mug => Assert.Equal(-1, mug.FillFraction));
    }

    [Fact]
    public void TheMachineComesWithButtonMugPlaceAndIndicator()
    {
        MachineSpec spec = MachineCatalogue.All[0];
        Pose machine = new(new(0, 0, CounterM), Quat.FromYaw(Math.PI));
        Pose camera = LookingFrom(new(-1.1, 0.1, 1.5), new(0, 0, 1.1));
        List<Detection> found = [.. Look(camera, new DetectorScene { Machine = spec }, new Truth { IndicatorValue = 1 }, 8, [.. MachineBody.Describe(spec, machine)])
            .Where(item => item.Label == "coffee_machine")];
        Assert.InRange(found.Count, 40, 50);
        Assert.True(found.Average(item => item.Keypoints.Any(point => point.Name == "button") ? 1.0 : 0) > 0.9);
        foreach (Keypoint point in found.SelectMany(item => item.Keypoints))
        {
            Vec3 exact = machine.Transform(point.Name switch { "button" => spec.ButtonFace, "mug_place" => spec.MugPlace, _ => spec.Indicator });
            Vec3 seen = camera.Transform(new(point.PositionInCamera.X, point.PositionInCamera.Y, point.PositionInCamera.Z));
            Assert.True(seen.DistanceTo(exact) < 0.07, $"{point.Name} {seen.DistanceTo(exact):F3} m off");
            Vec3 direction = camera.Orientation.Rotate(new(point.DirectionInCamera.X, point.DirectionInCamera.Y, point.DirectionInCamera.Z));
            Assert.True(direction.Dot(-Vec3.UnitX) > 0.95);
        }
        Assert.True(found.SelectMany(item => item.Keypoints).Where(point => point.Name == "indicator").Average(point => point.Value == 1 ? 1.0 : 0) > 0.85);
    }

    [Fact]
    public void OnAMovingRobotDetectionsFitTheCamerasPoseAtTheFramesDataTime()
    {
        const double SpeedMPerSec = 0.4;
        BodyDescription mug = MugBody.Describe(Classic, "mug_0", new(new(0, 0, CounterM), Quat.Identity));
        BodyDescription cart = SensorBench.Carrier(LookingFrom(new(-1, 0, 1.5), new(0, 0, CounterM))) with
        {
            GravityCompensated = true,
            Joints = [new JointDescription { Name = "rail", Kind = JointKind.Slide, Axis = Vec3.UnitY }],
            Inertia = new(10, Vec3.Zero, new(1, 1, 1)),
        };
        using IPhysicsWorld world = SensorBench.Build(Counter(), mug, cart);
        world.SetJointState(world.FindJoint("rail"), -0.4, SpeedMPerSec);
        SimulatedDetector detector = new(DetectorOptions.Head with { PositionBiasM = 0 }, new DetectorScene { Mugs = [("mug_0", Classic)] }, world, new Truth(), RandomStream.For(20, "detector"));
        RecordingSink sink = new();
        SensorBench.Run(world, new DepthCamera(DepthCameraOptions.Head(SensorBench.Mount, Pose.Identity, SensorBench.Mount), world, RandomStream.For(20, "camera"), detector), sink, 2.0);
        List<double> errors = [];
        foreach ((_, Google.Protobuf.IMessage message, RoboticsStack.Core.Time.Timestamp data, _) in sink.Messages.Where(entry => entry.Message is Detections))
        {
            Pose camera = cart.Pose with { Position = cart.Pose.Position + Vec3.UnitY * (-0.4 + SpeedMPerSec * data.Seconds) };
            errors.AddRange(((Detections)message).Items.Where(item => item.Label == "mug" && item.Confidence > 0.6).Select(item => camera.Transform(Position(item)).Y));
        }
        Assert.True(errors.Count >= 7);
        Assert.InRange(errors.Average(), -0.015, 0.015);
    }

    [Fact]
    public void ATinIsNowAndThenTakenForAMug()
    {
        ClutterKind tin = ClutterCatalogue.All.Single(kind => kind.Id == "tin_can");
        BodyDescription body = ClutterBody.Describe(tin, "clutter_0", new(new(0, 0, CounterM), Quat.Identity));
        List<Detection> found = [];
        for (ulong seed = 10; seed < 14; seed++)
        {
            found.AddRange(Look(LookingFrom(new(-1, 0, 1.5), new(0, 0, CounterM)), new DetectorScene { Clutter = [("clutter_0", tin)] }, new Truth(), seed, body));
        }
        Assert.InRange(found.Count(item => item.Label == "mug"), 1, found.Count / 5);
    }

    [Fact]
    public void InAKitchenTheTableAndTheMachineAreFoundFromTheMiddleOfTheRoom()
    {
        foreach (ulong seed in (ulong[])[1, 2, 3, 4])
        {
            Kitchen kitchen = KitchenGenerator.Generate(seed);
            Vec3 machine = kitchen.Machine.MugPlaceInWorld;
            Vec3 table = new(kitchen.DiningTable.Rect.Centre.X, kitchen.DiningTable.Rect.Centre.Y, kitchen.DiningTable.HeightM);
            Assert.Contains(Seen(LookingFrom(machine + 1.4 * kitchen.Machine.Pose.Orientation.AxisX + new Vec3(0, 0, 0.5), machine)), item => item.Label == "coffee_machine");
            Pose toTable = LookingFrom(table + new Vec3(0.8, 0.3, 1.2), table);
            Detection seenTable = Seen(toTable).First(item => item.Label == "dining_table");
            Assert.True(toTable.Transform(Position(seenTable)).DistanceTo(table) < 0.2, $"seed {seed}");
            Assert.InRange(seenTable.ExtentM.X, seenTable.ExtentM.Y, 1.9);

            List<Detection> Seen(Pose camera)
            {
                using IPhysicsWorld world = new MujocoEngine().Build(new SceneDescription { Bodies = [.. kitchen.Bodies, SensorBench.Carrier(camera)], ContactExclusions = kitchen.ContactExclusions });
                SimulatedDetector detector = new(DetectorOptions.Head, DetectorScene.Of(kitchen), world, new Truth(), RandomStream.For(seed, "detector"));
                RecordingSink sink = new();
                SensorBench.Run(world, new DepthCamera(DepthCameraOptions.Head(SensorBench.Mount, Pose.Identity, SensorBench.Mount), world, RandomStream.For(seed, "camera"), detector), sink, 1.0);
                return [.. sink.Of<Detections>().SelectMany(message => message.Items)];
            }
        }
    }
}
