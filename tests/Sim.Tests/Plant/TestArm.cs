using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Sim.Tests.Plant;

/// <summary>Damped least squares on the arm's six task coordinates: enough to move the arm in tests without the gate's kinematics.</summary>
internal sealed class TestArm(RobotDescription robot)
{
    private const double DampingSquared = 1e-5;
    private readonly Pose _gripperInLastLink = robot.PoseAtZero(robot.Frames.Gripper, robot.ArmJoints[^1].Child);

    public JointVector Solve(JointVector start, Pose gripperInArmBase)
    {
        JointVector q = start;
        Span<Vec3> axes = stackalloc Vec3[JointVector.Length], origins = stackalloc Vec3[JointVector.Length];
        double[,] jacobian = new double[6, JointVector.Length];
        for (int iteration = 0; iteration < 200; iteration++)
        {
            Pose pose = Pose.Identity;
            for (int i = 0; i < JointVector.Length; i++)
            {
                RobotJoint joint = robot.ArmJoints[i];
                pose *= joint.ChildInParent;
                (axes[i], origins[i]) = (pose.Orientation.Rotate(joint.Axis), pose.Position);
                pose *= new Pose(Vec3.Zero, Quat.FromAxisAngle(joint.Axis, q[i]));
            }
            pose *= _gripperInLastLink;
            Vec3 dp = (gripperInArmBase.Position - pose.Position).ClampLength(0.03);
            Vec3 dr = (gripperInArmBase.Orientation * pose.Orientation.Inverse()).ToRotationVector().ClampLength(0.1);
            if (dp.Length < 1e-6 && dr.Length < 1e-6)
            {
                break;
            }
            for (int i = 0; i < JointVector.Length; i++)
            {
                Vec3 v = axes[i].Cross(pose.Position - origins[i]);
                (jacobian[0, i], jacobian[1, i], jacobian[2, i]) = (v.X, v.Y, v.Z);
                (jacobian[3, i], jacobian[4, i], jacobian[5, i]) = (axes[i].X, axes[i].Y, axes[i].Z);
            }
            Apply(jacobian, [dp.X, dp.Y, dp.Z, dr.X, dr.Y, dr.Z], ref q);
        }
        return q;
    }

    /// <summary>q += Jᵀ (J Jᵀ + λ² I)⁻¹ e, by Gauss elimination.</summary>
    private static void Apply(double[,] j, double[] e, ref JointVector q)
    {
        double[,] a = new double[6, 6];
        for (int r = 0; r < 6; r++)
        {
            for (int c = 0; c < 6; c++)
            {
                a[r, c] = r == c ? DampingSquared : 0;
                for (int k = 0; k < JointVector.Length; k++)
                {
                    a[r, c] += j[r, k] * j[c, k];
                }
            }
        }
        for (int p = 0; p < 6; p++)
        {
            for (int r = p + 1; r < 6; r++)
            {
                double f = a[r, p] / a[p, p];
                for (int c = p; c < 6; c++)
                {
                    a[r, c] -= f * a[p, c];
                }
                e[r] -= f * e[p];
            }
        }
        for (int r = 5; r >= 0; r--)
        {
            for (int c = r + 1; c < 6; c++)
            {
                e[r] -= a[r, c] * e[c];
            }
            e[r] /= a[r, r];
        }
        for (int k = 0; k < JointVector.Length; k++)
        {
            for (int r = 0; r < 6; r++)
            {
                q[k] += j[r, k] * e[r];
            }
        }
    }
}
