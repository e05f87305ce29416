using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Kinematics;

/// <summary>The whole robot covered with spheres, for distances to what is around it. Allocates nothing after construction.</summary>
public sealed class RobotSpheres
{
    private const int ArmLinks = ArmKinematics.Joints;
    private const int ArmBaseFrame = ArmLinks;
    private const int BaseFrame = ArmLinks + 1;

    /// <summary>Between neighbouring spheres of one shape: their union leaves a waist of a few millimetres.</summary>
    private const double SpacingM = 0.06;

    private readonly record struct Ball(int Frame, Vec3 Centre, double RadiusM);

    private readonly RobotKinematics _kinematics;
    private readonly Ball[] _balls;

    public RobotSpheres(RobotDescription robot, RobotKinematics kinematics)
    {
        _kinematics = kinematics;
        List<Ball> balls = [];
        foreach (RobotLink link in robot.Links)
        {
            (int frame, Pose linkInFrame) = FrameOf(robot, link.Name);
            foreach (LinkShape shape in link.Collision)
            {
                Cover(balls, frame, shape, linkInFrame * shape.PoseInLink);
            }
        }
        _balls = [.. balls];
    }

    public int Count => _balls.Length;

    /// <summary>Moves with the arm; otherwise with the base or the lift.</summary>
    public bool IsArm(int sphere) => _balls[sphere].Frame < ArmLinks;

    public double RadiusM(int sphere) => _balls[sphere].RadiusM;

    /// <summary>Where the spheres are in base_link.</summary>
    public void Place(in JointVector q, double liftM, Span<Vec3> centres)
    {
        Span<Pose> frames = stackalloc Pose[ArmLinks + 2];
        _kinematics.Arm.LinkPoses(q, frames);
        Pose armBase = _kinematics.ArmBaseInBase(liftM);
        for (int i = 0; i < ArmLinks; i++)
        {
            frames[i] = armBase * frames[i];
        }
        frames[ArmBaseFrame] = armBase;
        frames[BaseFrame] = Pose.Identity;
        for (int i = 0; i < _balls.Length; i++)
        {
            ref readonly Ball ball = ref _balls[i];
            centres[i] = frames[ball.Frame].Transform(ball.Centre);
        }
    }

    private static (int Frame, Pose LinkInFrame) FrameOf(RobotDescription robot, string link)
    {
        for (string current = link; ;)
        {
            for (int i = 0; i < ArmLinks; i++)
            {
                if (robot.ArmJoints[i].Child == current)
                {
                    return (i, robot.PoseAtZero(link, current));
                }
            }
            if (current == robot.LiftJoint.Child)
            {
                return (ArmBaseFrame, robot.PoseAtZero(robot.Frames.ArmBase, current).Inverse() * robot.PoseAtZero(link, current));
            }
            if (robot.FindJointAbove(current) is not { } joint)
            {
                return (BaseFrame, robot.PoseAtZero(link, robot.Frames.Base));
            }
            current = joint.Parent;
        }
    }

    /// <summary>Along the longest axis, wide enough for the other two; what is flatter than wide gets one sphere.</summary>
    private static void Cover(List<Ball> balls, int frame, LinkShape shape, Pose pose)
    {
        Vec3 half = shape.Kind switch
        {
            LinkShapeKind.Box => shape.Size,
            LinkShapeKind.Sphere => new(shape.Size.X, shape.Size.X, shape.Size.X),
            LinkShapeKind.Capsule => new(shape.Size.X, shape.Size.X, shape.Size.Y + shape.Size.X),
            _ => new(shape.Size.X, shape.Size.X, shape.Size.Y),
        };
        if (shape.Kind == LinkShapeKind.Cylinder && half.X >= half.Z)
        {
            balls.Add(new(frame, pose.Position, half.X));
            return;
        }
        (Vec3 axis, double along, double a, double b) = half.X >= half.Y && half.X >= half.Z ? (Vec3.UnitX, half.X, half.Y, half.Z)
            : half.Y >= half.Z ? (Vec3.UnitY, half.Y, half.X, half.Z)
            : (Vec3.UnitZ, half.Z, half.X, half.Y);
        double radius = shape.Kind == LinkShapeKind.Box ? Math.Sqrt(a * a + b * b) : a;
        double reach = Math.Max(0, along - Math.Min(a, b));
        int count = 1 + (int)Math.Ceiling(2 * reach / SpacingM);
        for (int i = 0; i < count; i++)
        {
            balls.Add(new(frame, pose.Transform(axis * (count == 1 ? 0 : -reach + 2 * reach * i / (count - 1))), radius));
        }
    }
}
