using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Kinematics;

/// <summary>
/// How far the arm's outer part (fourth link to fingers) is from the robot's own body. The outer part is covered with spheres, the
/// body keeps its exact shapes. Immutable and allocation-free.
/// </summary>
public sealed class SelfClearance
{
    private const int FirstOuterLink = 3;
    private const int Links = ArmKinematics.Joints;

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
            (int frame, Pose linkInFrame) = RobotShapes.Place(robot, link.Name);
            foreach (LinkShape shape in link.Collision)
            {
                Pose pose = linkInFrame * shape.PoseInLink;
                if (frame is >= FirstOuterLink and < Links)
                {
                    balls.AddRange(RobotShapes.Cover(shape, pose).Select(ball => new Ball(frame, ball.Centre, ball.Radius)));
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
        Span<Pose> frames = stackalloc Pose[RobotShapes.Frames];
        _arm.LinkPoses(q, frames);
        frames[RobotShapes.ArmBaseFrame] = Pose.Identity;
        frames[RobotShapes.BodyFrame] = _robot.ArmBaseInBase(liftM).Inverse();
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
