using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Tasks.Arm;
using Xunit.Abstractions;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Tests;

public sealed class GraspChooserTests(ITestOutputHelper output)
{
    private const ulong Seed = 21;
    private const double HandleReachM = 0.032;
    private const double HalfHandleM = 0.006;

    /// <summary>Of a classic mug and the reference robot's fingers, which close until a pad is on the wall.</summary>
    [Fact]
    public void Whatever_way_the_handle_points_it_is_clear_of_both_fingers()
    {
        RandomStream random = new(Seed);
        List<string> blocked = [];
        for (int degrees = -180; degrees < 180; degrees += 5)
        {
            double handleYaw = degrees * Math.PI / 180;
            ObjectTrack mug = Seen(handleYaw, random);
            GraspPlan plan = GraspChooser.Choose(mug, forwardYawInMapRad: 0, []);
            double relative = Angle.Difference(handleYaw, plan.Grasp.Orientation.Yaw);
            if (IsUnderFinger(mug.RadiusM, relative))
            {
                blocked.Add(FormattableString.Invariant($"handle at {degrees}°: {relative * 180 / Math.PI:F0}° off the gripper's x axis, cost {plan.Cost:F2}"));
            }
        }
        output.WriteLine($"seed {Seed}: {blocked.Count} of 72");
        Assert.True(blocked.Count == 0, string.Join("; ", blocked));
    }

    private static bool IsUnderFinger(double radiusM, double handleRad)
    {
        (double ahead, double behind, double clearance) = FingerBody();
        for (double along = radiusM; along <= radiusM + HandleReachM; along += 0.001)
        {
            foreach (double across in (double[])[-HalfHandleM, 0, HalfHandleM])
            {
                double x = along * Math.Cos(handleRad) - across * Math.Sin(handleRad);
                double y = Math.Abs(along * Math.Sin(handleRad) + across * Math.Cos(handleRad));
                if (x > behind && x < ahead && y > radiusM + clearance)
                {
                    return true;
                }
            }
        }
        return false;
    }

    /// <summary>From where to where the finger's body reaches along the gripper's x axis, and how far it stands back behind its pad.</summary>
    private static (double Ahead, double Behind, double Clearance) FingerBody()
    {
        LinkShape body = CheckFixture.Robot.Links.First(link => link.Name == "left_finger").Collision.Single();
        return (body.PoseInLink.Position.X + body.Size.X, body.PoseInLink.Position.X - body.Size.X, body.PoseInLink.Position.Y - body.Size.Y);
    }

    /// <summary>A mug before the robot, seen ten times.</summary>
    private static ObjectTrack Seen(double handleYaw, RandomStream random)
    {
        ObjectTracker tracker = new();
        Pose camera = new(new(0, 0, 1.4), Quat.FromAxisAngle(Vec3.UnitY, 0.5));
        Thing mug = new("mug", new(new(0.7, 0, 0.9), Quat.FromYaw(handleYaw)), 0.041, 0.095, HasHandle: true);
        for (int i = 0; i < 10; i++)
        {
            Timestamp now = Timestamp.FromSeconds(1 + 0.2 * i);
            Detections message = new() { Header = SyntheticFlat.At(now), Camera = CameraNames.Head };
            message.Items.Add(SyntheticFlat.Describe(mug, camera.Inverse(), random, 0.003));
            tracker.Predict(now, null);
            tracker.Observe(message, camera, null, 0.003, 0.003);
        }
        ObjectTrack track = tracker.Tracks.Single();
        Assert.True(track.HasYaw, $"seed {Seed}");
        return track;
    }
}
