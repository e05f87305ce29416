using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Kinematics;

/// <summary>
/// Joint positions for a gripper pose, from a seed and, failing that, from a fixed set of further starting postures. Used to ask
/// whether a place can be reached; the same question always has the same answer. Immutable and allocation-free.
/// </summary>
public sealed class GlobalIk
{
    private const int MaxIterations = 120;
    private const double PositionToleranceM = 1e-4;
    private const double RotationToleranceRad = 1e-3;

    private readonly ArmKinematics _arm;
    private readonly ArmLimits _limits;
    private readonly DifferentialIk _ik;
    private readonly JointVector[] _starts;

    public GlobalIk(RobotDescription robot, ArmKinematics arm)
    {
        _arm = arm;
        _limits = robot.Arm;
        // Steps are of unit time here, so that the gains of the null space are shares of the error.
        _ik = new(arm, robot.Arm, robot.Arm.NominalPosture,
            new() { PostureGain = 0.1, LimitGainRadPerSec = 0.1, MaxNullSpaceRadPerSec = 0.1, MaxDamping = 0.1 });
        _starts = Starts(robot.Arm.NominalPosture);
    }

    /// <summary>True if the arm reaches <paramref name="gripperInArmBase"/> inside its position limits; then <paramref name="q"/> does.</summary>
    public bool TrySolve(Pose gripperInArmBase, in JointVector seed, out JointVector q)
    {
        if (!gripperInArmBase.IsFinite)
        {
            q = seed;
            return false;
        }
        if (seed.IsFinite && TryFrom(gripperInArmBase, seed, out q))
        {
            return true;
        }
        foreach (ref readonly JointVector start in _starts.AsSpan())
        {
            if (TryFrom(gripperInArmBase, start, out q))
            {
                return true;
            }
        }
        q = seed;
        return false;
    }

    private bool TryFrom(Pose target, in JointVector start, out JointVector q)
    {
        Span<double> jacobian = stackalloc double[ArmKinematics.JacobianLength];
        q = start;
        for (int iteration = 0; iteration < MaxIterations; iteration++)
        {
            Pose pose = _arm.Forward(q, jacobian);
            Vec3 linear = target.Position - pose.Position;
            Vec3 angular = (target.Orientation * pose.Orientation.Inverse()).ToRotationVector();
            if (linear.Length < PositionToleranceM && angular.Length < RotationToleranceRad)
            {
                return true;
            }
            _ik.Solve(q, jacobian, new(linear.ClampLength(0.1), angular.ClampLength(0.4)), out JointVector step);
            for (int i = 0; i < ArmKinematics.Joints; i++)
            {
                q[i] = Math.Clamp(q[i] + Math.Clamp(step[i], -0.4, 0.4), _limits.PositionLow[i], _limits.PositionHigh[i]);
            }
        }
        return false;
    }

    private static JointVector[] Starts(in JointVector nominal)
    {
        List<JointVector> starts = [nominal];
        foreach (double turn in (double[])[0.7, -0.7, 1.4, -1.4])
        {
            JointVector turned = nominal;
            turned[0] += turn;
            starts.Add(turned);
            JointVector elbow = nominal;
            elbow[2] += turn;
            starts.Add(elbow);
        }
        return [.. starts];
    }
}
