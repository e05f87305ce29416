using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Perception;

/// <summary>Noise of the two sources that localisation fuses.</summary>
public sealed record LocalisationOptions
{
    /// <summary>White noise of the pose estimate, per axis.</summary>
    public double PositionSigmaM { get; init; } = 0.01;
    public double YawSigmaRad { get; init; } = 0.5 * Math.PI / 180;

    /// <summary>Variance that odometry collects per metre driven, m²/m.</summary>
    public double DriftVariancePerM { get; init; } = 8e-5;

    /// <summary>Yaw variance that odometry collects per radian turned and per metre driven, rad²/rad and rad²/m.</summary>
    public double YawDriftVariancePerRad { get; init; } = 7e-5;
    public double YawDriftVariancePerM { get; init; } = 1e-5;

    /// <summary>Variance collected per second at rest; keeps the filter awake. m²/s and rad²/s.</summary>
    public double RestVariancePerSec { get; init; } = 2e-7;
    public double RestYawVariancePerSec { get; init; } = 4e-8;

    /// <summary>Variance collected per second while no odometry arrives, m²/s; yaw takes the same figure in rad²/s.</summary>
    public double BlindVariancePerSec { get; init; } = 0.04;
}

/// <summary>
/// Where the base is in the map. Odometry gives the shape of the motion, the pose estimate pulls it into place: a Kalman filter on
/// the slowly drifting transform from the odometry's frame to the map, position and yaw filtered independently.
/// </summary>
/// <remarks>In: PoseEstimate, Odometry. Out: pose now and at any instant of the last seconds.</remarks>
public sealed class Localisation(LocalisationOptions? options = null)
{
    /// <summary>An estimate this many standard deviations off is ignored, unless the next ones agree with it.</summary>
    private const double OutlierSigmas = 6;
    private const int OutliersToRelocalise = 5;
    private const double MaxExtrapolationSec = 0.25;
    private const double OdometryTimeoutSec = 0.3;

    private readonly LocalisationOptions _options = options ?? new();
    private readonly History<Pose2> _odometry = new(512);
    private double _positionVariance;
    private double _yawVariance;
    private Timestamp _estimateTime;
    private int _outliers;

    /// <summary>True from the first pose estimate on.</summary>
    public bool IsLocalised { get; private set; }

    public double PositionSigmaM => Math.Sqrt(_positionVariance);
    public double YawSigmaRad => Math.Sqrt(_yawVariance);

    /// <summary>In the base frame, from odometry.</summary>
    public Twist VelocityInBase { get; private set; }

    public bool IsStill => VelocityInBase.Linear.Length < 0.01 && Math.Abs(VelocityInBase.Angular.Z) < 0.01;

    /// <summary>Time of the newest message taken in.</summary>
    public Timestamp Newest { get; private set; }

    public void Observe(Odometry message)
    {
        Pose2 pose = new(message.XM, message.YM, message.YawRad);
        Timestamp time = message.Header.DataTime();
        Pose2? previous = _odometry.Count > 0 ? _odometry.Newest.Value : null;
        if (!_odometry.Add(time, pose))
        {
            return;
        }
        VelocityInBase = new(new(message.VxMPerSec, message.VyMPerSec, 0), new(0, 0, message.YawRateRadPerSec));
        Newest = time > Newest ? time : Newest;
        if (previous is { } from)
        {
            double driven = from.DistanceTo(pose);
            double turned = Math.Abs(Angle.Difference(pose.YawRad, from.YawRad));
            _positionVariance += _options.DriftVariancePerM * driven;
            _yawVariance += _options.YawDriftVariancePerRad * turned + _options.YawDriftVariancePerM * driven;
        }
        else if (IsLocalised)
        {
            // The first odometry after estimates alone: keep the pose, change what it hangs on.
            OdometryInMap = OdometryInMap.Then(pose.Inverse());
        }
    }

    public void Observe(PoseEstimate message)
    {
        Pose2 measured = new(message.XM, message.YM, message.YawRad);
        Timestamp time = message.Header.DataTime();
        Newest = time > Newest ? time : Newest;
        Pose2 odometry = BaseInOdometryAt(time);
        double r = _options.PositionSigmaM * _options.PositionSigmaM;
        double rYaw = _options.YawSigmaRad * _options.YawSigmaRad;
        if (!IsLocalised)
        {
            Relocalise(measured, odometry, r, rYaw);
            _estimateTime = time;
            return;
        }
        double elapsed = Math.Max(0, time.SecondsSince(_estimateTime));
        bool blind = _odometry.Count == 0 || time.SecondsSince(_odometry.Newest.Time) > OdometryTimeoutSec;
        _positionVariance += elapsed * (blind ? _options.BlindVariancePerSec : _options.RestVariancePerSec);
        _yawVariance += elapsed * (blind ? _options.BlindVariancePerSec : _options.RestYawVariancePerSec);
        _estimateTime = time;

        Pose2 predicted = OdometryInMap.Then(odometry);
        double dx = measured.X - predicted.X;
        double dy = measured.Y - predicted.Y;
        double dYaw = Angle.Difference(measured.YawRad, predicted.YawRad);
        double sigmas = Math.Sqrt(Math.Max((dx * dx + dy * dy) / (_positionVariance + r), dYaw * dYaw / (_yawVariance + rYaw)));
        if (sigmas > OutlierSigmas)
        {
            if (++_outliers >= OutliersToRelocalise)
            {
                Relocalise(measured, odometry, r, rYaw);
            }
            return;
        }
        _outliers = 0;
        double gain = _positionVariance / (_positionVariance + r);
        double yawGain = _yawVariance / (_yawVariance + rYaw);
        _positionVariance *= 1 - gain;
        _yawVariance *= 1 - yawGain;
        Pose2 corrected = new(predicted.X + gain * dx, predicted.Y + gain * dy, Angle.Wrap(predicted.YawRad + yawGain * dYaw));
        OdometryInMap = corrected.Then(odometry.Inverse());
    }

    /// <summary>Base in the map at an instant: interpolated in the past, carried on at the last velocity for a little in the future.</summary>
    public Pose2 BaseInMapAt(Timestamp time) => OdometryInMap.Then(BaseInOdometryAt(time));

    /// <summary>The frame that odometry counts from, in the map: drifts slowly.</summary>
    public Pose2 OdometryInMap { get; private set; }

    /// <summary>Base in the frame that odometry counts from, at an instant like that of <see cref="BaseInMapAt"/>.</summary>
    public Pose2 BaseInOdometryAt(Timestamp time)
    {
        if (_odometry.Count == 0)
        {
            return default;
        }
        (Timestamp newestTime, Pose2 newest) = _odometry.Newest;
        if (time > newestTime)
        {
            double ahead = Math.Min(time.SecondsSince(newestTime), MaxExtrapolationSec);
            return newest.Advance(VelocityInBase.Linear.X, VelocityInBase.Linear.Y, VelocityInBase.Angular.Z, ahead);
        }
        (Pose2 earlier, Pose2 later, double fraction) = _odometry.Around(time);
        return FloorFrames.Interpolate(earlier, later, fraction);
    }

    private void Relocalise(Pose2 measured, Pose2 odometry, double positionVariance, double yawVariance)
    {
        IsLocalised = true;
        _outliers = 0;
        OdometryInMap = measured.Then(odometry.Inverse());
        _positionVariance = positionVariance;
        _yawVariance = yawVariance;
    }
}
