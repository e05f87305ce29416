using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Kinematics;

/// <summary>Which moving frame each of the robot's collision shapes belongs to, and how spheres cover a shape.</summary>
internal static class RobotShapes
{
    private const int Links = ArmKinematics.Joints;

    /// <summary>By so much covering spheres are thicker than what they cover.</summary>
    private const double ExcessM = 0.003;

    /// <summary>Frame indices: 0..6 are the arm's links; these two come after.</summary>
    public const int ArmBaseFrame = Links;
    public const int BodyFrame = Links + 1;
    public const int Frames = Links + 2;

    /// <summary>The frame a link moves with, and where it is in it with grippers closed.</summary>
    public static (int Frame, Pose LinkInFrame) Place(RobotDescription robot, string link)
    {
        string current = link;
        while (true)
        {
            for (int i = 0; i < Links; i++)
            {
                if (robot.ArmJoints[i].Child == current)
                {
                    return (i, robot.PoseAtZero(link, current));
                }
            }
            if (current == robot.Frames.ArmBase)
            {
                return (ArmBaseFrame, robot.PoseAtZero(link, current));
            }
            if (current == robot.LiftJoint.Child)
            {
                Pose armBase = robot.PoseAtZero(robot.Frames.ArmBase, current);
                return (ArmBaseFrame, armBase.Inverse() * robot.PoseAtZero(link, current));
            }
            if (robot.FindJointAbove(current) is not { } joint)
            {
                return (BodyFrame, robot.PoseAtZero(link, robot.Frames.Base));
            }
            current = joint.Parent;
        }
    }

    /// <summary>
    /// Spheres along the shape's longest axis that leave no part of it out: each covers a slice as thick as its radius, greater by <see cref="ExcessM"/> than
    /// the shape across, allows.
    /// </summary>
    public static IEnumerable<(Vec3 Centre, double Radius)> Cover(LinkShape shape, Pose pose)
    {
        Vec3 half = shape.Kind switch
        {
            LinkShapeKind.Box => shape.Size,
            LinkShapeKind.Sphere => new(shape.Size.X, shape.Size.X, shape.Size.X),
            LinkShapeKind.Capsule => new(shape.Size.X, shape.Size.X, shape.Size.Y + shape.Size.X),
            _ => new(shape.Size.X, shape.Size.X, shape.Size.Y),
        };
        (Vec3 axis, double along, double a, double b) = half.X >= half.Y && half.X >= half.Z ? (Vec3.UnitX, half.X, half.Y, half.Z)
            : half.Y >= half.Z ? (Vec3.UnitY, half.Y, half.X, half.Z)
            : (Vec3.UnitZ, half.Z, half.X, half.Y);
        double across = shape.Kind == LinkShapeKind.Box ? Math.Sqrt(a * a + b * b) : a;
        if (shape.Kind == LinkShapeKind.Sphere)
        {
            yield return (pose.Position, across);
            yield break;
        }
        double radius = across + ExcessM;
        double slice = Math.Sqrt(radius * radius - across * across);
        // A capsule's round ends lie within the spheres at the ends of its axis.
        double reach = shape.Kind == LinkShapeKind.Capsule ? along - across : Math.Max(0, along - slice);
        int count = 1 + (int)Math.Ceiling(reach / slice);
        for (int i = 0; i < count; i++)
        {
            double offset = count == 1 ? 0 : -reach + 2 * reach * i / (count - 1);
            yield return (pose.Transform(axis * offset), radius);
        }
    }
}
