using System.Diagnostics;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Navigation;
using Xunit.Abstractions;

namespace RoboticsStack.Planning.Tests;

public sealed class NavigationTests(ITestOutputHelper output)
{
    private const ulong Seed = 21;

    /// <summary>A grid in which everything in the rectangle is free except the boxes given.</summary>
    private static OccupancyGrid GridWith(double length, double width, params (double X0, double Y0, double X1, double Y1)[] boxes)
    {
        OccupancyGrid grid = new(new GridFrame(-1, -1, 0.05, 200, 200), 0.26);
        for (int index = 0; index < grid.Frame.CellCount; index++)
        {
            (double x, double y) = grid.Frame.CentreOf(index);
            if (x < -0.1 || y < -0.1 || x > length + 0.1 || y > width + 0.1)
            {
                continue;
            }
            bool isWall = x < 0 || y < 0 || x > length || y > width || boxes.Any(b => x > b.X0 && x < b.X1 && y > b.Y0 && y < b.Y1);
            for (int i = 0; i < 3; i++)
            {
                if (isWall)
                {
                    grid.AddCameraHits(index, 3);
                }
                else
                {
                    grid.AddCameraFloor(index);
                }
            }
        }
        return grid;
    }

    [Fact]
    public void Clearance_is_the_distance_to_the_nearest_occupied_cell()
    {
        OccupancyGrid grid = GridWith(6, 4, (3, 2, 3.5, 2.5), (1, 1, 1.2, 1.1));
        ClearanceField field = ClearanceField.Of(grid);
        List<(double X, double Y)> occupied = [];
        for (int i = 0; i < field.Frame.CellCount; i++)
        {
            if (field.State(i) == CellState.Occupied)
            {
                occupied.Add(field.Frame.CentreOf(i));
            }
        }
        for (int i = 0; i < field.Frame.CellCount; i += 7)
        {
            (double x, double y) = field.Frame.CentreOf(i);
            double nearest = occupied.Min(o => Math.Sqrt((o.X - x) * (o.X - x) + (o.Y - y) * (o.Y - y)));
            Assert.Equal(nearest, field.ClearanceM(i), 4);
        }
    }

    [Fact]
    public void A_path_goes_round_obstacles_with_room_and_not_much_farther_than_needed()
    {
        ClearanceField field = ClearanceField.Of(GridWith(6, 4, (2.8, 0, 3.2, 2.6)));
        NavigationPath path = new GridPlanner().Plan(field, new(1, 1, 0), new(5, 1, 1))!;
        Assert.NotNull(path);
        for (double arc = 0; arc < path.LengthM; arc += 0.05)
        {
            Vec3 point = path.At(arc);
            Assert.True(field.ClearanceAt(point.X, point.Y) > 0.28, $"only {field.ClearanceAt(point.X, point.Y):F3} m at {point}");
        }
        Assert.InRange(path.LengthM, 5.3, 6.6);
        Assert.Equal(1, path.Goal.YawRad);
    }

    [Fact]
    public void There_is_no_path_through_a_gap_narrower_than_the_base()
    {
        ClearanceField closed = ClearanceField.Of(GridWith(6, 4, (2.8, 0, 3.2, 1.8), (2.8, 2.25, 3.2, 4)));
        Assert.Null(new GridPlanner().Plan(closed, new(1, 2, 0), new(5, 2, 0)));
        ClearanceField open = ClearanceField.Of(GridWith(6, 4, (2.8, 0, 3.2, 1.5), (2.8, 2.4, 3.2, 4)));
        Assert.NotNull(new GridPlanner().Plan(open, new(1, 2, 0), new(5, 2, 0)));
    }

    [Fact]
    public void A_base_parked_close_to_a_counter_finds_its_way_out()
    {
        ClearanceField field = ClearanceField.Of(GridWith(6, 4, (0, 3, 6, 4)));
        Assert.NotNull(new GridPlanner().Plan(field, new(3, 2.71, 0), new(1, 1, 0)));
    }

    [Theory]
    [InlineData(4.5, 3.0, 2.0)]
    [InlineData(1.2, 1.0, -3.0)]
    [InlineData(1.0, 1.3, 0.5)]
    public void The_base_arrives_within_a_centimetre_and_a_degree_under_noise_and_latency(double x, double y, double yaw)
    {
        SyntheticFlat flat = new();
        flat.Room(6, 5);
        flat.Box(new(2.6, 1.4, 0), new(3.2, 2.4, 0.9), SemanticClass.Counter);
        NavigationSimulation world = new(flat, new(1, 1, 0), Seed);
        PathFollower follower = new();
        GridPlanner planner = new();
        for (int i = 0; i < 4; i++)
        {
            world.Step([]);
        }
        follower.Start(planner.Plan(ClearanceField.Of(world.Belief.Occupancy), world.Belief.BaseInMap, new(x, y, yaw))!);
        int ticks = 0;
        for (; ticks < 300 && follower.Status == FollowStatus.Driving; ticks++)
        {
            IReadOnlyList<BasePoint> plan = follower.Step(world.Now, world.Belief.BaseInMap, world.Belief.LatestScan, world.Belief.BaseInMap);
            Assert.Equal(10, plan.Count);
            Assert.Equal(0, plan[^1].VxMPerSec, 9);
            Assert.Equal(0, plan[^1].YawRateRadPerSec, 9);
            world.Step(plan);
        }
        double error = world.Truth.DistanceTo(new(x, y, yaw));
        output.WriteLine($"{ticks} ticks, {error * 1000:F1} mm, fastest {world.FastestMPerSec:F2} m/s");
        Assert.Equal(FollowStatus.Arrived, follower.Status);
        Assert.True(error < 0.014, $"seed {Seed}: {error:F4} m off");
        Assert.True(Math.Abs(Angle.Difference(world.Truth.YawRad, yaw)) < 0.022);
        Assert.InRange(world.FastestMPerSec, 0.0, 0.61);
        Assert.False(world.HasCollided);
    }

    [Fact]
    public void Something_new_in_the_way_stops_the_base_and_asks_for_another_path()
    {
        SyntheticFlat flat = new();
        flat.Room(6, 3);
        NavigationSimulation world = new(flat, new(1, 1.5, 0), Seed);
        PathFollower follower = new();
        world.Step([]);
        world.Step([]);
        follower.Start(new NavigationPath([new(1, 1.5, 0), new(5, 1.5, 0)], new(5, 1.5, 0), 4));
        flat.Box(new(3, 1.2, 0), new(3.2, 1.9, 0.5), SemanticClass.Furniture);
        for (int i = 0; i < 120 && follower.Status == FollowStatus.Driving; i++)
        {
            world.Step(follower.Step(world.Now, world.Belief.BaseInMap, world.Belief.LatestScan, world.Belief.BaseInMap));
        }
        Assert.Equal(FollowStatus.Blocked, follower.Status);
        Assert.False(world.HasCollided);
        Assert.NotNull(new GridPlanner().Plan(ClearanceField.Of(world.Belief.Occupancy), world.Belief.BaseInMap, new(5, 1.5, 0)));
    }

    [Fact]
    public void Stand_poses_put_the_target_straight_ahead_of_the_arm_with_room_around_the_base()
    {
        ClearanceField field = ClearanceField.Of(GridWith(6, 4, (2, 3.4, 6, 4), (4.4, 2.2, 4.8, 3.4)));
        TravelCosts costs = new GridPlanner().CostsFrom(field, new(1, 1, 0));
        StandRequest request = new() { TargetInMap = new(3.5, 3.6, 0.9), HeadingsRad = [Math.PI / 2] };
        IReadOnlyList<StandCandidate> candidates = new StandPosePlanner().Find(field, costs, request);
        StandCandidate best = candidates[0];
        Vec3 target = (best.Base.ToPose() * new Core.Geometry.Pose(new(0.12, 0, 0.5 + best.LiftM), Quat.Identity)).Inverse().Transform(request.TargetInMap);
        Assert.Equal(0.55, target.X, 0.03);
        Assert.Equal(0, target.Y, 0.01);
        Assert.Equal(0.25, target.Z, 6);
        Assert.Equal(Math.PI / 2, best.Base.YawRad, 0.01);
        Assert.All(candidates, c => Assert.True(field.ClearanceAt(c.Base.X, c.Base.Y) >= 0.29));
        Assert.Empty(new StandPosePlanner().Find(field, costs, request with { HeadingsRad = [-Math.PI / 2], HeadingSlackRad = 0.2 }));
        Assert.Equal(candidates.Select(c => c.Score), candidates.Select(c => c.Score).Order());
    }

    [Fact]
    public void A_stand_pose_keeps_the_hand_clear_of_a_neighbour_when_it_can()
    {
        ClearanceField field = ClearanceField.Of(GridWith(6, 6, (2.4, 2.6, 3.6, 3.4)));
        TravelCosts costs = new GridPlanner().CostsFrom(field, new(3, 1, 0));
        StandRequest request = new() { TargetInMap = new(3, 3, 0.9) };
        StandCandidate free = new StandPosePlanner().Find(field, costs, request)[0];
        Assert.Equal(Math.PI / 2, free.Base.YawRad, 0.2);
        StandCandidate other = new StandPosePlanner().Find(field, costs, request with { Avoid = [(new(3, 2.85, 0.9), 0.04)] })[0];
        Assert.Equal(-Math.PI / 2, other.Base.YawRad, 0.2);
    }

    [Fact]
    public void Another_way_is_found_when_the_path_is_closed_and_given_up_when_there_is_none()
    {
        SyntheticFlat flat = new();
        flat.Room(6, 4);
        NavigationSimulation world = new(flat, new(1, 1, 0), Seed);
        for (int i = 0; i < 4; i++)
        {
            world.Step([]);
        }
        NavigationDriver driver = new(new());
        driver.GoTo(new(5, 1, 0));
        for (int i = 0; i < 400 && driver.IsDriving; i++)
        {
            if (i == 15)
            {
                flat.Box(new(3, 0, 0), new(3.3, 2.6, 0.9), SemanticClass.Furniture);
            }
            world.Step(driver.Step(world.Belief));
        }
        Assert.Equal(FollowStatus.Arrived, driver.Follower.Status);
        Assert.True(world.Truth.DistanceTo(new(5, 1, 0)) < 0.014);
        flat.Box(new(3, 2.6, 0), new(3.3, 4, 0.9), SemanticClass.Furniture);
        driver.GoTo(new(1, 1, 0));
        for (int i = 0; i < 400 && driver.IsDriving; i++)
        {
            world.Step(driver.Step(world.Belief));
        }
        Assert.True(driver.HasGivenUp);
        Assert.False(world.HasCollided);
    }

    [Theory]
    [InlineData(0.8, 1.0, 0.0)]
    [InlineData(6.5, 1.6, 3.0)]
    public void Exploring_a_furnished_flat_finds_every_mug_the_machine_and_the_table(double x, double y, double yaw)
    {
        SyntheticFlat flat = SyntheticFlat.Furnished();
        NavigationSimulation world = new(flat, new(x, y, yaw), Seed);
        NavigationDriver driver = new(new());
        int ticks = 0;
        double planningMs = 0;
        for (; ticks < 1200 && !FoundAll(world.Belief, flat); ticks++)
        {
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<BasePoint> plan = driver.Explore(world.Belief);
            planningMs += Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            world.Step(plan);
        }
        output.WriteLine($"{ticks * 0.1:F1} s, {driver.Viewpoints} viewpoints, {planningMs / Math.Max(1, ticks):F1} ms a tick");
        Assert.False(world.HasCollided, $"seed {Seed}");
        Assert.True(FoundAll(world.Belief, flat), $"seed {Seed}: not all found in {ticks * 0.1:F0} s");
        Assert.True(ticks < 900, $"seed {Seed}: took {ticks * 0.1:F0} s");
    }

    private static bool FoundAll(WorldBelief belief, SyntheticFlat flat) =>
        flat.Things.All(thing => belief.Objects.ConfirmedOf(thing.Label).Any(t => t.PositionInMap.DistanceTo(thing.Pose.Position) < 0.15));
}
