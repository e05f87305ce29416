using RoboticsStack.Control.Dynamics;
using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// What the joints' torques say beyond the motion that is measured: per joint the low-passed difference between measured and expected torque. With the
/// acceleration taken from measured velocities, that is the momentum observer of De Luca and Mattone (2005) in its discrete form.
/// </summary>
/// <remarks>
/// Twice: once with what the wrist sensor feels put in, so that only touches between base and wrist remain; once with what the hand and its payload
/// ought to make it feel, so that the wrist sensor itself can be judged.
/// </remarks>
internal sealed class TorqueObserver(RobotDescription robot)
{
    private const double FilterSec = 0.010;

    /// <summary>Samples farther apart than this are not differentiated.</summary>
    private const double LongestGapSec = 0.020;

    private readonly ArmDynamics _dynamics = new(robot);
    private readonly RobotKinematics _kinematics = new(robot);
    private readonly PayloadEstimate _payload = new();
    private RobotMeasurement _before;
    private bool _hasBefore;
    private JointVector _residualNm;
    private JointVector _residualWithoutWristNm;
    private JointVector _expectedNm;
    private JointVector _carriedNm;

    /// <summary>Torque that nothing explains once the wrist's wrench is accounted for, Nm.</summary>
    public ref readonly JointVector ResidualNm => ref _residualNm;

    /// <summary>Torque that nothing explains if the hand touches nothing and carries <see cref="PayloadKg"/>, Nm.</summary>
    public ref readonly JointVector ResidualWithoutWristNm => ref _residualWithoutWristNm;

    /// <summary>What the motion itself needs, Nm.</summary>
    public ref readonly JointVector ExpectedNm => ref _expectedNm;

    /// <summary>What of the measured torque carries the wrist's wrench, Nm.</summary>
    public ref readonly JointVector CarriedNm => ref _carriedNm;
    public double PayloadKg => _payload.MassKg;

    public void Restart()
    {
        _hasBefore = false;
        (_residualNm, _residualWithoutWristNm, _expectedNm, _carriedNm) = (default, default, default, default);
    }

    public void Update(in RobotMeasurement sample)
    {
        double dt = _hasBefore ? sample.Stamp.SecondsSince(_before.Stamp) : 0;
        if (_hasBefore && dt <= 0)
        {
            return;
        }
        if (_hasBefore && dt <= LongestGapSec)
        {
            ArmMotionState state = MeasuredMotion.Between(_before, sample, dt, _kinematics);
            Span<double> jacobian = stackalloc double[ArmKinematics.JacobianLength];
            Quat gripper = _kinematics.Arm.Forward(sample.PositionRad, jacobian).Orientation;
            Carry(jacobian, gripper.Rotate(sample.WristWrench.Force), gripper.Rotate(sample.WristWrench.Torque));
            _payload.Update(sample, gripper, dt);
            _expectedNm = _dynamics.InverseDynamics(state, sample.WristWrench);
            JointVector withoutWrist = _dynamics.InverseDynamics(state, _dynamics.HandWrench(state, _payload.MassKg));
            double share = dt / (dt + FilterSec);
            for (int i = 0; i < JointVector.Length; i++)
            {
                _residualNm[i] += (sample.TorqueNm[i] - _expectedNm[i] - _residualNm[i]) * share;
                _residualWithoutWristNm[i] += (sample.TorqueNm[i] - withoutWrist[i] - _residualWithoutWristNm[i]) * share;
            }
        }
        (_before, _hasBefore) = (sample, true);
    }

    /// <summary>By the principle of virtual work, from the wrench in arm_base.</summary>
    private void Carry(ReadOnlySpan<double> jacobian, Vec3 force, Vec3 torque)
    {
        const int n = ArmKinematics.Joints;
        for (int i = 0; i < n; i++)
        {
            _carriedNm[i] = -(jacobian[i] * force.X + jacobian[n + i] * force.Y + jacobian[2 * n + i] * force.Z
                + jacobian[3 * n + i] * torque.X + jacobian[4 * n + i] * torque.Y + jacobian[5 * n + i] * torque.Z);
        }
    }
}
