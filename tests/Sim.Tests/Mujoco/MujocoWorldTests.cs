using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Mujoco;
using RoboticsStack.Scenes;

namespace RoboticsStack.Sim.Tests.Mujoco;

public sealed class MujocoWorldTests
{
    private static readonly BodyDescription Floor = new()
    {
        Name = "floor",
        Shapes = [new() { Name = "floor", Kind = ShapeKind.Plane, Size = new(5, 5, 0.1), Semantic = SemanticClass.Floor }],
    };

    private static BodyDescription Ball(string name, Vec3 at, double massKg = 1) => new()
    {
        Name = name,
        Free = true,
        Pose = new(at, Quat.Identity),
        Shapes =
        [
            new() { Name = name, Kind = ShapeKind.Sphere, Size = new(0.05, 0, 0), MassKg = massKg, Collision = CollisionGroup.Movable },
        ],
    };

    private static IPhysicsWorld Build(params BodyDescription[] bodies) => new MujocoEngine().Build(new() { Bodies = bodies });

    private static void Run(IPhysicsWorld world, double seconds)
    {
        for (int i = (int)Math.Round(seconds / world.TimestepSec); i > 0; i--)
        {
            world.Step();
        }
    }

    [Fact]
    public void A_ball_in_the_air_falls_as_gravity_says()
    {
        using IPhysicsWorld world = Build(Floor, Ball("ball", new(0, 0, 3)));
        Run(world, 0.5);
        BodyHandle ball = world.FindBody("ball");
        Assert.Equal(3 - 0.5 * 9.81 * 0.25, world.GetPose(ball).Position.Z, 0.01);
        Assert.Equal(-9.81 * 0.5, world.GetVelocity(ball).Linear.Z, 0.03);
        Assert.Equal(0.5, world.TimeSec, 1e-9);
    }

    [Fact]
    public void A_resting_ball_presses_on_the_floor_with_its_weight()
    {
        using IPhysicsWorld world = Build(Floor, Ball("ball", new(0, 0, 0.051), 2));
        Run(world, 1);
        Contact[] contacts = new Contact[8];
        Assert.Equal(1, world.GetContacts(contacts));
        double upOnBall = world.GetBodyOf(contacts[0].ShapeB) == world.FindBody("ball") ? contacts[0].Force.Z : -contacts[0].Force.Z;
        Assert.Equal(2 * 9.81, upOnBall, 0.05);
    }

    [Fact]
    public void A_changed_mass_is_felt_at_once()
    {
        using IPhysicsWorld world = Build(Floor, Ball("ball", new(0, 0, 0.051)));
        world.SetMass(world.FindBody("ball"), 1.5);
        Run(world, 1);
        Contact[] contacts = new Contact[8];
        world.GetContacts(contacts);
        Assert.Equal(1.5 * 9.81, Math.Abs(contacts[0].Force.Z), 0.05);
    }

    [Fact]
    public void An_external_force_accelerates_until_it_is_taken_away()
    {
        using IPhysicsWorld world = Build(Ball("ball", Vec3.Zero, 2));
        BodyHandle ball = world.FindBody("ball");
        world.SetExternalForce(ball, new(4, 0, 2 * 9.81));
        Run(world, 1);
        Assert.Equal(2, world.GetVelocity(ball).Linear.X, 0.01);
        Assert.Equal(0, world.GetVelocity(ball).Linear.Z, 1e-6);
        world.SetExternalForce(ball, Vec3.Zero);
        Run(world, 0.5);
        Assert.Equal(2, world.GetVelocity(ball).Linear.X, 0.01);
    }

    [Fact]
    public void Static_things_never_touch_and_none_is_touched_by_nothing()
    {
        BodyDescription ghost = new()
        {
            Name = "ghost",
            Pose = new(new(0, 0, 0.5), Quat.Identity),
            Shapes = [new() { Name = "ghost", Kind = ShapeKind.Box, Size = new(1, 1, 0.1), Collision = CollisionGroup.None }],
        };
        BodyDescription sunk = new()
        {
            Name = "sunk",
            Shapes = [new() { Name = "sunk", Kind = ShapeKind.Box, Size = new(0.1, 0.1, 0.1) }],
        };
        using IPhysicsWorld world = Build(Floor, ghost, sunk, Ball("ball", new(0.5, 0, 1)));
        Run(world, 1);
        Assert.Equal(0.05, world.GetPose(world.FindBody("ball")).Position.Z, 0.002);
        Assert.Equal(1, world.GetContacts(new Contact[8]));
    }

    [Fact]
    public void Rays_see_the_nearest_visible_shape_and_leave_out_one_body()
    {
        BodyDescription stack = new()
        {
            Name = "stack",
            Pose = new(new(0, 0, 1), Quat.Identity),
            Shapes =
            [
                new() { Name = "hidden", Kind = ShapeKind.Sphere, Size = new(0.5, 0, 0), Visible = false },
                new() { Name = "seen", Kind = ShapeKind.Sphere, Size = new(0.2, 0, 0), Semantic = SemanticClass.Clutter },
            ],
        };
        using IPhysicsWorld world = Build(Floor, stack);
        RayHit hit = world.CastRay(new(0, 0, 3), -Vec3.UnitZ, 10, new(-1));
        Assert.Equal(1.8, hit.DistanceM, 1e-9);
        Assert.Equal(SemanticClass.Clutter, world.GetSemantic(hit.Shape));
        RayHit past = world.CastRay(new(0, 0, 3), -Vec3.UnitZ, 10, world.FindBody("stack"));
        Assert.Equal(3, past.DistanceM, 1e-9);
        Assert.False(world.CastRay(new(0, 0, 3), -Vec3.UnitZ, 1, new(-1)).IsHit);
        Assert.False(world.CastRay(new(0, 0, 3), Vec3.UnitZ, 10, new(-1)).IsHit);
    }

    [Fact]
    public void A_bundle_of_rays_agrees_with_rays_one_by_one()
    {
        RandomStream random = new(11);
        ShapeKind[] kinds = [ShapeKind.Box, ShapeKind.Cylinder, ShapeKind.Capsule, ShapeKind.Sphere];
        BodyDescription[] things = [Floor, .. Enumerable.Range(0, 60).Select(i => new BodyDescription
        {
            Name = $"t{i}",
            Pose = new(Random(3) + new Vec3(0, 0, 1), Quat.FromRotationVector(Random(2))),
            Shapes = [new() { Name = $"t{i}", Kind = kinds[i % 4], Size = new(random.Uniform(0.05, 0.4), random.Uniform(0.05, 0.4), random.Uniform(0.05, 0.4)), Visible = i % 9 != 0 }],
        })];
        using IPhysicsWorld world = Build(things);
        BodyHandle excluded = world.FindBody("t1");
        int hitCount = 0;
        for (int bundle = 0; bundle < 40; bundle++)
        {
            Vec3 origin = Random(2.5);
            Vec3 forward = Random(1) * (bundle % 3);
            Vec3[] directions = [.. Enumerable.Range(0, 50).Select(_ => (forward + Random(1)).Normalized())];
            RayHit[] hits = new RayHit[directions.Length];
            world.CastRays(origin, directions, 4, excluded, hits);
            for (int i = 0; i < hits.Length; i++)
            {
                RayHit single = world.CastRay(origin, directions[i], 4, excluded);
                Assert.Equal(single.Shape, hits[i].Shape);
                Assert.True(!single.IsHit || Math.Abs(single.DistanceM - hits[i].DistanceM) < 1e-9);
                hitCount += single.IsHit ? 1 : 0;
            }
        }
        Assert.InRange(hitCount, 500, 1900);

        Vec3 Random(double half) => new(random.Uniform(-half, half), random.Uniform(-half, half), random.Uniform(-half, half));
    }

    [Fact]
    public void Boxes_apart_stay_apart_though_their_edges_are_all_but_parallel()
    {
        BodyDescription Box(string name, Vec3 at, Vec3 half, bool free, double yaw = 0) => new()
        {
            Name = name,
            Free = free,
            Pose = new(at, Quat.FromYaw(yaw)),
            Shapes =
            [
                new()
                {
                    Name = name, Kind = ShapeKind.Box, Size = half, MassKg = free ? 1.4 : 0,
                    Collision = free ? CollisionGroup.Movable : CollisionGroup.Static,
                },
            ],
        };
        using IPhysicsWorld world = Build(
            Box("wall", new(0, -3.5809, 1.2), new(2.5612, 0.06, 1.2), false), Box("counter", new(-1, -3.2209, 0.44), new(1.5, 0.3, 0.44), false),
            Box("block", new(-1.6971, -3.3945, 0.99), new(0.05, 0.075, 0.11), true, -2.856));
        Run(world, 5);
        Pose pose = world.GetPose(world.FindBody("block"));
        Assert.True(pose.Position.DistanceTo(new(-1.6971, -3.3945, 0.99)) < 0.001);
        Assert.True(world.GetVelocity(world.FindBody("block")).Linear.Length < 0.001);
    }

    [Fact]
    public void A_fingertip_set_down_near_the_edge_of_a_table_is_pushed_up_and_not_thrown_off_sideways()
    {
        const ulong Seed = 17;
        RandomStream random = new(Seed);
        Vec3 half = new(0.048, 0.009, 0.012);
        int touching = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            // Its lowest corner lies 0.05 to 0.5 mm below the top, and overlaps with it by 2 to 12 mm from the side.
            double depth = random.Uniform(0.00005, 0.0005);
            Quat turn = Quat.FromRollPitchYaw(random.Gaussian(0, 0.1), random.Uniform(0, 1.2), random.Index(4) * Math.PI / 2 + random.Gaussian(0, 0.02));
            Vec3[] corners = [.. Enumerable.Range(0, 8).Select(i => turn.Rotate(new((i & 1) == 0 ? -half.X : half.X, (i & 2) == 0 ? -half.Y : half.Y, (i & 4) == 0 ? -half.Z : half.Z)))];
            Vec3 lowest = corners.MinBy(corner => corner.Z);
            Vec3 at = new(0.6 - random.Uniform(0.002, 0.012) - lowest.X, random.Uniform(-0.2, 0.2), -depth - lowest.Z);
            using IPhysicsWorld world = Build(
                new BodyDescription { Name = "table", Pose = new(new(0, 0, -0.02), Quat.Identity), Shapes = [new() { Name = "table", Kind = ShapeKind.Box, Size = new(0.6, 0.4, 0.02), Collision = CollisionGroup.Static }] },
                new BodyDescription { Name = "finger", Free = true, Pose = new(at, turn), Shapes = [new() { Name = "finger", Kind = ShapeKind.Box, Size = half, MassKg = 0.1, Collision = CollisionGroup.Movable }] });
            Contact[] contacts = new Contact[64];
            int count = world.GetContacts(contacts);
            touching += count > 0 ? 1 : 0;
            for (int i = 0; i < count; i++)
            {
                string what = $"seed {Seed}, trial {trial}: {1000 * contacts[i].DistanceM:F3} mm along {contacts[i].Normal}, lowered by {1000 * depth:F3} mm";
                Assert.True(-contacts[i].DistanceM <= 1.3 * depth + 0.00011, what);
                Assert.True(contacts[i].Point.Z < 0.001 && contacts[i].Point.Z > -0.001, what);
            }
        }
        Assert.Equal(400, touching);
    }

    [Fact]
    public void A_capsule_touches_a_box_exactly_when_its_axis_comes_nearer_than_its_radius()
    {
        const ulong Seed = 12;
        const double RadiusM = 0.05, HalfLengthM = 0.2;
        RandomStream random = new(Seed);
        Vec3 half = new(0.4, 0.15, 0.08);
        BodyDescription box = new()
        {
            Name = "box",
            Pose = new(Vec3.Zero, Quat.FromRotationVector(new(0.3, -0.8, 1.9))),
            Shapes = [new() { Name = "box", Kind = ShapeKind.Box, Size = half, Collision = CollisionGroup.Static }],
        };
        BodyDescription capsule = new()
        {
            Name = "capsule",
            Free = true,
            Pose = new(new(0, 0, 5), Quat.Identity),
            Shapes = [new() { Name = "capsule", Kind = ShapeKind.Capsule, Size = new(RadiusM, HalfLengthM, 0), MassKg = 1, Collision = CollisionGroup.Movable }],
        };
        using IPhysicsWorld world = Build(box, capsule);
        BodyHandle moved = world.FindBody("capsule");
        Contact[] contacts = new Contact[8];
        int touching = 0, apart = 0;
        for (int i = 0; i < 8000; i++)
        {
            Pose pose = new(Random(0.6), Quat.FromRotationVector(Random(3)));
            double gap = GapM(box.Pose.Inverse() * pose);
            // An axis that goes through the box is deeper than anything gets, and MuJoCo's own function then finds no contact now and then.
            if (Math.Abs(gap) < 1e-4 || gap < -0.99 * RadiusM)
            {
                continue;
            }
            world.SetFreePose(moved, pose);
            world.Step();
            bool touches = world.GetContacts(contacts) > 0;
            Assert.True(touches == gap < 0, $"seed {Seed}, pose {i}: {gap * 1000:F2} mm apart, contact: {touches}");
            (touching, apart) = touches ? (touching + 1, apart) : (touching, apart + 1);
        }
        Assert.True(touching > 300 && apart > 300, $"seed {Seed}: {touching} touch, {apart} do not");

        Vec3 Random(double reach) => new(random.Uniform(-reach, reach), random.Uniform(-reach, reach), random.Uniform(-reach, reach));

        double GapM(Pose inBox)
        {
            double nearest = double.PositiveInfinity;
            for (double along = -HalfLengthM; along <= HalfLengthM; along += 0.0005)
            {
                Vec3 p = inBox.Transform(new(0, 0, along));
                Vec3 outside = new(Math.Max(0, Math.Abs(p.X) - half.X), Math.Max(0, Math.Abs(p.Y) - half.Y), Math.Max(0, Math.Abs(p.Z) - half.Z));
                nearest = Math.Min(nearest, outside.Length);
            }
            return nearest - RadiusM;
        }
    }

    [Fact]
    public void Restored_state_steps_on_to_the_same_bytes()
    {
        BodyDescription[] heap = [Floor, .. Enumerable.Range(0, 6).Select(i => Ball($"b{i}", new(0.01 * i, 0.007 * (i % 3), 0.2 + 0.11 * i)))];
        using IPhysicsWorld world = Build(heap);
        Run(world, 0.4);
        world.SetMass(world.FindBody("b2"), 1.3);
        double[] saved = new double[world.StateLength], first = new double[world.StateLength], second = new double[world.StateLength];
        world.SaveState(saved);
        Run(world, 0.5);
        world.SaveState(first);
        world.SetMass(world.FindBody("b2"), 0.7);
        world.RestoreState(saved);
        Run(world, 0.5);
        world.SaveState(second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Nothing_is_allocated_while_stepping_and_looking()
    {
        using IPhysicsWorld world = Build(Floor, Ball("ball", new(0, 0, 0.051)));
        BodyHandle ball = world.FindBody("ball");
        Contact[] contacts = new Contact[8];
        double[] state = new double[world.StateLength];
        for (int i = 0; i < 100; i++)
        {
            Look();
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Look();
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Look()
        {
            world.Step();
            world.GetContacts(contacts);
            world.GetPose(ball);
            world.GetVelocity(ball);
            world.GetJointWrench(ball);
            world.CastRay(new(0, 0, 2), -Vec3.UnitZ, 5, ball);
            world.SetExternalForce(ball, Vec3.Zero);
            world.SetMass(ball, 1.1);
            world.SaveState(state);
            world.RestoreState(state);
        }
    }

    [Fact]
    public void A_scene_that_cannot_be_built_says_why()
    {
        Assert.Contains("'nobody'", Assert.Throws<ArgumentException>(() => Build(Floor with { Parent = "nobody" })).Message);
        BodyDescription weightless = Ball("feather", Vec3.Zero, 0);
        Assert.Contains("mass", Assert.Throws<ArgumentException>(() => Build(weightless)).Message);
        Assert.Contains("ball", Assert.Throws<ArgumentException>(() => Build(Ball("ball", Vec3.Zero), Ball("ball", Vec3.Zero))).Message);
        using IPhysicsWorld world = Build(Floor);
        Assert.Contains("'ghost'", Assert.Throws<ArgumentException>(() => world.FindJoint("ghost")).Message);
        Assert.Throws<ArgumentException>(() => Build(Ball("b", new(double.NaN, 0, 0))));
    }

    [Fact]
    public void A_world_that_explodes_ends_with_an_exception()
    {
        using IPhysicsWorld world = Build(Ball("ball", Vec3.Zero));
        world.SetFreePose(world.FindBody("ball"), Pose.Identity, new(new(1e12, 0, 0), Vec3.Zero));
        Assert.Throws<InvalidOperationException>(world.Step);
    }
}
