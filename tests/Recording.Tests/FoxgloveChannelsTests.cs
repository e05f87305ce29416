using Google.Protobuf;
using Google.Protobuf.Collections;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Foxglove;
using RoboticsStack.Recording.Report;
using Pose = RoboticsStack.Core.Geometry.Pose;
using Schemas = RoboticsStack.Recording.Foxglove.Schemas;

namespace RoboticsStack.Recording.Tests;

public sealed class FoxgloveChannelsTests
{
    private static readonly Topics Topics = new("test");
    private readonly FoxgloveChannels _channels = new(Topics, FoxgloveFixture.Robot(), FoxgloveFixture.Kitchen);

    [Fact]
    public void Transforms_lead_from_the_map_to_every_moving_link()
    {
        Derive(Topics.PoseEstimate, new PoseEstimate { Header = At(1), XM = 1, YM = 2 });
        Schemas.FrameTransforms sent = Only<Schemas.FrameTransforms>(FoxgloveTopics.Transforms, Derive(Topics.Joints, Joints(1.5, lift: 0.4)));
        Assert.Equal(["slider <- base_link", "odom <- map", "base_link <- odom"], sent.Transforms.Select(t => $"{t.ChildFrameId} <- {t.ParentFrameId}"));
        Assert.Equal((0.0, 0.1, 0.9), (sent.Transforms[0].Translation.X, sent.Transforms[0].Translation.Y, sent.Transforms[0].Translation.Z));
        Assert.Equal((1, 2), (sent.Transforms[1].Translation.X, sent.Transforms[1].Translation.Y));
        Assert.All(sent.Transforms, t => Assert.Equal((1, 500_000_000), (t.Timestamp.Seconds, t.Timestamp.Nanos)));
    }

    [Fact]
    public void Joint_states_name_the_joints_and_come_no_faster_than_people_look()
    {
        int count = Enumerable.Range(0, 100).Sum(i => Derive(Topics.Joints, Joints(1 + 0.01 * i, lift: 0.2)).Count(m => m.Topic == FoxgloveTopics.JointStates));
        Assert.InRange(count, 20, 30);
        Schemas.JointState joint = Assert.Single(Only<Schemas.JointStates>(FoxgloveTopics.JointStates, Derive(Topics.Joints, Joints(3, lift: 0.2))).Joints);
        Assert.Equal(("slide", 0.2), (joint.Name, joint.Position));
    }

    [Fact]
    public void What_does_not_move_is_repeated_for_those_who_come_later()
    {
        List<double> times = [];
        for (double t = 0; t < 20; t += 0.04)
        {
            if (Derive(Topics.Joints, Joints(t, lift: 0)).Any(m => m.Topic == FoxgloveTopics.FixedTransforms))
            {
                times.Add(t);
            }
        }
        Assert.Equal(0, times[0]);
        Assert.InRange(times.Count, 3, 6);
        Schemas.SceneUpdate robot = Only<Schemas.SceneUpdate>(FoxgloveTopics.Robot, Derive(Topics.Joints, Joints(100, lift: 0)));
        Schemas.SceneEntity link = Assert.Single(robot.Entities);
        Assert.Equal(("slider", true), (link.FrameId, link.FrameLocked));
        Assert.Equal(new Schemas.Vector3 { X = 0.2, Y = 0.4, Z = 0.6 }, Assert.Single(link.Cubes).Size);
    }

    [Fact]
    public void Depth_images_keep_their_bytes_and_segmentation_gets_a_colour_a_class()
    {
        CameraFrame frame = FoxgloveFixture.Frame(At(2), width: 4, height: 3);
        List<(string Topic, IMessage Message)> sent = Derive(Topics.HeadCamera, frame);
        Schemas.RawImage depth = Only<Schemas.RawImage>(FoxgloveTopics.Depth("head"), sent);
        Assert.Equal(("mono16", 4u, 3u, 8u, "head_camera_optical"), (depth.Encoding, depth.Width, depth.Height, depth.Step, depth.FrameId));
        Assert.Equal(frame.DepthMm, depth.Data);
        Schemas.RawImage segmentation = Only<Schemas.RawImage>(FoxgloveTopics.Segmentation("head"), sent);
        Assert.Equal(("rgb8", 12u, 36), (segmentation.Encoding, segmentation.Step, segmentation.Data.Length));
        byte[] rgb = segmentation.Data.ToByteArray();
        Assert.Equal(frame.Segmentation.Distinct().Count(), rgb.Chunk(3).Select(c => (c[0], c[1], c[2])).Distinct().Count());
    }

    [Fact]
    public void Points_project_back_onto_their_pixels()
    {
        CameraFrame frame = FoxgloveFixture.Frame(At(2), width: 4, height: 3);
        List<(string Topic, IMessage Message)> sent = Derive(Topics.WristCamera, frame);
        Schemas.PointCloud cloud = Only<Schemas.PointCloud>(FoxgloveTopics.Points("wrist"), sent);
        RepeatedField<double> k = Only<Schemas.CameraCalibration>(FoxgloveTopics.Calibration("wrist"), sent).K;
        byte[] data = cloud.Data.ToByteArray();
        List<int> pixels = [];
        for (int at = 0; at < data.Length; at += (int)cloud.PointStride)
        {
            // The cloud looks along x; its image along z.
            (float x, float y, float z) = (BitConverter.ToSingle(data, at), BitConverter.ToSingle(data, at + 4), BitConverter.ToSingle(data, at + 8));
            double column = k[2] - k[0] * y / x;
            double row = k[5] - k[4] * z / x;
            Assert.InRange(column - Math.Round(column), -1e-4, 1e-4);
            int pixel = (int)Math.Round(row) * 4 + (int)Math.Round(column);
            Assert.Equal(FoxgloveFixture.DepthMm(pixel) * 0.001f, x, 1e-4f);
            pixels.Add(pixel);
        }
        Assert.Equal(Enumerable.Range(0, 12).Where(i => FoxgloveFixture.DepthMm(i) > 0), pixels);
    }

    [Fact]
    public void A_camera_message_whose_parts_do_not_fit_is_left_out()
    {
        CameraFrame frame = FoxgloveFixture.Frame(At(2), width: 4, height: 3);
        frame.Width = uint.MaxValue;
        Assert.Empty(Derive(Topics.HeadCamera, frame));
    }

    [Fact]
    public void A_ray_that_met_nothing_is_not_a_point_at_the_lidar()
    {
        LidarScan scan = new() { Header = At(1), AngleStepRad = 0.5, RangeM = { 2f, 0f, 3f } };
        Schemas.LaserScan sent = Only<Schemas.LaserScan>(FoxgloveTopics.Lidar, Derive(Topics.Lidar, scan));
        Assert.Equal([2, double.PositiveInfinity, 3], sent.Ranges);
        Assert.Equal((0, 1, "lidar"), (sent.StartAngle, sent.EndAngle, sent.FrameId));
    }

    [Fact]
    public void Objects_no_longer_believed_in_go()
    {
        MapSnapshot map = new() { Header = At(1), Width = 2, Height = 1, CellM = 0.05, OriginXM = -1, Cells = ByteString.CopyFrom(0, 2) };
        map.Tracks.Add(new TrackReport { Id = 7, Label = "mug", PoseInMap = new Pose(new(1, 2, 0.8), Quat.Identity).ToMessage(), RadiusM = 0.04, HeightM = 0.1 });
        List<(string Topic, IMessage Message)> sent = Derive(Topics.BrainMap, map);
        Schemas.SceneUpdate objects = Only<Schemas.SceneUpdate>(FoxgloveTopics.Objects, sent);
        Assert.Equal(Schemas.SceneEntityDeletion.Types.Type.All, Assert.Single(objects.Deletions).Type);
        Schemas.CylinderPrimitive mug = Assert.Single(Assert.Single(objects.Entities).Cylinders);
        Assert.Equal(0.85, mug.Pose.Position.Z, 9);
        Schemas.Grid grid = Only<Schemas.Grid>(FoxgloveTopics.Map, sent);
        Assert.Equal((2u, 2u, -1.0), (grid.ColumnCount, grid.RowStride, grid.Pose.Position.X));
    }

    [Fact]
    public void The_log_says_each_change_once()
    {
        GateState active = new() { Header = At(1), Mode = GateMode.Active };
        Assert.Equal("Active", Only<Schemas.Log>(FoxgloveTopics.Log, Derive(Topics.GateState, active)).Message);
        Assert.Empty(Derive(Topics.GateState, active));
        Schemas.Log stop = Only<Schemas.Log>(FoxgloveTopics.Log, Derive(Topics.GateState, new GateState { Header = At(2), Mode = GateMode.ControlledStop, Reason = "ContactForce" }));
        Assert.Equal((Schemas.Log.Types.Level.Error, "ControlledStop: ContactForce"), (stop.Level, stop.Message));
        Messaging.V1.TaskStatus task = new() { Header = At(1), Stage = "fetch", Skill = "reach", Detail = "0.31 m" };
        Assert.Equal("fetch: reach (0.31 m)", Only<Schemas.Log>(FoxgloveTopics.Log, Derive(Topics.BrainTask, task)).Message);
        task.Detail = "0.30 m";
        Assert.Empty(Derive(Topics.BrainTask, task));
    }

    [Fact]
    public void True_bodies_stand_in_frames_of_their_own_and_the_robot_is_not_among_them()
    {
        PlantTruth truth = new() { Header = At(1) };
        truth.Bodies.Add(new BodyPose { Name = "mug", Pose = new Pose(new(3, 0, 1), Quat.Identity).ToMessage() });
        truth.Bodies.Add(new BodyPose { Name = "slider", Pose = Pose.Identity.ToMessage() });
        List<(string Topic, IMessage Message)> sent = Derive(Topics.PlantTruth, truth);
        Schemas.FrameTransform mug = Assert.Single(Only<Schemas.FrameTransforms>(FoxgloveTopics.TrueTransforms, sent).Transforms);
        Assert.Equal(("map", "truth/mug", 3.0), (mug.ParentFrameId, mug.ChildFrameId, mug.Translation.X));
        Assert.Equal("truth/mug", Assert.Single(Only<Schemas.SceneUpdate>(FoxgloveTopics.TrueScene, sent).Entities).FrameId);
    }

    [Fact]
    public void Bytes_that_are_no_message_become_nothing()
    {
        foreach (string topic in TopicTypes.Of(Topics).Keys.Append("robot/test/other"))
        {
            _channels.Derive(topic, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, (_, _) => Assert.Fail("wrote something"));
            _channels.Derive(topic, ReadOnlyMemory<byte>.Empty, (_, _) => { });
        }
    }

    private static Header At(double seconds) => new() { DataTimeNs = Timestamp.FromSeconds(seconds).Nanoseconds, MadeTimeNs = Timestamp.FromSeconds(seconds).Nanoseconds };

    private static JointStates Joints(double seconds, double lift) => new() { Header = At(seconds), LiftM = lift };

    /// <summary>What one message becomes. Copies: the converter uses its objects again.</summary>
    private List<(string Topic, IMessage Message)> Derive(string topic, IMessage message)
    {
        List<(string, IMessage)> sent = [];
        _channels.Derive(topic, message.ToByteArray(), (to, derived) => sent.Add((to, derived.Descriptor.Parser.ParseFrom(derived.ToByteArray()))));
        return sent;
    }

    private static T Only<T>(string topic, List<(string Topic, IMessage Message)> sent) => Assert.IsType<T>(Assert.Single(sent, m => m.Topic == topic).Message);
}
