using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Kinematics;

/// <summary>
/// Everything of the robot above its base body, covered with spheres: arm, hand, fingers, what the lift carries, mast and head. Tells where the spheres are
/// and how they move. Immutable and allocation-free.
/// </summary>
public sealed class BodySpheres
{
    private const int Joints = ArmKinematics.Joints;

    /// <summary>Link 6 carries link 7 and the hand.</summary>
    private const int FirstWristFrame = 5;

    private readonly record struct Sphere(int Frame, Vec3 Centre, double Radius, Vec3 PerWidth);

    private readonly RobotKinematics _kinematics;
    private readonly Sphere[] _spheres;

    public BodySpheres(RobotDescription robot, RobotKinematics kinematics)
    {
        _kinematics = kinematics;
        List<Sphere> spheres = [];
        foreach (RobotLink link in robot.Links.Where(link => link.Name != robot.Frames.Base))
        {
            (int frame, Pose linkInFrame) = RobotShapes.Place(robot, link.Name);
            Vec3 perWidth = PerWidth(robot, link.Name, frame);
            foreach (LinkShape shape in link.Collision)
            {
                spheres.AddRange(RobotShapes.Cover(shape, linkInFrame * shape.PoseInLink)
                    .Select(sphere => new Sphere(frame, sphere.Centre, sphere.Radius, perWidth)));
            }
        }
        _spheres = [.. spheres];
        LargestRadiusM = _spheres.Max(sphere => sphere.Radius);
    }

    public int Count => _spheres.Length;
    public double LargestRadiusM { get; }

    public double RadiusM(int sphere) => _spheres[sphere].Radius;

    /// <summary>True for what the lift carries, arm and hand included.</summary>
    public bool IsLifted(int sphere) => _spheres[sphere].Frame != RobotShapes.BodyFrame;

    /// <summary>True for what moves with the wrist: hand, fingers, and the arm's last two links.</summary>
    public bool IsHand(int sphere) => _spheres[sphere].Frame is >= FirstWristFrame and < Joints;

    /// <summary>Centres in base_link; <paramref name="widthM"/> is the gripper's.</summary>
    public void Centres(in JointVector q, double liftM, double widthM, Span<Vec3> centres)
    {
        Span<Pose> frames = stackalloc Pose[RobotShapes.Frames];
        Place(q, liftM, frames);
        for (int i = 0; i < _spheres.Length; i++)
        {
            ref readonly Sphere sphere = ref _spheres[i];
            centres[i] = frames[sphere.Frame].Transform(sphere.Centre + sphere.PerWidth * widthM);
        }
    }

    /// <summary>Velocities (m/s, base_link) of the spheres at <paramref name="centres"/> that joint velocities alone give them.</summary>
    public void ArmVelocities(in JointVector q, double liftM, in JointVector velocity, ReadOnlySpan<Vec3> centres, Span<Vec3> velocities)
    {
        Span<Pose> frames = stackalloc Pose[RobotShapes.Frames];
        Span<Vec3> angular = stackalloc Vec3[Joints];
        Span<Vec3> atOrigin = stackalloc Vec3[Joints];
        Place(q, liftM, frames);
        Vec3 turn = Vec3.Zero, offset = Vec3.Zero;
        for (int i = 0; i < Joints; i++)
        {
            // Each joint turns all that comes after it: v(p) = Σ aᵢ × (p − oᵢ) q̇ᵢ = (Σ aᵢ q̇ᵢ) × p − Σ aᵢ × oᵢ q̇ᵢ.
            Vec3 rate = frames[i].Orientation.Rotate(_kinematics.Arm.Axis(i)) * velocity[i];
            turn += rate;
            offset += rate.Cross(frames[i].Position);
            (angular[i], atOrigin[i]) = (turn, -offset);
        }
        for (int i = 0; i < _spheres.Length; i++)
        {
            int frame = _spheres[i].Frame;
            velocities[i] = frame < Joints ? angular[frame].Cross(centres[i]) + atOrigin[frame] : Vec3.Zero;
        }
    }

    private void Place(in JointVector q, double liftM, Span<Pose> frames)
    {
        Pose armBase = _kinematics.ArmBaseInBase(liftM);
        _kinematics.Arm.LinkPoses(q, frames);
        for (int i = 0; i < Joints; i++)
        {
            frames[i] = armBase * frames[i];
        }
        frames[RobotShapes.ArmBaseFrame] = armBase;
        frames[RobotShapes.BodyFrame] = Pose.Identity;
    }

    /// <summary>How a link moves in its frame for each metre that the gripper opens: half of it for either finger.</summary>
    private static Vec3 PerWidth(RobotDescription robot, string link, int frame)
    {
        for (string current = link; robot.FindJointAbove(current) is { } joint; current = joint.Parent)
        {
            if (joint == robot.LeftFingerJoint || joint == robot.RightFingerJoint)
            {
                return robot.PoseAtZero(joint.Child, robot.ArmJoints[frame].Child).Orientation.Rotate(joint.Axis) * 0.5;
            }
        }
        return Vec3.Zero;
    }
}
