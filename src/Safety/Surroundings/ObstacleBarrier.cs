using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Motion;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>
/// Which parts of the robot are near something that the depth cameras have seen, or have not seen through, and how fast arm, lift and base may each move them towards it. The robot
/// is its <see cref="BodySpheres"/>, the things are points; per sphere the nearest point in each of eight directions counts.
/// </summary>
/// <remarks>
/// Looked for among the points within <see cref="BandM"/>: anew with each view and after each <see cref="StepM"/> of motion, in between distances change by what each sphere has moved
/// towards its thing; when nothing is near, not again until the robot can have come near. Arm, lift
/// and base are limited each by the mass that moves with it, and each gets what the others leave: a thing feels them all together.
/// </remarks>
internal sealed class ObstacleBarrier : IArmBarrier
{
    /// <summary>Farther away than this nothing slows the robot: it can brake from its top speed within it.</summary>
    private const double BandM = 0.10;

    /// <summary>So far it is looked, so that it need not be looked again at once.</summary>
    private const double SearchM = 0.15;
    private const int Octants = 8;

    /// <summary>Over so much motion the nearest point stays the nearest, all but.</summary>
    private const double StepM = 0.002;

    /// <summary>More than rounding does to a point's bucket.</summary>
    private const double EdgeM = 1e-6;

    /// <param name="Sphere">Part of the robot.</param>
    /// <param name="Towards">Direction in base_link.</param>
    /// <param name="InOdometry">The same in the odometry's frame.</param>
    /// <param name="LookedM">Distance between the sphere's surface and the thing's when it was looked.</param>
    /// <param name="IsSeen">False for where nothing is known.</param>
    private readonly record struct Approach(int Sphere, Vec3 Towards, Vec3 InOdometry, double LookedM, bool IsSeen)
    {
        public double DistanceM { get; init; } = LookedM;
    }

    private readonly ObstacleDistanceLimits _limits;
    private readonly RobotKinematics _kinematics;
    private readonly BodySpheres _spheres;
    private readonly Vec3[] _centres;
    private readonly Vec3[] _velocities;

    /// <summary>What arm and base each do to the spheres as commanded last, m/s in base_link; the lift's is <see cref="_liftSpeed"/>.</summary>
    private readonly Vec3[] _byArm, _byBase;
    private double _liftSpeed;
    private readonly Approach[] _approaches;
    private readonly (double Distance, Vec3 Towards)[] _nearest = new (double, Vec3)[Octants];
    private readonly double _handTouch, _armTouch, _liftTouch, _baseTouch;
    private JointVector _position;
    private double _liftM;
    private double _freeM = double.NegativeInfinity;
    private readonly Vec3[] _lookedAt;
    private long _lookedAtView = -1;
    private int _count;

    public ObstacleBarrier(RobotDescription robot, RobotKinematics kinematics)
    {
        _limits = robot.Safety.ObstacleDistance;
        _kinematics = kinematics;
        _spheres = new(robot, kinematics);
        _centres = new Vec3[_spheres.Count];
        _lookedAt = new Vec3[_spheres.Count];
        _velocities = new Vec3[_spheres.Count];
        _byArm = new Vec3[_spheres.Count];
        _byBase = new Vec3[_spheres.Count];
        _approaches = new Approach[2 * Octants * _spheres.Count];
        _handTouch = _limits.TouchSpeed(_limits.HandMassKg);
        _armTouch = _limits.TouchSpeed(_limits.ArmMassKg);
        _liftTouch = _limits.TouchSpeed(_limits.LiftMassKg);
        _baseTouch = _limits.TouchSpeed(_limits.BaseMassKg);
    }

    public (double Limit, double Value) Latest { get; private set; }

    /// <summary>Smallest distance found in the latest cycle, metres; <see cref="BandM"/> or more if nothing is near.</summary>
    public double NearestM { get; private set; } = double.PositiveInfinity;

    /// <summary>Looks around the robot as commanded: joints, lift, gripper width, and the base where odometry has it.</summary>
    public void Look(SurroundingsView view, in GatedCommand command, in RobotMeasurement measurement)
    {
        JointVector position = command.PositionRad;
        double liftM = command.LiftM;
        (_position, _liftM) = (position, liftM);
        _spheres.Centres(position, liftM, measurement.GripperWidthM, _centres);
        Find(view, position, liftM, measurement);
        if (_count > 0)
        {
            NoteMotion(command);
        }
    }

    private void Find(SurroundingsView view, in JointVector position, double liftM, in RobotMeasurement measurement)
    {
        Pose toOdometry = measurement.BaseOdometry.ToPose();
        if (view.Index == _lookedAtView)
        {
            double travelled = Travelled(toOdometry);
            if (_freeM - travelled > BandM)
            {
                return;
            }
            if (travelled < StepM)
            {
                Follow(toOdometry);
                return;
            }
        }
        bool holds = RobotHistory.Holds(measurement);
        Vec3 gripper = toOdometry.Transform(_kinematics.GripperInBase(position, liftM).Position);
        Quat toBase = toOdometry.Orientation.Inverse();
        _count = 0;
        NearestM = double.PositiveInfinity;
        for (int i = 0; i < _centres.Length; i++)
        {
            _lookedAt[i] = toOdometry.Transform(_centres[i]);
            Look(view.Seen, i, _lookedAt[i], holds ? gripper : null, toBase, isSeen: true);
            if (_spheres.IsLifted(i))
            {
                Look(view.Frontier, i, _lookedAt[i], holds ? gripper : null, toBase, isSeen: false);
            }
        }
        (_freeM, _lookedAtView) = (NearestM, view.Index);
    }

    /// <summary>Takes from each distance what its sphere has moved towards the thing since it was looked.</summary>
    private void Follow(Pose toOdometry)
    {
        foreach (ref Approach approach in _approaches.AsSpan(0, _count))
        {
            Vec3 moved = toOdometry.Transform(_centres[approach.Sphere]) - _lookedAt[approach.Sphere];
            approach = approach with { DistanceM = approach.LookedM - moved.Dot(approach.InOdometry) };
        }
    }

    public double AllowedShare(in JointVector velocity)
    {
        if (_count == 0)
        {
            return 1;
        }
        _spheres.ArmVelocities(_position, _liftM, velocity, _centres, _velocities);
        double share = 1;
        foreach (ref readonly Approach approach in _approaches.AsSpan(0, _count))
        {
            bool isHand = _spheres.IsHand(approach.Sphere);
            double allowed = isHand ? Allowed(approach, _limits.MarginM, _handTouch) : Allowed(approach, _limits.HeavyMarginM, _armTouch);
            share = Narrow(share, approach, _velocities[approach.Sphere], allowed - ByLift(approach) - ByBase(approach));
        }
        return share;
    }

    /// <summary>Share of a lift velocity (m/s) that is allowed.</summary>
    public double AllowedShareOfLift(double velocityMPerSec)
    {
        double share = 1;
        foreach (ref readonly Approach approach in _approaches.AsSpan(0, _count))
        {
            if (_spheres.IsLifted(approach.Sphere))
            {
                share = Narrow(share, approach, Vec3.UnitZ * velocityMPerSec, Allowed(approach, _limits.HeavyMarginM, _liftTouch) - ByArm(approach) - ByBase(approach));
            }
        }
        return share;
    }

    /// <summary>Share of a base velocity (base_link) that is allowed.</summary>
    public double AllowedShareOfBase(Vec3 linear, double yawRate)
    {
        double share = 1;
        foreach (ref readonly Approach approach in _approaches.AsSpan(0, _count))
        {
            if (approach.IsSeen)
            {
                Vec3 velocity = linear + new Vec3(0, 0, yawRate).Cross(_centres[approach.Sphere]);
                share = Narrow(share, approach, velocity, Allowed(approach, _limits.HeavyMarginM, _baseTouch) - ByArm(approach) - ByLift(approach));
            }
        }
        return share;
    }

    private void NoteMotion(in GatedCommand command)
    {
        _spheres.ArmVelocities(_position, _liftM, command.VelocityRadPerSec, _centres, _byArm);
        _liftSpeed = command.LiftVelocityMPerSec;
        Vec3 linear = new(command.BaseVxMPerSec, command.BaseVyMPerSec, 0), turn = new(0, 0, command.BaseYawRateRadPerSec);
        for (int i = 0; i < _centres.Length; i++)
        {
            _byBase[i] = linear + turn.Cross(_centres[i]);
        }
    }

    /// <summary>How fast the arm, as commanded last, comes nearer to a thing, m/s; moving away from it is no credit for the others.</summary>
    private double ByArm(in Approach approach) => Math.Max(0, _byArm[approach.Sphere].Dot(approach.Towards));

    private double ByLift(in Approach approach) => _spheres.IsLifted(approach.Sphere) ? Math.Max(0, _liftSpeed * approach.Towards.Z) : 0;

    /// <summary>The base drives into what is not known at its own pace: the lidar and <see cref="UnseenColumns"/> look after that.</summary>
    private double ByBase(in Approach approach) => approach.IsSeen ? Math.Max(0, _byBase[approach.Sphere].Dot(approach.Towards)) : 0;

    /// <summary>What was seen may be nearer than its points; where nothing is known begins where it begins.</summary>
    private double Allowed(in Approach approach, double marginM, double touchSpeed) => _limits.SpeedAt(approach.DistanceM - (approach.IsSeen ? marginM : 0), touchSpeed);

    /// <summary>The share that keeps the approach within what the distance allows and the other axes leave of it (m/s), if less than <paramref name="share"/>.</summary>
    private double Narrow(double share, in Approach approach, Vec3 velocity, double allowed)
    {
        double towards = velocity.Dot(approach.Towards);
        allowed = Math.Max(0, allowed);
        if (towards * share <= allowed)
        {
            return share;
        }
        Latest = (allowed, towards);
        return allowed / towards;
    }

    private void Look(PointBuckets points, int sphere, Vec3 centre, Vec3? held, Quat toBase, bool isSeen)
    {
        double grown = _spheres.RadiusM(sphere) + (isSeen ? _limits.PointRadiusM : FreeSpace.FaceRadiusM);
        double reach = grown + SearchM;
        double heldSquared = _limits.HeldRadiusM * _limits.HeldRadiusM;
        Array.Fill(_nearest, (reach, Vec3.Zero));
        Span<double> nearestSquared = stackalloc double[Octants];
        nearestSquared.Fill(reach * reach);
        Vec3 fromOrigin = centre - new Vec3(points.OriginX, points.OriginY, 0);
        (int lowY, int highY) = Range(fromOrigin.Y, reach, PointBuckets.BucketsAcross);
        (int lowZ, int highZ) = Range(fromOrigin.Z, reach, PointBuckets.BucketsUp);
        for (int z = lowZ; z <= highZ; z++)
        {
            for (int y = lowY; y <= highY; y++)
            {
                // What is left of the sphere's reach along x in this row of buckets.
                double gapY = Gap(fromOrigin.Y, y), gapZ = Gap(fromOrigin.Z, z);
                double left = reach * reach - gapY * gapY - gapZ * gapZ;
                if (left < 0)
                {
                    continue;
                }
                (int lowX, int highX) = Range(fromOrigin.X, Math.Sqrt(left), PointBuckets.BucketsAcross);
                (int start, int end) = points.Row(lowX, highX, y, z);
                for (int n = start; n < end; n++)
                {
                    Vec3 offset = points[n] - centre;
                    int octant = (offset.X > 0 ? 1 : 0) | (offset.Y > 0 ? 2 : 0) | (offset.Z > 0 ? 4 : 0);
                    double squared = offset.LengthSquared;
                    if (squared < nearestSquared[octant] && (held is not { } gripper || (centre + offset - gripper).LengthSquared > heldSquared))
                    {
                        double distance = Math.Sqrt(squared);
                        _nearest[octant] = (distance, offset);
                        nearestSquared[octant] = distance * distance;
                    }
                }
            }
        }
        foreach ((double distance, Vec3 offset) in _nearest)
        {
            double free = distance - grown;
            NearestM = Math.Min(NearestM, free);
            if (free < BandM)
            {
                Vec3 towards = offset.Normalized();
                _approaches[_count++] = new(sphere, toBase.Rotate(towards), towards, free, isSeen);
            }
        }
    }

    /// <summary>Along one axis, to the nearer side of a bucket; a hair less, so that no point at its edge is missed.</summary>
    private static double Gap(double offset, int bucket) =>
        Math.Max(0, Math.Abs(offset - (bucket + 0.5) * PointBuckets.BucketM) - PointBuckets.BucketM / 2 - EdgeM);

    private static (int Low, int High) Range(double offset, double reach, int buckets) =>
        (Math.Max(0, (int)Math.Floor((offset - reach - EdgeM) / PointBuckets.BucketM)), Math.Min(buckets - 1, (int)Math.Floor((offset + reach + EdgeM) / PointBuckets.BucketM)));

    /// <summary>How far any sphere has moved in the odometry's frame since it was last looked around.</summary>
    private double Travelled(Pose toOdometry)
    {
        double most = 0;
        for (int i = 0; i < _centres.Length; i++)
        {
            most = Math.Max(most, (toOdometry.Transform(_centres[i]) - _lookedAt[i]).LengthSquared);
        }
        return Math.Sqrt(most);
    }
}
