using System.Buffers.Binary;
using Google.Protobuf;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Foxglove;
using RoboticsStack.Recording.Report;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Recording.Tests;

/// <summary>A robot of one sliding joint, with two cameras and a lidar, in a kitchen of one mug.</summary>
internal static class FoxgloveFixture
{
    public static readonly ReplayScene Kitchen = new() { Bodies = [Body("mug"), Body("slider")] };

    public static RobotModel Robot() => new()
    {
        BaseFrame = "base_link",
        LidarFrame = "lidar",
        HeadCameraFrame = "head_camera",
        WristCameraFrame = "wrist_camera",
        Joints =
        [
            new("slide", "base_link", "slider", new Pose(new(0, 0.1, 0.5), Quat.Identity), Vec3.UnitZ, Turns: false, states => new(states.LiftM, states.LiftVelocityMPerSec, 0)),
            new("head", "base_link", "head_camera", new Pose(new(0, 0, 1.2), Quat.Identity), Vec3.UnitZ, Turns: false, Read: null),
            new("wrist", "slider", "wrist_camera", Pose.Identity, Vec3.UnitZ, Turns: false, Read: null),
            new("scanner", "base_link", "lidar", Pose.Identity, Vec3.UnitZ, Turns: false, Read: null),
        ],
        Links = [new("slider", [new(ReplayShapeKind.Box, new(0.1, 0.2, 0.3), Pose.Identity, [1, 1, 1, 1])])],
        Base = new LastEstimate(),
    };

    /// <summary>Depth of a pixel of <see cref="Frame"/>; one in five saw nothing.</summary>
    public static int DepthMm(int pixel) => pixel % 5 == 4 ? 0 : 800 + 10 * pixel;

    public static CameraFrame Frame(Header header, int width, int height)
    {
        byte[] depth = new byte[2 * width * height];
        byte[] classes = new byte[width * height];
        for (int i = 0; i < classes.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(depth.AsSpan(2 * i), (ushort)DepthMm(i));
            classes[i] = (byte)(i % 3 + 7);
        }
        return new()
        {
            Header = header,
            Width = (uint)width,
            Height = (uint)height,
            HorizontalFovRad = 1.2,
            VerticalFovRad = 0.9,
            DepthMm = ByteString.CopyFrom(depth),
            Segmentation = ByteString.CopyFrom(classes),
        };
    }

    private static ReplayBody Body(string name) => new(name, Pose.Identity, [new(ReplayShapeKind.Capsule, new(0.04, 0.05, 0), Pose.Identity, [1, 0, 0, 1])]);

    private sealed class LastEstimate : IBaseTracker
    {
        private Pose2? _base;

        public void Observe(Odometry message) { }

        public void Observe(PoseEstimate message) => _base = new(message.XM, message.YM, message.YawRad);

        public (Pose2 OdometryInMap, Pose2 BaseInOdometry)? At(Timestamp time) => _base is { } pose ? (pose, default) : null;
    }
}
