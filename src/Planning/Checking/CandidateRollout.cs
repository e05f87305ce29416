using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Planning.Checking;

/// <summary>One plan in the world of the check: steps it, watches for what is vetoed, notes what the latent model can be compared with.</summary>
internal sealed class CandidateRollout
{
    /// <summary>Steps between looks at tilt, fall, slip and spilling.</summary>
    private const int LookEvery = 5;

    /// <summary>Looks over which a liquid feels acceleration: it sways at 3 to 4 Hz in a mug and does not answer to shaking much faster.</summary>
    private const int AccelerationLooks = 4;
    private const double GravityMPerSec2 = 9.81;

    /// <summary>What was tilted or near before the plan began is vetoed only if the plan makes it this much worse.</summary>
    private const double TiltMarginRad = 0.15;
    private const double ClearanceMarginM = 0.003;
    private const double EmptyFill = 0.05;

    /// <summary>An arm that moves less than <see cref="StuckM"/> in so many steps, although the plan goes on, is stuck.</summary>
    private const int StuckLookEvery = 25;
    private const double StuckM = 0.003;

    private readonly CheckWorld _world;
    private readonly GateArm _arm;
    private readonly PhysicsCheckOptions _options;
    private readonly CheckStart _start;
    private readonly PerceivedVessel? _vessel;
    private readonly double _maxForceN, _maxTiltRad, _minClearanceM, _spillAngleRad;
    private readonly Vec3 _vesselInHand;
    private readonly double[] _recentForces;

    private readonly bool _isGentle;
    private double _peakForceN, _tiltRad, _slipM, _spillRad, _reachErrorM, _clearanceM = double.PositiveInfinity;
    private CheckForces _forces;
    private readonly Vec3[] _velocities = new Vec3[AccelerationLooks];
    private int _looks;
    private string _offender = "";
    private Vec3 _gripperBefore;
    private double _progressM = double.PositiveInfinity;
    private bool _isTouched;

    public CandidateRollout(CheckWorld world, GateArm arm, PhysicsCheckOptions options, in CheckStart start, double maxForceN)
    {
        (_world, _arm, _options, _start, _maxForceN) = (world, arm, options, start, maxForceN);
        _vessel = world.Scene.Vessel;
        _recentForces = new double[options.ForceAveragingSteps];
        (double neighbours, double anything) = world.Clearance();
        _clearanceM = anything;
        _minClearanceM = Math.Min(options.NeighbourClearanceM, neighbours - ClearanceMarginM);
        _isGentle = _vessel is { IsHeld: true, FillFraction: > EmptyFill };
        if (_vessel is { } vessel)
        {
            _maxTiltRad = Math.Max(options.MaxTiltRad, Tilt() + TiltMarginRad);
            _vesselInHand = world.Gripper.Inverse().Transform(world.Vessel.Position);
            Array.Fill(_velocities, world.VesselVelocity);
            double freeboard = (1 - Math.Clamp(vessel.FillFraction, 0, 1)) * vessel.HeightM;
            _spillAngleRad = options.SpillShare * Math.Atan2(freeboard, vessel.RadiusM);
        }
    }

    public CandidateVerdict Run(GripperTrajectory path, PlanCandidate? predicted)
    {
        int actions = path.Waypoints.Count - 1;
        int stepsPerAction = (int)Math.Round(ActionScale.StepSeconds / _options.TimestepSec);
        float[] probes = new float[actions * ProbeLayout.Size];
        probes.AsSpan().Fill(float.NaN);
        List<Vec3> gripperPath = new(actions);
        VetoReason veto = VetoReason.None;
        int step = 0;
        try
        {
            for (; step < actions * stepsPerAction && veto == VetoReason.None; step++)
            {
                veto = Advance(path, step);
                if ((step + 1) % stepsPerAction == 0)
                {
                    WriteProbes(probes.AsSpan(gripperPath.Count * ProbeLayout.Size, ProbeLayout.Size));
                    gripperPath.Add(_world.Gripper.Position);
                }
            }
        }
        catch (InvalidOperationException)
        {
            veto = VetoReason.Unstable;
        }
        return new CandidateVerdict
        {
            Veto = veto,
            RolledOutSec = step * _options.TimestepSec,
            MinClearanceM = _clearanceM,
            PeakContactForceN = _peakForceN,
            ContactForceLimitN = _maxForceN,
            MaxTiltRad = _tiltRad,
            MaxSlipM = _slipM,
            MaxSpillAngleRad = _spillRad,
            MaxReachErrorM = _reachErrorM,
            Offender = _offender,
            Probes = probes,
            GripperPath = gripperPath,
            LatentPhysicsDistanceM = predicted is null ? double.NaN : Distance(probes, predicted, gripperPath.Count),
        };
    }

    private VetoReason Advance(GripperTrajectory path, int step)
    {
        Timestamp time = path.Waypoints[0].Time.AddSeconds((step + 1) * _options.TimestepSec);
        GripperWaypoint setpoint = path.At(time);
        _arm.Advance(_options.TimestepSec, _isGentle);
        if (step % StuckLookEvery == 0)
        {
            _progressM = _arm.Gripper.Position.DistanceTo(_gripperBefore);
            _gripperBefore = _arm.Gripper.Position;
        }
        if (_arm.IsHeldBack)
        {
            double lag = _progressM < StuckM ? _arm.Gripper.Position.DistanceTo(setpoint.Position) : 0;
            _reachErrorM = Math.Max(_reachErrorM, DistanceToPath(path, time, _arm.Gripper.Position));
            if (_reachErrorM > _options.MaxReachErrorM || lag > _options.MaxReachLagM)
            {
                _offender = FormattableString.Invariant($"arm leaves the path by {1000 * _reachErrorM:F0} mm, is stuck {1000 * lag:F0} mm behind");
                return VetoReason.Limits;
            }
        }
        _world.DriveArm(_arm.PositionRad, _arm.VelocityRadPerSec);
        _world.DriveFingers(setpoint.WidthM, setpoint.ForceN);
        _world.Step();

        _forces = _world.ReadForces(_vessel is { IsHeld: true });
        _isTouched |= _forces.IsVesselTouched;
        _recentForces[step % _recentForces.Length] = _forces.Hard;
        double force = _recentForces.Average();
        _peakForceN = Math.Max(_peakForceN, force);
        if (force > _maxForceN)
        {
            _offender = FormattableString.Invariant($"{_world.DescribeHardest(_vessel is { IsHeld: true })} ({force:F0} N)");
            return VetoReason.ContactForce;
        }
        return (step + 1) % LookEvery == 0 ? Look() : VetoReason.None;
    }

    /// <summary>From a point to what the plan has run through by <paramref name="time"/>.</summary>
    private static double DistanceToPath(GripperTrajectory path, Timestamp time, Vec3 point)
    {
        double nearest = point.DistanceTo(path.Waypoints[0].Position);
        for (int i = 1; i < path.Waypoints.Count && path.Waypoints[i - 1].Time < time; i++)
        {
            Vec3 from = path.Waypoints[i - 1].Position;
            Vec3 along = path.Waypoints[i].Position - from;
            double share = along.LengthSquared > 0 ? Math.Clamp((point - from).Dot(along) / along.LengthSquared, 0, 1) : 0;
            nearest = Math.Min(nearest, point.DistanceTo(from + along * share));
        }
        return nearest;
    }

    private VetoReason Look()
    {
        (double neighbours, double anything) = _world.Clearance();
        _clearanceM = Math.Min(_clearanceM, anything);
        if (neighbours < _minClearanceM)
        {
            _offender = _world.DescribeNearest();
            return VetoReason.Clearance;
        }
        // A vessel that was not touched stands as it stood: where it does not in here, what was perceived under it is not quite right.
        if (_vessel is not { } vessel || !(vessel.IsHeld || _isTouched))
        {
            return VetoReason.None;
        }
        double tilt = Tilt();
        _tiltRad = Math.Max(_tiltRad, tilt);
        Vec3 velocity = _world.VesselVelocity;
        ref Vec3 oldest = ref _velocities[_looks++ % AccelerationLooks];
        Vec3 acceleration = (velocity - oldest) / (AccelerationLooks * LookEvery * _options.TimestepSec);
        oldest = velocity;
        if (tilt > _maxTiltRad)
        {
            _offender = FormattableString.Invariant($"vessel tilts by {tilt:F2} rad");
            return VetoReason.Tipping;
        }
        if (-velocity.Z > _options.MaxFallSpeedMPerSec)
        {
            _offender = FormattableString.Invariant($"vessel falls at {-velocity.Z:F2} m/s");
            return VetoReason.Dropping;
        }
        if (vessel.IsHeld && _world.IsGripping)
        {
            _slipM = Math.Max(_slipM, _world.Gripper.Inverse().Transform(_world.Vessel.Position).DistanceTo(_vesselInHand));
            if (_slipM > _options.MaxSlipM)
            {
                _offender = FormattableString.Invariant($"vessel slips by {1000 * _slipM:F0} mm");
                return VetoReason.Dropping;
            }
        }
        if (vessel.FillFraction > EmptyFill)
        {
            Vec3 apparentUp = (new Vec3(0, 0, GravityMPerSec2) + acceleration).Normalized();
            double angle = Math.Acos(Math.Clamp(_world.Vessel.Orientation.AxisZ.Dot(apparentUp), -1, 1));
            _spillRad = Math.Max(_spillRad, angle);
            if (angle > _spillAngleRad)
            {
                _offender = FormattableString.Invariant($"liquid leans by {angle:F2} rad");
                return VetoReason.Spilling;
            }
        }
        return VetoReason.None;
    }

    private double Tilt() => Math.Acos(Math.Clamp(_world.Vessel.Orientation.AxisZ.Z, -1, 1));

    private void WriteProbes(Span<float> probes)
    {
        Pose gripper = _world.Gripper;
        LevelFrame frame = LevelFrame.Of(gripper);
        probes[ProbeLayout.GripperWidth] = (float)_world.GripperWidthM;
        probes[ProbeLayout.TipSpeed] = (float)_world.GripperSpeedMPerSec;
        probes[ProbeLayout.ButtonTravel] = (float)_world.ButtonTravelM;
        if (_start.GoalInArmBase is { } goal)
        {
            Write(probes, ProbeLayout.GoalPosition, frame.ToLocalPoint(goal.Position));
            (double sin, double cos) = Math.SinCos(goal.Orientation.Yaw - frame.YawRad);
            probes[ProbeLayout.GoalYawSinCos] = (float)sin;
            probes[ProbeLayout.GoalYawSinCos + 1] = (float)cos;
        }
        if (_vessel is null)
        {
            return;
        }
        Pose vessel = _world.Vessel;
        Write(probes, ProbeLayout.ObjectPosition, frame.ToLocalPoint(vessel.Position));
        Vec3 up = frame.ToLocalDirection(vessel.Orientation.AxisZ);
        probes[ProbeLayout.ObjectTilt] = (float)up.X;
        probes[ProbeLayout.ObjectTilt + 1] = (float)up.Y;
        probes[ProbeLayout.PadForceLeft] = (float)_forces.LeftPad;
        probes[ProbeLayout.PadForceRight] = (float)_forces.RightPad;
        if (_start.GoalInArmBase is { } place)
        {
            Write(probes, ProbeLayout.ObjectInGoal, place.Inverse().Transform(vessel.Position));
        }
        if (_start.SupportHeightM is { } support)
        {
            probes[ProbeLayout.ObjectHeightAboveSupport] = (float)(vessel.Position.Z - support);
        }
    }

    private static double Distance(float[] probes, PlanCandidate predicted, int steps)
    {
        double sum = 0;
        int count = 0;
        for (int step = 0; step < Math.Min(steps, predicted.Horizon); step++)
        {
            foreach (int start in (ReadOnlySpan<int>)[ProbeLayout.ObjectPosition, ProbeLayout.GoalPosition])
            {
                if (float.IsNaN(probes[step * ProbeLayout.Size + start]))
                {
                    continue;
                }
                for (int axis = 0; axis < 3; axis++)
                {
                    double difference = probes[step * ProbeLayout.Size + start + axis] - predicted.Probe(step, start + axis);
                    sum += difference * difference;
                }
                count++;
            }
        }
        return count > 0 ? Math.Sqrt(sum / count) : double.NaN;
    }

    private static void Write(Span<float> probes, int start, Vec3 value)
    {
        probes[start] = (float)value.X;
        probes[start + 1] = (float)value.Y;
        probes[start + 2] = (float)value.Z;
    }
}
