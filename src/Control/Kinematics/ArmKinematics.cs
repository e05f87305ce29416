using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Kinematics;

/// <summary>
/// Forward kinematics and geometric Jacobian of the arm, from arm_base to gripper. Immutable and allocation-free: any thread may use it.
/// </summary>
public sealed class ArmKinematics
{
    public const int Joints = JointVector.Length;

    /// <summary>Length of a Jacobian: six rows (linear x y z, angular x y z in arm_base) of seven, row after row.</summary>
    public const int JacobianLength = 6 * Joints;

    private readonly Pose[] _childInParent = new Pose[Joints];
    private readonly Vec3[] _axis = new Vec3[Joints];
    private readonly Pose _gripperInLastLink;

    public ArmKinematics(RobotDescription robot)
    {
        string parent = robot.Frames.ArmBase;
        for (int i = 0; i < Joints; i++)
        {
            RobotJoint joint = robot.ArmJoints[i];
            _childInParent[i] = robot.PoseAtZero(joint.Child, parent);
            _axis[i] = joint.Axis;
            parent = joint.Child;
        }
        _gripperInLastLink = robot.PoseAtZero(robot.Frames.Gripper, parent);
    }

    /// <summary>A joint's axis in its own link's frame.</summary>
    public Vec3 Axis(int joint) => _axis[joint];

    /// <summary>Pose of the gripper in arm_base.</summary>
    public Pose Forward(in JointVector q)
    {
        Pose pose = Pose.Identity;
        for (int i = 0; i < Joints; i++)
        {
            pose *= Child(i, q[i]);
        }
        return pose * _gripperInLastLink;
    }

    /// <summary>Poses in arm_base of the seven moving links, base to wrist.</summary>
    public void LinkPoses(in JointVector q, Span<Pose> links)
    {
        Pose pose = Pose.Identity;
        for (int i = 0; i < Joints; i++)
        {
            pose *= Child(i, q[i]);
            links[i] = pose;
        }
    }

    /// <summary>Pose of the gripper in arm_base, and in <paramref name="jacobian"/> how joint velocities move its origin.</summary>
    public Pose Forward(in JointVector q, Span<double> jacobian)
    {
        Span<Vec3> axes = stackalloc Vec3[Joints];
        Span<Vec3> origins = stackalloc Vec3[Joints];
        Pose pose = Pose.Identity;
        for (int i = 0; i < Joints; i++)
        {
            pose *= Child(i, q[i]);
            axes[i] = pose.Orientation.Rotate(_axis[i]);
            origins[i] = pose.Position;
        }
        Pose gripper = pose * _gripperInLastLink;
        for (int i = 0; i < Joints; i++)
        {
            Vec3 linear = axes[i].Cross(gripper.Position - origins[i]);
            jacobian[i] = linear.X;
            jacobian[Joints + i] = linear.Y;
            jacobian[2 * Joints + i] = linear.Z;
            jacobian[3 * Joints + i] = axes[i].X;
            jacobian[4 * Joints + i] = axes[i].Y;
            jacobian[5 * Joints + i] = axes[i].Z;
        }
        return gripper;
    }

    /// <summary>Velocity of the gripper in arm_base for joint velocities.</summary>
    public static Twist ToTwist(ReadOnlySpan<double> jacobian, in JointVector velocity)
    {
        Span<double> twist = stackalloc double[6];
        for (int row = 0; row < 6; row++)
        {
            double sum = 0;
            for (int i = 0; i < Joints; i++)
            {
                sum += jacobian[row * Joints + i] * velocity[i];
            }
            twist[row] = sum;
        }
        return new(new(twist[0], twist[1], twist[2]), new(twist[3], twist[4], twist[5]));
    }

    private Pose Child(int joint, double q)
    {
        Pose fixedPart = _childInParent[joint];
        (double sin, double cos) = Math.SinCos(q / 2);
        Vec3 axis = _axis[joint];
        return new(fixedPart.Position, fixedPart.Orientation * new Quat(cos, axis.X * sin, axis.Y * sin, axis.Z * sin));
    }
}
