using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Tests;

public sealed class PerceptionTrackerTests
{
    private const ulong Seed = 5;
    private static readonly TestFrames Frames = new();
    private readonly RandomStream _random = new(Seed);
    private readonly ObjectTracker _tracker = new();
    private Timestamp _now = Timestamp.FromSeconds(1);

    private static Pose HeadFrom(double x, double y, double yaw) => new Pose2(x, y, yaw).ToPose() * Frames.HeadCameraInBase;

    private static SyntheticFlat CounterWith(params Vec3[] mugs)
    {
        SyntheticFlat flat = new();
        flat.Room(5, 5);
        flat.Box(new(2, 2, 0), new(4, 2.6, 0.9), SemanticClass.Counter);
        foreach (Vec3 mug in mugs)
        {
            flat.AddMug(mug, 0.7);
        }
        return flat;
    }

    /// <summary>One head image and its detections, a fifth of a second after the last.</summary>
    private void Look(SyntheticFlat flat, Pose camera, double missChance = 0.3, double falseChance = 0, double sigma = 0.01)
    {
        _now = _now.AddSeconds(0.2);
        Detections detections = flat.Detect(CameraNames.Head, camera, _now, _random, missChance, sigma);
        if (_random.Chance(falseChance))
        {
            Thing ghost = new("mug", new(new(_random.Uniform(2, 4), _random.Uniform(2, 2.6), 0.9), Quat.Identity), 0.04, 0.1);
            detections.Items.Add(SyntheticFlat.Describe(ghost, camera.Inverse(), _random, sigma));
        }
        _tracker.Predict(_now, null);
        _tracker.Observe(detections, camera, null, 0.003, 0.003);
        DepthImage image = DepthImage.TryCreate(flat.Photograph(CameraNames.Head, camera, _now, _random), camera)!;
        _tracker.ObserveAbsence(image);
    }

    [Fact]
    public void Missed_and_false_detections_end_in_one_track_per_mug_at_the_right_place()
    {
        SyntheticFlat flat = CounterWith(new(2.6, 2.3, 0.9), new(2.85, 2.25, 0.9), new(3.3, 2.4, 0.9));
        for (int i = 0; i < 60; i++)
        {
            Look(flat, HeadFrom(2.9, 1.3, Math.PI / 2), missChance: 0.3, falseChance: 0.25);
        }
        List<ObjectTrack> mugs = [.. _tracker.ConfirmedOf(ObjectLabels.Mug)];
        Assert.True(mugs.Count == 3, $"seed {Seed}: {mugs.Count} mugs");
        foreach (Thing thing in flat.Things)
        {
            ObjectTrack nearest = mugs.MinBy(m => m.PositionInMap.DistanceTo(thing.Pose.Position))!;
            Assert.True(nearest.PositionInMap.DistanceTo(thing.Pose.Position) < 0.007, $"seed {Seed}: off by {nearest.PositionInMap.DistanceTo(thing.Pose.Position):F4} m");
            Assert.InRange(nearest.YawRad, 0.7 - 0.05, 0.7 + 0.05);
            Assert.InRange(nearest.RadiusM, 0.039, 0.041);
        }
    }

    [Fact]
    public void A_mug_taken_away_is_forgotten_within_two_seconds_of_looking_at_its_place()
    {
        SyntheticFlat full = CounterWith(new(2.6, 2.3, 0.9), new(3.2, 2.3, 0.9));
        SyntheticFlat less = CounterWith(new Vec3(2.6, 2.3, 0.9));
        Pose camera = HeadFrom(2.9, 1.0, Math.PI / 2);
        for (int i = 0; i < 10; i++)
        {
            Look(full, camera, missChance: 0);
        }
        Assert.Equal(2, _tracker.Confirmed.Count());
        for (int i = 0; i < 10; i++)
        {
            Look(less, camera, missChance: 0);
        }
        ObjectTrack left = Assert.Single(_tracker.Confirmed);
        Assert.InRange(left.PositionInMap.X, 2.55, 2.65);
    }

    [Fact]
    public void Hidden_or_out_of_view_means_remembered()
    {
        SyntheticFlat flat = CounterWith(new Vec3(2.6, 2.3, 0.9));
        for (int i = 0; i < 8; i++)
        {
            Look(flat, HeadFrom(2.6, 1.2, Math.PI / 2), missChance: 0);
        }
        flat.Things.Clear();
        flat.Box(new(2.4, 1.9, 0), new(2.8, 1.95, 1.4), SemanticClass.Furniture);
        for (int i = 0; i < 30; i++)
        {
            Look(flat, HeadFrom(2.6, 1.0, Math.PI / 2));
            Look(flat, HeadFrom(2.6, 1.0, -Math.PI / 2));
        }
        Assert.Single(_tracker.Confirmed);
    }

    [Fact]
    public void A_label_mistaken_now_and_then_is_outvoted()
    {
        Pose camera = HeadFrom(0, 0, 0);
        for (int i = 0; i < 20; i++)
        {
            Thing thing = new(i % 4 == 0 ? "clutter" : "mug", new(new(1.2, 0, 0.9), Quat.Identity), 0.04, 0.1);
            _now = _now.AddSeconds(0.2);
            Detections message = new() { Header = SyntheticFlat.At(_now), Camera = CameraNames.Head };
            message.Items.Add(SyntheticFlat.Describe(thing, camera.Inverse(), _random, 0.01));
            _tracker.Observe(message, camera, null, 0.003, 0.003);
        }
        Assert.Equal(ObjectLabels.Mug, Assert.Single(_tracker.Confirmed).Label);
    }

    [Fact]
    public void A_held_mug_follows_the_gripper_and_stays_where_it_is_released()
    {
        SyntheticFlat flat = CounterWith(new Vec3(2.6, 2.3, 0.9));
        for (int i = 0; i < 10; i++)
        {
            Look(flat, HeadFrom(2.6, 1.2, Math.PI / 2), missChance: 0);
        }
        ObjectTrack mug = _tracker.Confirmed.Single();
        Vec3 before = mug.PositionInMap;
        double yawBefore = mug.YawRad;
        Pose gripper = new(before + new Vec3(0, 0, 0.05), Quat.FromYaw(1));
        _tracker.SetHeld(mug.Id, gripper);
        Pose carried = new(gripper.Position + new Vec3(0.5, -1, 0.1), Quat.FromYaw(1.4));
        _tracker.Predict(_now.AddSeconds(0.1), carried);
        Assert.True(mug.PositionInMap.DistanceTo(before + new Vec3(0.5, -1, 0.1)) < 1e-9);
        Assert.Equal(0.4, Angle.Difference(mug.YawRad, yawBefore), 6);
        _tracker.Release();
        _tracker.Predict(_now.AddSeconds(0.2), gripper);
        Assert.True(mug.PositionInMap.DistanceTo(before + new Vec3(0.5, -1, 0.1)) < 1e-9);
        Assert.Null(_tracker.Held);
    }

    [Fact]
    public void A_mug_knocked_by_the_gripper_stays_the_same_track_and_is_found_at_its_new_place()
    {
        Pose camera = HeadFrom(0, 0, 0);
        Vec3 before = new(0.9, 0, 0.9);
        Vec3 after = before + new Vec3(0.03, 0.045, 0);
        for (int i = 0; i < 40; i++)
        {
            Vec3 place = i < 20 ? before : after;
            _now = _now.AddSeconds(0.1);
            Detections message = new() { Header = SyntheticFlat.At(_now), Camera = CameraNames.Wrist };
            message.Items.Add(SyntheticFlat.Describe(new("mug", new(place, Quat.Identity), 0.04, 0.1), camera.Inverse(), _random, 0.005));
            Pose gripper = new(place - new Vec3(0.06, 0, -0.05), Quat.Identity);
            _tracker.Predict(_now, gripper);
            _tracker.Observe(message, camera, gripper, 0.003, 0.003);
        }
        ObjectTrack mug = Assert.Single(_tracker.Tracks);
        Assert.True(mug.PositionInMap.DistanceTo(after) < 0.006, $"seed {Seed}: {mug.PositionInMap.DistanceTo(after):F4} m off");
    }

    [Fact]
    public void The_machines_lamp_is_believed_only_after_readings_agree()
    {
        Pose camera = HeadFrom(0, 0, 0);
        int?[] states = [.. new double[] { 0, 0, 0, 1, 0, 1, 1, 1, 2, 1, 2, 2, 2 }.Select(ReadLamp)];
        Assert.Equal([null, null, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2], states);

        int? ReadLamp(double value)
        {
            TrackedKeypoint lamp = ReadMachine(camera, KeypointNames.Indicator, value).Keypoint(KeypointNames.Indicator)!;
            Assert.True(lamp.DirectionInMap.DistanceTo(-Vec3.UnitX) < 1e-6);
            return lamp.State;
        }
    }

    [Fact]
    public void A_machines_front_is_known_once_button_and_mug_place_were_both_read_a_few_times()
    {
        Pose camera = HeadFrom(0, 0, 0);
        bool[] known = [.. new[] { KeypointNames.Button, KeypointNames.MugPlace, KeypointNames.MugPlace, KeypointNames.MugPlace, KeypointNames.Button, KeypointNames.Button }.Select(keypoint => ReadMachine(camera, keypoint).IsFrontKnown)];
        Assert.Equal([false, false, false, false, false, true], known);
    }

    /// <summary>A machine seen from its front with one of its points, a fifth of a second after the last.</summary>
    private ObjectTrack ReadMachine(Pose camera, string keypoint, double value = 0)
    {
        _now = _now.AddSeconds(0.2);
        Thing machine = new("coffee_machine", new(new(1.5, 0, 0.9), Quat.FromYaw(Math.PI)), 0.15, 0.35, Extent: new(0.3, 0.28, 0.35));
        Detection seen = SyntheticFlat.Describe(machine, camera.Inverse(), _random, 0.01);
        seen.Keypoints.Add(new Keypoint
        {
            Name = keypoint,
            PositionInCamera = SyntheticFlat.ToMessage(camera.Inverse().Transform(new(1.36, 0.06, 1.2))),
            DirectionInCamera = SyntheticFlat.ToMessage(camera.Inverse().Orientation.Rotate(-Vec3.UnitX)),
            Value = value,
        });
        Detections message = new() { Header = SyntheticFlat.At(_now), Camera = CameraNames.Head };
        message.Items.Add(seen);
        _tracker.Observe(message, camera, null, 0.003, 0.003);
        return _tracker.Tracks[0];
    }

    [Fact]
    public void Nonsense_in_a_detection_makes_no_track()
    {
        Detections message = new() { Header = SyntheticFlat.At(_now), Camera = CameraNames.Head };
        message.Items.Add(new Detection { Label = "mug" });
        message.Items.Add(new Detection { Label = "mug", PoseInCamera = SyntheticFlat.ToMessage(new Pose(new(double.NaN, 0, 0), Quat.Identity)) });
        message.Items.Add(new Detection { Label = "", PoseInCamera = SyntheticFlat.ToMessage(Pose.Identity) });
        message.Items.Add(new Detection { Label = "mug", RadiusM = double.PositiveInfinity, PoseInCamera = SyntheticFlat.ToMessage(Pose.Identity) });
        _tracker.Observe(message, Pose.Identity, null, 0.003, 0.003);
        Assert.Empty(_tracker.Tracks);
    }
}
