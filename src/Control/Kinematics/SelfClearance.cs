using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Kinematics;

/// <summary>
/// How far the arm's outer part (fourth link to fingers) is from the robot's own body. The outer part is covered with spheres, the
/// body keeps its exact shapes; sphere spacing costs at most a few millimetres of accuracy. Immutable and allocation-free.
/// </summary>
public sealed class SelfClearance
{
    private const int FirstOuterLink = 3;
    private const int Links = ArmKinematics.Joints;

    /// <summary>Frame indices: 0..6 are the arm's links; these three come after.</summary>
    private const int ArmBaseFrame = Links;
    private const int BodyFrame = Links + 1;
    private const double SphereSpacingM = 0.035;

    private readonly record struct Ball(int Link, Vec3 Centre, double Radius);

    private readonly record struct Solid(int Frame, LinkShapeKind Kind, Pose Pose, Vec3 Size);

    private readonly ArmKinematics _arm;
    private readonly RobotKinematics _robot;
    private readonly Ball[] _balls;
    private readonly Solid[] _solids;

    public SelfClearance(RobotDescription robot, RobotKinematics kinematics)
    {
        _arm = kinematics.Arm;
        _robot = kinematics;
        List<Ball> balls = [];
        List<Solid> solids = [];
        foreach (RobotLink link in robot.Links)
        {
            (int frame, Pose linkInFrame) = Place(robot, link.Name);
            foreach (LinkShape shape in link.Collision)
            {
                Pose pose = linkInFrame * shape.PoseInLink;
                if (frame is >= FirstOuterLink and < Links)
                {
                    Cover(balls, frame, shape, pose);
                }
                else
                {
                    solids.Add(new(frame, shape.Kind, pose, shape.Size));
                }
            }
        }
        _balls = [.. balls];
        _solids = [.. solids];
    }

    /// <summary>Smallest distance in metres, negative when shapes overlap.</summary>
    public double Distance(in JointVector q, double liftM)
    {
        Span<Pose> frames = stackalloc Pose[Links + 2];
        _arm.LinkPoses(q, frames);
        frames[ArmBaseFrame] = Pose.Identity;
        frames[BodyFrame] = _robot.ArmBaseInBase(liftM).Inverse();
        double nearest = double.PositiveInfinity;
        foreach (ref readonly Solid solid in _solids.AsSpan())
        {
            Pose toSolid = (frames[solid.Frame] * solid.Pose).Inverse();
            foreach (ref readonly Ball ball in _balls.AsSpan())
            {
                if (ball.Link - solid.Frame != 1)
                {
                    Vec3 point = toSolid.Transform(frames[ball.Link].Transform(ball.Centre));
                    nearest = Math.Min(nearest, SignedDistance(solid, point) - ball.Radius);
                }
            }
        }
        return nearest;
    }

    /// <summary>
    /// Largest horizontal distance of the outer arm from base_link's axis, metres: the radius that the robot sweeps when it turns.
    /// </summary>
    public double SweptRadius(in JointVector q)
    {
        Span<Pose> frames = stackalloc Pose[Links];
        _arm.LinkPoses(q, frames);
        Pose armBase = _robot.ArmBaseInBase(0);
        double radius = 0;
        foreach (ref readonly Ball ball in _balls.AsSpan())
        {
            radius = Math.Max(radius, armBase.Transform(frames[ball.Link].Transform(ball.Centre)).HorizontalLength + ball.Radius);
        }
        return radius;
    }

    private static (int Frame, Pose LinkInFrame) Place(RobotDescription robot, string link)
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

    /// <summary>Spheres along the shape's longest axis, wide enough for its other two.</summary>
    private static void Cover(List<Ball> balls, int link, LinkShape shape, Pose pose)
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
        double radius = shape.Kind == LinkShapeKind.Box ? Math.Sqrt(a * a + b * b) : a;
        double reach = Math.Max(0, along - Math.Min(a, b));
        int count = 1 + (int)Math.Ceiling(2 * reach / SphereSpacingM);
        for (int i = 0; i < count; i++)
        {
            double offset = count == 1 ? 0 : -reach + 2 * reach * i / (count - 1);
            balls.Add(new(link, pose.Transform(axis * offset), radius));
        }
    }

    private static double SignedDistance(in Solid solid, Vec3 p)
    {
        switch (solid.Kind)
        {
            case LinkShapeKind.Sphere:
                return p.Length - solid.Size.X;
            case LinkShapeKind.Capsule:
                return (p - new Vec3(0, 0, Math.Clamp(p.Z, -solid.Size.Y, solid.Size.Y))).Length - solid.Size.X;
            case LinkShapeKind.Cylinder:
                double radial = p.HorizontalLength - solid.Size.X;
                double axial = Math.Abs(p.Z) - solid.Size.Y;
                return Math.Min(Math.Max(radial, axial), 0) + new Vec3(Math.Max(radial, 0), Math.Max(axial, 0), 0).Length;
            default:
                Vec3 d = new(Math.Abs(p.X) - solid.Size.X, Math.Abs(p.Y) - solid.Size.Y, Math.Abs(p.Z) - solid.Size.Z);
                return Math.Min(Math.Max(d.X, Math.Max(d.Y, d.Z)), 0) + new Vec3(Math.Max(d.X, 0), Math.Max(d.Y, 0), Math.Max(d.Z, 0)).Length;
        }
    }
}
