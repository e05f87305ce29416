using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Planning.Checking;

/// <summary>The moving links as rows of spheres, to measure clearance with: cheap, and near enough for a distance that is only kept from getting small.</summary>
internal sealed class RobotSpheres
{
    private readonly IPhysicsWorld _world;
    private readonly (BodyHandle Body, Vec3 Centre, double Radius)[] _spheres;

    public RobotSpheres(RobotDescription robot, IPhysicsWorld world)
    {
        _world = world;
        HashSet<string> moving = [];
        CollectMoving(robot.ArmJoints[2].Child);
        _spheres = [.. robot.Links.Where(link => moving.Contains(link.Name)).SelectMany(link =>
            link.Collision.SelectMany(Spheres).Select(sphere => (world.FindBody(link.Name), sphere.Centre, sphere.Radius)))];

        // The shoulder's links cannot reach anything that the arm stands in front of.
        void CollectMoving(string link)
        {
            moving.Add(link);
            foreach (RobotJoint joint in robot.Joints.Where(candidate => candidate.Parent == link))
            {
                CollectMoving(joint.Child);
            }
        }
    }

    /// <summary>Smallest distance from any sphere to any neighbour, and to any box or neighbour.</summary>
    public (double ToNeighbours, double ToAnything) Clearance(PerceivedScene scene)
    {
        double neighbours = double.PositiveInfinity;
        double boxes = double.PositiveInfinity;
        foreach ((BodyHandle body, Vec3 centre, double radius) in _spheres)
        {
            Vec3 point = _world.GetPose(body).Transform(centre);
            foreach (PerceivedCylinder neighbour in scene.Neighbours)
            {
                neighbours = Math.Min(neighbours, Distance(neighbour, point) - radius);
            }
            foreach (PerceivedBox box in scene.Boxes)
            {
                boxes = Math.Min(boxes, Distance(box, point) - radius);
            }
        }
        return (neighbours, Math.Min(neighbours, boxes));
    }

    /// <summary>For people: the link and the neighbour with the least room between them.</summary>
    public string DescribeNearest(PerceivedScene scene)
    {
        double least = double.PositiveInfinity;
        string pair = "";
        foreach ((BodyHandle body, Vec3 centre, double radius) in _spheres)
        {
            Vec3 point = _world.GetPose(body).Transform(centre);
            foreach (PerceivedCylinder neighbour in scene.Neighbours)
            {
                double distance = Distance(neighbour, point) - radius;
                if (distance < least)
                {
                    least = distance;
                    pair = $"{_world.GetBodyName(body)} near {neighbour.Name}";
                }
            }
        }
        return pair;
    }

    private static double Distance(PerceivedCylinder cylinder, Vec3 point)
    {
        Vec3 local = cylinder.BaseInArmBase.Inverse().Transform(point);
        return Outside(local.HorizontalLength - cylinder.RadiusM, Math.Abs(local.Z - cylinder.HeightM / 2) - cylinder.HeightM / 2, double.NegativeInfinity);
    }

    private static double Distance(PerceivedBox box, Vec3 point)
    {
        Vec3 local = box.CentreInArmBase.Inverse().Transform(point);
        return Outside(
            Math.Abs(local.X) - box.HalfExtentsM.X, Math.Abs(local.Y) - box.HalfExtentsM.Y, Math.Abs(local.Z) - box.HalfExtentsM.Z);
    }

    /// <summary>Signed distance from how far a point lies beyond the faces of each of three directions.</summary>
    private static double Outside(double a, double b, double c)
    {
        Vec3 beyond = new(Math.Max(a, 0), Math.Max(b, 0), Math.Max(c, 0));
        return beyond.Length + Math.Min(Math.Max(a, Math.Max(b, c)), 0);
    }

    private static IEnumerable<(Vec3 Centre, double Radius)> Spheres(LinkShape shape)
    {
        (Vec3 axis, double halfLength, double radius) = shape.Kind switch
        {
            LinkShapeKind.Sphere => (Vec3.UnitZ, 0.0, shape.Size.X),
            LinkShapeKind.Capsule => (Vec3.UnitZ, shape.Size.Y, shape.Size.X),
            LinkShapeKind.Cylinder => (Vec3.UnitZ, Math.Max(shape.Size.Y - shape.Size.X, 0), Math.Min(shape.Size.X, shape.Size.Y)),
            _ => AlongBox(shape.Size),
        };
        int count = Math.Max(1, (int)Math.Ceiling(halfLength / radius) + 1);
        for (int i = 0; i < count; i++)
        {
            double along = count == 1 ? 0 : halfLength * (2.0 * i / (count - 1) - 1);
            yield return (shape.PoseInLink.Transform(axis * along), radius);
        }
    }

    /// <summary>Spheres of the middle half extent along the longest axis.</summary>
    private static (Vec3 Axis, double HalfLength, double Radius) AlongBox(Vec3 half)
    {
        double[] sorted = [half.X, half.Y, half.Z];
        Array.Sort(sorted);
        Vec3 axis = half.X >= sorted[2] ? Vec3.UnitX : half.Y >= sorted[2] ? Vec3.UnitY : Vec3.UnitZ;
        return (axis, sorted[2] - sorted[1], sorted[1]);
    }
}
