using System.Diagnostics;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using Xunit.Abstractions;

namespace RoboticsStack.Planning.Tests;

public sealed class PerceptionMappingTests(ITestOutputHelper output)
{
    private const ulong Seed = 3;

    /// <summary>A belief fed with everything the reference robot senses while it stands somewhere and turns.</summary>
    private static (WorldBelief Belief, double MeanMs) LookAround(SyntheticFlat flat, Pose2 place, int ticks)
    {
        RandomStream random = new(Seed);
        TestFrames frames = new();
        WorldBelief belief = new(frames);
        double total = 0;
        for (int i = 1; i <= ticks; i++)
        {
            Timestamp now = Timestamp.FromSeconds(i * 0.1);
            Pose2 pose = place with { YawRad = Angle.Wrap(place.YawRad + 2 * Math.PI * i / ticks) };
            List<Action> feed = [];
            JointStates joints = new() { Header = SyntheticFlat.At(now), LiftM = 0.2 };
            joints.PositionRad.AddRange(new double[7]);
            joints.VelocityRadPerSec.AddRange(new double[7]);
            Odometry odometry = new() { Header = SyntheticFlat.At(now), XM = pose.X, YM = pose.Y, YawRad = pose.YawRad };
            PoseEstimate estimate = new() { Header = SyntheticFlat.At(now), XM = pose.X, YM = pose.Y, YawRad = pose.YawRad };
            LidarScan scan = flat.Scan(pose, now, random);
            Core.Geometry.Pose camera = pose.ToPose() * frames.HeadCameraInBase;
            CameraFrame? image = i % 2 == 0 ? flat.Photograph(CameraNames.Head, camera, now, random) : null;
            Detections? detections = i % 2 == 0 ? flat.Detect(CameraNames.Head, camera, now, random) : null;
            long start = Stopwatch.GetTimestamp();
            belief.Observe(joints);
            belief.Observe(odometry);
            belief.Observe(estimate);
            belief.Observe(scan);
            if (image is not null)
            {
                belief.Observe(image);
                belief.Observe(detections!);
            }
            belief.Update(now);
            total += Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return (belief, total / ticks);
    }

    [Fact]
    public void Lidar_and_depth_tell_free_floor_from_walls_table_tops_and_the_unseen()
    {
        SyntheticFlat flat = new();
        flat.Room(6, 5);
        flat.Table((3.2, 2.5), 1.2, 0.8, 0.75);
        flat.Box(new(5.4, 0, 0), new(6, 5, 0.9), SemanticClass.Counter);
        (WorldBelief belief, _) = LookAround(flat, new(1.2, 2.5, 0), 80);
        Assert.Equal(CellState.Free, belief.Occupancy.At(1.2, 2.5));
        Assert.Equal(CellState.Free, belief.Occupancy.At(1.2, 0.5));
        Assert.Equal(CellState.Occupied, belief.Occupancy.At(-0.02, 2.4));
        Assert.Equal(CellState.Occupied, belief.Occupancy.At(3.0, 2.5));
        Assert.Equal(CellState.Unknown, belief.Occupancy.At(-1, 2.5));
        Assert.Equal(0.75, belief.Surfaces.SurfaceHeightAt(3.0, 2.5)!.Value, 0.01);
        Assert.Null(belief.Surfaces.SurfaceHeightAt(1.2, 0.5));
        Assert.Null(belief.Surfaces.SurfaceHeightAt(0.02, 2.5));
    }

    [Fact]
    public void A_snapshot_holds_the_known_cells_and_the_confirmed_objects()
    {
        (WorldBelief belief, _) = LookAround(SyntheticFlat.Furnished(), new(5.5, 4.6, 0), 60);
        MapSnapshot snapshot = belief.Snapshot();
        Assert.Equal((int)(snapshot.Width * snapshot.Height), snapshot.Cells.Length);
        Assert.InRange(snapshot.Width * snapshot.CellM, 6, 12);
        Assert.Contains((byte)2, snapshot.Cells);
        Assert.Contains(snapshot.Tracks, t => t.Label == "coffee_machine");
        Assert.Contains(snapshot.Tracks, t => t.Label == "mug");
    }

    [Fact]
    public void A_tick_of_perception_costs_a_few_milliseconds()
    {
        LookAround(SyntheticFlat.Furnished(), new(5.5, 4.6, 0), 20);
        (_, double meanMs) = LookAround(SyntheticFlat.Furnished(), new(5.5, 4.6, 0), 40);
        output.WriteLine($"mean {meanMs:F2} ms");
        Assert.True(meanMs < 15, $"mean {meanMs:F2} ms");
    }

    [Fact]
    public void Messages_that_are_not_finite_or_do_not_fit_are_refused_and_counted()
    {
        WorldBelief belief = new(new TestFrames());
        belief.Observe(new PoseEstimate { XM = double.NaN });
        belief.Observe(new JointStates { LiftM = double.PositiveInfinity });
        belief.Observe(new WristWrench());
        belief.Update(Timestamp.FromSeconds(0.1));
        Assert.False(belief.HasMap);
        belief.Observe(new PoseEstimate { Header = SyntheticFlat.At(Timestamp.FromSeconds(0.1)) });
        belief.Observe(new CameraFrame { Camera = CameraNames.Head, Width = 96, Height = 72 });
        belief.Update(Timestamp.FromSeconds(0.2));
        Assert.True(belief.HasMap);
        Assert.Equal(4, belief.Refused);
    }
}
