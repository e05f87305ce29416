using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Scenes;
using Google.Protobuf;
using Pose = RoboticsStack.Core.Geometry.Pose;
using Wrench = RoboticsStack.Core.Geometry.Wrench;

namespace RoboticsStack.Planning.Tests;

public sealed class ObservationBuilderTests
{
    private static readonly Pose Gripper = new(new(0.5, 0.1, 0.2), Quat.FromYaw(Math.PI / 2));

    [Fact]
    public void Slots_are_seen_from_the_level_gripper()
    {
        ManipulationInputs inputs = Inputs() with
        {
            Object = new() { PoseInArmBase = new(new(0.5, 0.4, 0.15), Quat.FromYaw(Math.PI)), RadiusM = 0.04, HeightM = 0.1, AgeSeconds = 9, Kind = SlotKind.Vessel },
        };

        float[] slot = Slot(ObservationBuilder.Build(inputs), ObservationLayout.ObjectSlot);

        AssertClose([0.3, 0, -0.05], slot.Take(3));
        AssertClose([1, 0], slot.Skip(ObservationLayout.Slot.YawSinCos).Take(2));
        AssertClose([0, 0], slot.Skip(ObservationLayout.Slot.Tilt).Take(2));
        Assert.Equal(1, slot[ObservationLayout.Slot.Valid]);
        Assert.Equal(5, slot[ObservationLayout.Slot.AgeSeconds]);
        AssertClose([1, 0, 0], slot.Skip(ObservationLayout.Slot.Kind));
    }

    [Fact]
    public void A_tilted_object_shows_its_up_axis_in_the_gripper_frame()
    {
        ManipulationInputs inputs = Inputs() with
        {
            Object = new() { PoseInArmBase = new(new(0.5, 0.4, 0.15), Quat.FromAxisAngle(Vec3.UnitX, -0.3)), Kind = SlotKind.Vessel },
        };

        float[] slot = Slot(ObservationBuilder.Build(inputs), ObservationLayout.ObjectSlot);

        AssertClose([Math.Sin(0.3), 0], slot.Skip(ObservationLayout.Slot.Tilt).Take(2));
    }

    [Fact]
    public void The_nearest_two_neighbours_fill_the_last_slots()
    {
        SlotState At(double y) => new() { PoseInArmBase = new(new(0.5, y, 0.2), Quat.Identity), Kind = SlotKind.Other };

        ManipulationObservation observation = ObservationBuilder.Build(Inputs() with { Neighbours = [At(0.9), At(0.2), At(0.5)] });

        Assert.Equal(0.1, Slot(observation, 2)[0], 5);
        Assert.Equal(0.4, Slot(observation, 3)[0], 5);
    }

    [Fact]
    public void What_stands_across_the_room_is_no_neighbour()
    {
        SlotState At(double y) => new() { PoseInArmBase = new(new(0.5, y, 0.2), Quat.Identity), Kind = SlotKind.Other };

        ManipulationObservation observation = ObservationBuilder.Build(Inputs() with { Neighbours = [At(0.2), At(3.2)] });

        Assert.Equal(1, Slot(observation, 2)[ObservationLayout.Slot.Valid]);
        Assert.All(Slot(observation, 3), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Setpoint_lag_is_in_the_gripper_frame()
    {
        ManipulationInputs inputs = Inputs() with { SetpointInArmBase = new(Gripper.Position + new Vec3(0, 0.02, 0.01), Quat.FromYaw(Math.PI / 2 + 0.1)) };

        float[] proprio = ObservationLayout.ProprioSegment.Of(ObservationBuilder.Build(inputs).Vector.AsSpan()).ToArray();

        AssertClose([0.02, 0, 0.01, 0.1], proprio.Skip(ObservationLayout.Proprio.SetpointLag).Take(4));
    }

    [Fact]
    public void What_is_missing_is_flagged()
    {
        ManipulationObservation observation = ObservationBuilder.Build(Inputs());

        Assert.True(observation.IsPresent(Modality.Proprio));
        Assert.All([Modality.Wrench, Modality.Tactile, Modality.WristImage, Modality.ObjectSlot, Modality.GoalSlot],
            modality => Assert.False(observation.IsPresent(modality)));
    }

    [Fact]
    public void A_wrist_frame_becomes_clipped_depth_and_a_mask()
    {
        byte[] depth = new byte[2048];
        (depth[0], depth[1]) = (0xF4, 0x01);
        (depth[2], depth[3]) = (0xD0, 0x07);
        byte[] classes = new byte[1024];
        classes[1] = (byte)SemanticClass.Mug;
        CameraFrame frame = new() { Width = 32, Height = 32, DepthMm = ByteString.CopyFrom(depth), Segmentation = ByteString.CopyFrom(classes) };

        WristImage image = WristImage.TryFrom(frame, SemanticClass.Mug)!;

        AssertClose([0.5, 1, 1], image.DepthM.Take(3));
        AssertClose([0, 1, 0], image.Mask.Take(3));
        Assert.Null(WristImage.TryFrom(new CameraFrame { Width = 8, Height = 8 }, SemanticClass.Mug));
    }

    [Fact]
    public void A_goal_observation_sees_the_slots_from_the_gripper_at_success_and_masks_what_cannot_be_known()
    {
        Pose target = new(new(0.5, 0.4, 0.2), Quat.FromYaw(Math.PI / 2));
        ManipulationInputs inputs = Inputs() with
        {
            WristWrench = new Wrench(Vec3.UnitX, Vec3.Zero),
            TactileN = new float[256],
            Goal = new() { PoseInArmBase = target, Kind = SlotKind.Other },
        };

        ManipulationObservation goal = ObservationBuilder.BuildGoal(inputs, target);

        AssertClose([0, 0, 0, 0, 1], Slot(goal, ObservationLayout.GoalSlot).Take(5));
        Assert.All([Modality.Proprio, Modality.Wrench, Modality.Tactile, Modality.WristImage], modality => Assert.False(goal.IsPresent(modality)));
    }

    [Fact]
    public void Measured_probes_hold_what_sensors_give_and_NaN_for_the_rest()
    {
        float[] tactile = new float[256];
        (tactile[0], tactile[5], tactile[200]) = (1, 2, 5);
        SlotState mug = new() { PoseInArmBase = new(new(0.5, 0.4, 0.15), Quat.Identity), Kind = SlotKind.Vessel };
        SlotState goal = new() { PoseInArmBase = new(new(0.5, 0.5, 0.10), Quat.Identity), Kind = SlotKind.Machine };

        float[] probes = MeasuredProbes.From(Inputs() with { TactileN = tactile, Object = mug, Goal = goal, SupportHeightM = 0.1 });

        Assert.Equal(3, probes[ProbeLayout.PadForceLeft]);
        Assert.Equal(5, probes[ProbeLayout.PadForceRight]);
        AssertClose([0, -0.1, 0.05], probes.Skip(ProbeLayout.ObjectInGoal).Take(3));
        Assert.Equal(0.05, probes[ProbeLayout.ObjectHeightAboveSupport], 5);
        Assert.True(float.IsNaN(probes[ProbeLayout.Held]));
        float[] stale = MeasuredProbes.From(Inputs() with { Object = mug with { AgeSeconds = 2 } });
        Assert.True(float.IsNaN(stale[ProbeLayout.ObjectPosition]));
    }

    [Fact]
    public void Wrong_counts_are_refused() =>
        Assert.Throws<ArgumentException>(() => ObservationBuilder.Build(Inputs() with { TactileN = new float[12] }));

    internal static ManipulationInputs Inputs() => new()
    {
        JointPositionsRad = new double[7],
        JointVelocitiesRadPerSec = new double[7],
        JointTorquesNm = new double[7],
        GripperWidthM = 0.14,
        GripperVelocityMPerSec = 0,
        GripperInArmBase = Gripper,
        SetpointInArmBase = Gripper,
        PreviousAction = new float[5],
    };

    private static float[] Slot(ManipulationObservation observation, int index) =>
        ObservationLayout.SlotAt(index).Of(observation.Vector.AsSpan()).ToArray();

    private static void AssertClose(double[] expected, IEnumerable<float> actual)
    {
        foreach ((double e, float a) in expected.Zip(actual))
        {
            Assert.Equal(e, a, 5);
        }
    }
}
