using Google.Protobuf;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Tests;

/// <summary>An axis-aligned block of a synthetic flat.</summary>
internal readonly record struct Block(Vec3 Low, Vec3 High, SemanticClass Class);

/// <summary>A thing a synthetic detector can name.</summary>
internal sealed record Thing(string Label, Pose Pose, double RadiusM, double HeightM, bool HasHandle = false, Vec3 Extent = default);

/// <summary>Frames of the reference robot, without its arm's kinematics: the gripper hangs at a fixed place.</summary>
internal sealed class TestFrames : IRobotFrames
{
    public double FootprintRadiusM => 0.26;
    public Pose HeadCameraInBase { get; } = new(new(-0.15, 0, 1.55), Quat.FromAxisAngle(Vec3.UnitY, 30 * Math.PI / 180));
    public Pose LidarInBase { get; } = new(new(0, 0, 0.18), Quat.Identity);
    public Pose WristCameraInGripper { get; } = new(new(-0.11, 0, 0.075), Quat.FromAxisAngle(Vec3.UnitY, 20 * Math.PI / 180));

    public Pose ArmBaseInBase(double liftM) => new(new(0.12, 0, 0.5 + liftM), Quat.Identity);

    /// <summary>The first joint turns the gripper about the arm's foot, the second pushes it out; enough to test what rides on it.</summary>
    public Pose GripperInArmBase(ReadOnlySpan<double> jointsRad)
    {
        Quat turn = Quat.FromYaw(jointsRad[0]);
        return new(turn.Rotate(new(0.45 + jointsRad[1], 0, 0.25)), turn);
    }
}

/// <summary>Boxes and things, with ray-cast sensors that have the reference robot's geometry.</summary>
internal sealed class SyntheticFlat
{
    public List<Block> Blocks { get; } = [];
    public List<Thing> Things { get; } = [];

    /// <summary>A flat 8 m × 6 m: walls, a counter along the north wall and one along the east wall, an island, a dining table, a sofa.</summary>
    public static SyntheticFlat Furnished()
    {
        SyntheticFlat flat = new();
        flat.Room(8, 6);
        flat.Box(new(2.5, 5.4, 0), new(8, 6, 0.9), SemanticClass.Counter);
        flat.Box(new(7.4, 2.5, 0), new(8, 5.4, 0.9), SemanticClass.Counter);
        flat.Box(new(4.0, 3.2, 0), new(5.6, 3.9, 0.92), SemanticClass.Counter);
        flat.Table(new(2.0, 3.0), 1.2, 0.8, 0.75);
        flat.Box(new(4.5, 0, 0), new(6.3, 0.8, 0.45), SemanticClass.Furniture);
        flat.AddMug(new(7.7, 4.2, 0.9), 0.6);
        flat.AddMug(new(3.4, 5.75, 0.9), -2);
        flat.AddMug(new(4.9, 3.5, 0.92), 3);
        flat.Things.Add(new("coffee_machine", new(new(6.0, 5.7, 0.9), Quat.FromYaw(-Math.PI / 2)), 0.15, 0.35, Extent: new(0.3, 0.28, 0.35)));
        flat.Box(new(5.86, 5.55, 0.9), new(6.14, 5.85, 1.25), SemanticClass.CoffeeMachine);
        flat.Things.Add(new("dining_table", new(new(2.0, 3.0, 0.75), Quat.Identity), 0.6, 0.75, Extent: new(1.2, 0.8, 0.75)));
        return flat;
    }

    public void Room(double length, double width)
    {
        Box(new(-0.1, -0.1, 0), new(length + 0.1, 0, 2.5), SemanticClass.Wall);
        Box(new(-0.1, width, 0), new(length + 0.1, width + 0.1, 2.5), SemanticClass.Wall);
        Box(new(-0.1, 0, 0), new(0, width, 2.5), SemanticClass.Wall);
        Box(new(length, 0, 0), new(length + 0.1, width, 2.5), SemanticClass.Wall);
    }

    public void Box(Vec3 low, Vec3 high, SemanticClass pixelClass) => Blocks.Add(new(low, high, pixelClass));

    public void Table((double X, double Y) centre, double length, double width, double height)
    {
        Box(new(centre.X - length / 2, centre.Y - width / 2, height - 0.03), new(centre.X + length / 2, centre.Y + width / 2, height), SemanticClass.DiningTable);
        foreach ((int sx, int sy) in new[] { (1, 1), (1, -1), (-1, 1), (-1, -1) })
        {
            double x = centre.X + sx * (length / 2 - 0.06);
            double y = centre.Y + sy * (width / 2 - 0.06);
            Box(new(x - 0.03, y - 0.03, 0), new(x + 0.03, y + 0.03, height - 0.03), SemanticClass.DiningTable);
        }
    }

    public void AddMug(Vec3 foot, double handleYaw)
    {
        Things.Add(new("mug", new(foot, Quat.FromYaw(handleYaw)), 0.04, 0.1, HasHandle: true));
        Box(foot + new Vec3(-0.035, -0.035, 0), foot + new Vec3(0.035, 0.035, 0.1), SemanticClass.Mug);
    }

    /// <summary>Range to the first block, or infinity. The floor is z = 0.</summary>
    public (double Range, SemanticClass Class) Cast(Vec3 origin, Vec3 direction)
    {
        double best = direction.Z < -1e-9 ? -origin.Z / direction.Z : double.PositiveInfinity;
        SemanticClass hit = SemanticClass.Floor;
        foreach (Block block in Blocks)
        {
            double range = Slab(origin, direction, block);
            if (range < best)
            {
                best = range;
                hit = block.Class;
            }
        }
        return (best, hit);
    }

    public bool IsFreeFor(Pose2 basePose, double radius)
    {
        foreach (Block block in Blocks)
        {
            double dx = basePose.X - Math.Clamp(basePose.X, block.Low.X, block.High.X);
            double dy = basePose.Y - Math.Clamp(basePose.Y, block.Low.Y, block.High.Y);
            if (block.Low.Z < 1.6 && dx * dx + dy * dy < radius * radius)
            {
                return false;
            }
        }
        return true;
    }

    public LidarScan Scan(Pose2 basePose, Timestamp time, RandomStream random)
    {
        LidarScan scan = new() { Header = At(time), StartAngleRad = -Math.PI, AngleStepRad = Math.PI / 180 };
        for (int i = 0; i < 360; i++)
        {
            (double sin, double cos) = Math.SinCos(basePose.YawRad - Math.PI + i * Math.PI / 180);
            double range = Cast(new(basePose.X, basePose.Y, 0.18), new(cos, sin, 0)).Range;
            scan.RangeM.Add(range < 10 && !random.Chance(0.02) ? (float)(range + random.Gaussian(0, 0.008)) : 0);
        }
        return scan;
    }

    public CameraFrame Photograph(string camera, Pose cameraInMap, Timestamp time, RandomStream random, int width = 96, int height = 72)
    {
        double horizontal = (camera == CameraNames.Head ? 90 : 75) * Math.PI / 180;
        double vertical = (camera == CameraNames.Head ? 70 : 75) * Math.PI / 180;
        byte[] depth = new byte[2 * width * height];
        byte[] classes = new byte[width * height];
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                Vec3 ray = new(1, Math.Tan(horizontal / 2) * (1 - (2 * column + 1.0) / width), Math.Tan(vertical / 2) * (1 - (2 * row + 1.0) / height));
                (double scale, SemanticClass seen) = Cast(cameraInMap.Position, cameraInMap.Orientation.Rotate(ray));
                int i = row * width + column;
                int millimetres = scale < 8 ? (int)Math.Round((scale + random.Gaussian(0, 0.004)) * 1000) : 0;
                depth[2 * i] = (byte)millimetres;
                depth[2 * i + 1] = (byte)(millimetres >> 8);
                classes[i] = (byte)seen;
            }
        }
        return new()
        {
            Header = At(time),
            Camera = camera,
            Width = (uint)width,
            Height = (uint)height,
            HorizontalFovRad = horizontal,
            VerticalFovRad = vertical,
            DepthMm = ByteString.CopyFrom(depth),
            Segmentation = ByteString.CopyFrom(classes),
        };
    }

    /// <summary>What a good but imperfect detector says: some missed, small noise, nothing through walls, mugs only from near.</summary>
    public Detections Detect(string camera, Pose cameraInMap, Timestamp time, RandomStream random, double missChance = 0.1, double sigma = 0.01)
    {
        Detections detections = new() { Header = At(time), Camera = camera };
        Pose mapInCamera = cameraInMap.Inverse();
        foreach (Thing thing in Things)
        {
            Vec3 middle = thing.Pose.Position + new Vec3(0, 0, thing.Label == "dining_table" ? 0 : thing.HeightM / 2);
            Vec3 inCamera = mapInCamera.Transform(middle);
            bool isSmall = thing.Extent == default;
            bool inView = inCamera.X is > 0.1 && inCamera.X < (isSmall ? 2.6 : 5)
                && Math.Abs(inCamera.Y) < inCamera.X * 0.98 && Math.Abs(inCamera.Z) < inCamera.X * 0.68;
            Vec3 way = middle - cameraInMap.Position;
            double slack = (isSmall ? 0.08 : 0.5) / way.Length;
            if (!inView || random.Chance(missChance) || Cast(cameraInMap.Position, way).Range < 1 - slack)
            {
                continue;
            }
            detections.Items.Add(Describe(thing, mapInCamera, random, sigma));
        }
        return detections;
    }

    public static Detection Describe(Thing thing, Pose mapInCamera, RandomStream random, double sigma)
    {
        Pose pose = mapInCamera * new Pose(
            thing.Pose.Position + new Vec3(random.Gaussian(0, sigma), random.Gaussian(0, sigma), random.Gaussian(0, sigma)),
            Quat.FromYaw(random.Gaussian(0, 0.05)) * thing.Pose.Orientation);
        return new()
        {
            Label = thing.Label,
            Confidence = 0.9,
            PoseInCamera = ToMessage(pose),
            PositionSigmaM = sigma,
            RadiusM = thing.RadiusM + random.Gaussian(0, 0.002),
            HeightM = thing.HeightM + random.Gaussian(0, 0.003),
            HandleVisible = thing.HasHandle,
            ExtentM = new() { X = thing.Extent.X, Y = thing.Extent.Y, Z = thing.Extent.Z },
            FillFraction = -1,
            Pixels = 20,
        };
    }

    public static Messaging.V1.Pose ToMessage(Pose pose) => new()
    {
        Position = ToMessage(pose.Position),
        Orientation = new() { W = pose.Orientation.W, X = pose.Orientation.X, Y = pose.Orientation.Y, Z = pose.Orientation.Z },
    };

    public static Vector3 ToMessage(Vec3 v) => new() { X = v.X, Y = v.Y, Z = v.Z };

    public static Header At(Timestamp time) => new() { DataTimeNs = time.Nanoseconds, MadeTimeNs = time.Nanoseconds };

    private static double Slab(Vec3 origin, Vec3 direction, Block block)
    {
        double near = 0;
        double far = double.PositiveInfinity;
        return Axis(origin.X, direction.X, block.Low.X, block.High.X, ref near, ref far)
            && Axis(origin.Y, direction.Y, block.Low.Y, block.High.Y, ref near, ref far)
            && Axis(origin.Z, direction.Z, block.Low.Z, block.High.Z, ref near, ref far) ? near : double.PositiveInfinity;
    }

    private static bool Axis(double origin, double direction, double low, double high, ref double near, ref double far)
    {
        if (Math.Abs(direction) < 1e-12)
        {
            return origin >= low && origin <= high;
        }
        double a = (low - origin) / direction;
        double b = (high - origin) / direction;
        near = Math.Max(near, Math.Min(a, b));
        far = Math.Min(far, Math.Max(a, b));
        return near <= far;
    }
}
