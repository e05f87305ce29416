using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Kinematics;

/// <summary>How the redundancy of the arm is resolved and how singularities are damped.</summary>
public readonly record struct DifferentialIkOptions
{
    public DifferentialIkOptions() { }

    /// <summary>Pull towards the nominal posture in the null space, 1/s.</summary>
    public double PostureGain { get; init; } = 1.0;

    /// <summary>Push away from a position limit at the limit itself, rad/s; grows from zero at <see cref="LimitZoneRad"/>.</summary>
    public double LimitGainRadPerSec { get; init; } = 1.0;
    public double LimitZoneRad { get; init; } = 0.25;

    /// <summary>The most the null-space motion may ask of any joint, rad/s.</summary>
    public double MaxNullSpaceRadPerSec { get; init; } = 0.5;

    /// <summary>Damping at a singularity; none above <see cref="ManipulabilityThreshold"/>, save a trace that keeps the solve regular.</summary>
    public double MaxDamping { get; init; } = 0.12;

    /// <summary>√det(J·Jᵀ) under which damping sets in.</summary>
    public double ManipulabilityThreshold { get; init; } = 0.012;
}

/// <summary>
/// Damped least squares (Nakamura and Hanafusa, 1986): joint velocities for a gripper velocity, with the null space used to
/// stay near a posture and away from position limits. Immutable and allocation-free.
/// </summary>
public sealed class DifferentialIk(ArmKinematics arm, ArmLimits limits, JointVector posture, DifferentialIkOptions options)
{
    private const int N = ArmKinematics.Joints;

    public DifferentialIk(RobotDescription robot, ArmKinematics arm) : this(arm, robot.Arm, robot.Arm.NominalPosture, new DifferentialIkOptions()) { }

    /// <summary>Joint velocities that best give <paramref name="twist"/> (arm_base). Returns √det(J·Jᵀ), zero at a singularity.</summary>
    public double Solve(in JointVector q, Twist twist, out JointVector velocity)
    {
        Span<double> jacobian = stackalloc double[ArmKinematics.JacobianLength];
        arm.Forward(q, jacobian);
        return Solve(q, jacobian, twist, out velocity);
    }

    /// <summary>
    /// The same for a Jacobian already computed at <paramref name="q"/>, with the motion of the null space scaled by
    /// <paramref name="nullSpaceShare"/>: an arm that shall stop must not go on changing its posture.
    /// </summary>
    public double Solve(in JointVector q, ReadOnlySpan<double> jacobian, Twist twist, out JointVector velocity, double nullSpaceShare = 1)
    {
        JointVector drift = NullSpaceDrift(q, nullSpaceShare);
        Twist driftTwist = ArmKinematics.ToTwist(jacobian, drift);
        Span<double> rhs = stackalloc double[6];
        Vec3 linear = twist.Linear - driftTwist.Linear;
        Vec3 angular = twist.Angular - driftTwist.Angular;
        (rhs[0], rhs[1], rhs[2], rhs[3], rhs[4], rhs[5]) = (linear.X, linear.Y, linear.Z, angular.X, angular.Y, angular.Z);

        Span<double> gram = stackalloc double[36];
        for (int row = 0; row < 6; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double sum = 0;
                for (int i = 0; i < N; i++)
                {
                    sum += jacobian[row * N + i] * jacobian[column * N + i];
                }
                gram[row * 6 + column] = sum;
            }
        }
        Span<double> factor = stackalloc double[36];
        double manipulability = SmallCholesky.Factor(gram, factor, 1e-9);
        if (manipulability < options.ManipulabilityThreshold)
        {
            double share = 1 - manipulability / options.ManipulabilityThreshold;
            SmallCholesky.Factor(gram, factor, 1e-9 + options.MaxDamping * options.MaxDamping * share * share);
        }
        SmallCholesky.Solve(factor, rhs);
        velocity = drift;
        for (int i = 0; i < N; i++)
        {
            double sum = 0;
            for (int row = 0; row < 6; row++)
            {
                sum += jacobian[row * N + i] * rhs[row];
            }
            velocity[i] += sum;
        }
        return manipulability;
    }

    private JointVector NullSpaceDrift(in JointVector q, double share)
    {
        JointVector drift = default;
        for (int i = 0; i < N; i++)
        {
            double pull = options.PostureGain * (posture[i] - q[i]);
            double fromLow = Math.Max(0, 1 - (q[i] - limits.PositionLow[i]) / options.LimitZoneRad);
            double fromHigh = Math.Max(0, 1 - (limits.PositionHigh[i] - q[i]) / options.LimitZoneRad);
            pull += options.LimitGainRadPerSec * (fromLow * fromLow - fromHigh * fromHigh);
            drift[i] = share * Math.Clamp(pull, -options.MaxNullSpaceRadPerSec, options.MaxNullSpaceRadPerSec);
        }
        return drift;
    }
}
