using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Navigation;

public enum FollowStatus
{
    /// <summary>No path was given.</summary>
    Idle,
    Driving,

    /// <summary>At the goal and at rest.</summary>
    Arrived,

    /// <summary>Something stands in the way: plan anew.</summary>
    Blocked,
}

/// <summary>
/// Drives a holonomic base along a path at 10 Hz. Each call rolls its own control law forward for one second from where the base will be when
/// the plan takes effect; the velocities end at rest, so that the gate can always let a plan run out.
/// </summary>
public sealed class PathFollower
{
    private const int PlanPoints = 10;
    private const double StepSec = 0.1;
    private const double PositionGainPerSec = 1.8;
    private const double YawGainPerSec = 2.2;

    /// <summary>Nearer to the end than this the base turns to its final heading; before, it looks where it goes.</summary>
    private const double FinalTurnM = 0.7;
    private const int TicksToArrive = 3;
    private const int TicksToBlock = 12;

    private readonly NavigationOptions _options;
    private readonly ObstacleBrake _brake;
    private readonly List<BasePoint> _last = [];
    private NavigationPath? _path;
    private double _progressM;
    private int _restTicks;
    private int _blockedTicks;

    public PathFollower(NavigationOptions? options = null)
    {
        _options = options ?? new();
        _options.Validate();
        _brake = new(_options);
    }

    public FollowStatus Status { get; private set; } = FollowStatus.Idle;
    public NavigationPath? Path => _path;

    /// <summary>Begins a path; speed is carried over from the one before.</summary>
    public void Start(NavigationPath path)
    {
        _path = path;
        _progressM = 0;
        _restTicks = 0;
        _blockedTicks = 0;
        Status = FollowStatus.Driving;
    }

    /// <summary>Forgets the path; the next step brakes to rest.</summary>
    public void Stop()
    {
        _path = null;
        Status = FollowStatus.Idle;
    }

    /// <summary>The base's next second: ten velocities a tenth of a second apart, the first one when this plan takes effect.</summary>
    /// <param name="now">Time of the observation.</param>
    /// <param name="baseInMap">The base at that time.</param>
    /// <param name="scan">Newest lidar scan, or null.</param>
    /// <param name="lidarInMap">Where that scan was taken from.</param>
    /// <param name="field">Clearances of the map, which knows table tops that the lidar cannot see; or null.</param>
    public IReadOnlyList<BasePoint> Step(Timestamp now, Pose2 baseInMap, LidarScan? scan = null, Pose2 lidarInMap = default, ClearanceField? field = null)
    {
        Timestamp start = now.AddSeconds(_options.LatencySec);
        (Pose2 pose, BaseVelocity velocity) = PredictStart(now, start, baseInMap);
        _brake.Load(scan, lidarInMap, field, pose);
        UpdateStatus(baseInMap, velocity);
        List<BasePoint> points = [Point(start, velocity)];
        double progress = _progressM;
        bool isHeldUp = false;
        for (int i = 1; i < PlanPoints; i++)
        {
            (BaseVelocity wanted, bool held) = Wanted(pose, ref progress, velocity);
            isHeldUp |= held && i == 1;
            double left = (PlanPoints - 1 - i) * StepSec;
            velocity = Limit(velocity, wanted, left);
            pose = pose.Advance(velocity.Vx, velocity.Vy, velocity.YawRate, StepSec);
            points.Add(Point(start.AddSeconds(i * StepSec), velocity));
        }
        _blockedTicks = isHeldUp ? _blockedTicks + 1 : 0;
        if (Status == FollowStatus.Driving && _blockedTicks >= TicksToBlock)
        {
            Status = FollowStatus.Blocked;
        }
        _last.Clear();
        _last.AddRange(points);
        return points;
    }

    private void UpdateStatus(Pose2 pose, BaseVelocity velocity)
    {
        if (_path is null)
        {
            return;
        }
        _progressM = _path.Nearest(pose.X, pose.Y, _progressM, 0.6);
        bool isThere = pose.DistanceTo(_path.Goal) < _options.ArrivalM
            && Math.Abs(Angle.Difference(_path.Goal.YawRad, pose.YawRad)) < _options.ArrivalRad
            && velocity.Speed < 0.02 && Math.Abs(velocity.YawRate) < 0.03;
        _restTicks = isThere ? _restTicks + 1 : 0;
        if (_restTicks >= TicksToArrive)
        {
            Status = FollowStatus.Arrived;
        }
    }

    /// <summary>Where the base will be, and how fast, when this plan takes effect: the last plan runs until then.</summary>
    private (Pose2 Pose, BaseVelocity Velocity) PredictStart(Timestamp now, Timestamp start, Pose2 pose)
    {
        BaseVelocity velocity = VelocityAt(now);
        const int Pieces = 3;
        double piece = start.SecondsSince(now) / Pieces;
        for (int i = 0; i < Pieces; i++)
        {
            BaseVelocity middle = VelocityAt(now.AddSeconds((i + 0.5) * piece));
            pose = pose.Advance(middle.Vx, middle.Vy, middle.YawRate, piece);
            velocity = VelocityAt(now.AddSeconds((i + 1) * piece));
        }
        return (pose, velocity);
    }

    private BaseVelocity VelocityAt(Timestamp time)
    {
        if (_last.Count == 0 || time.Nanoseconds > _last[^1].TimeNs)
        {
            return default;
        }
        int i = 1;
        while (i < _last.Count - 1 && _last[i].TimeNs < time.Nanoseconds)
        {
            i++;
        }
        BasePoint a = _last[i - 1];
        BasePoint b = _last[i];
        double t = Math.Clamp((double)(time.Nanoseconds - a.TimeNs) / (b.TimeNs - a.TimeNs), 0, 1);
        return new(
            a.VxMPerSec + (b.VxMPerSec - a.VxMPerSec) * t,
            a.VyMPerSec + (b.VyMPerSec - a.VyMPerSec) * t,
            a.YawRateRadPerSec + (b.YawRateRadPerSec - a.YawRateRadPerSec) * t);
    }

    private (BaseVelocity Velocity, bool IsHeldUp) Wanted(Pose2 pose, ref double progress, BaseVelocity current)
    {
        if (_path is null || Status is FollowStatus.Arrived or FollowStatus.Blocked)
        {
            return (default, false);
        }
        progress = _path.Nearest(pose.X, pose.Y, progress, 0.6);
        double remaining = Math.Max(_path.LengthM - progress, 0);
        bool isFinal = remaining < FinalTurnM;
        Vec3 carrot = _path.At(progress + 0.15 + 0.35 * current.Speed);
        Vec3 toCarrot = new(carrot.X - pose.X, carrot.Y - pose.Y, 0);
        Vec3 toGoal = new(_path.Goal.X - pose.X, _path.Goal.Y - pose.Y, 0);
        double heading = isFinal ? _path.Goal.YawRad : HeadingAhead(pose, progress);
        double turn = Angle.Difference(heading, pose.YawRad);
        double yawRate = Math.Clamp(YawGainPerSec * turn, -_options.MaxYawRateRadPerSec, _options.MaxYawRateRadPerSec);

        double distance = remaining < 0.2 ? toGoal.Length : remaining;
        Vec3 direction = (remaining < 0.2 ? toGoal : toCarrot).Normalized();
        double speed = Math.Min(PositionGainPerSec * distance, Math.Sqrt(_options.AccelerationMPerSec2 * distance));
        speed = Math.Min(speed, _options.MaxSpeedMPerSec * FacingFactor(turn, isFinal));
        double allowed = _brake.AllowedSpeed(pose, direction, distance);
        bool isHeldUp = speed > 0.04 && allowed < 0.02;
        (double sin, double cos) = Math.SinCos(pose.YawRad);
        Vec3 velocity = direction * Math.Min(speed, allowed);
        return (new(cos * velocity.X + sin * velocity.Y, cos * velocity.Y - sin * velocity.X, yawRate), isHeldUp);
    }

    /// <summary>Towards where the path leads half a metre on.</summary>
    private double HeadingAhead(Pose2 pose, double progress)
    {
        Vec3 ahead = _path!.At(progress + 0.5);
        double dx = ahead.X - pose.X;
        double dy = ahead.Y - pose.Y;
        return dx * dx + dy * dy > 0.01 ? Math.Atan2(dy, dx) : pose.YawRad;
    }

    /// <summary>Slower while not yet facing the way ahead, since the camera that sees table tops looks forward.</summary>
    private static double FacingFactor(double turnRad, bool isFinal) => isFinal ? 0.7 : Math.Clamp(1.25 - Math.Abs(turnRad) / 1.2, 0.15, 1);

    private BaseVelocity Limit(BaseVelocity current, BaseVelocity wanted, double secondsLeft)
    {
        double dv = _options.AccelerationMPerSec2 * StepSec;
        Vec3 change = new Vec3(wanted.Vx - current.Vx, wanted.Vy - current.Vy, 0).ClampLength(dv);
        Vec3 linear = new Vec3(current.Vx + change.X, current.Vy + change.Y, 0).ClampLength(_options.AccelerationMPerSec2 * secondsLeft);
        double dw = _options.YawAccelerationRadPerSec2 * StepSec;
        double yawRate = current.YawRate + Math.Clamp(wanted.YawRate - current.YawRate, -dw, dw);
        double most = _options.YawAccelerationRadPerSec2 * secondsLeft;
        return new(linear.X, linear.Y, Math.Clamp(yawRate, -most, most));
    }

    private static BasePoint Point(Timestamp time, BaseVelocity velocity) => new()
    {
        TimeNs = time.Nanoseconds,
        VxMPerSec = velocity.Vx,
        VyMPerSec = velocity.Vy,
        YawRateRadPerSec = velocity.YawRate,
    };

    /// <summary>In the base frame.</summary>
    private readonly record struct BaseVelocity(double Vx, double Vy, double YawRate)
    {
        public double Speed => Math.Sqrt(Vx * Vx + Vy * Vy);
    }
}
