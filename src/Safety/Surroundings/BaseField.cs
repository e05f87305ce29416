using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>
/// How fast the base, a disc, may go in each direction for what stands beside it at its own height. What it may not do towards a thing is taken off its
/// velocity, so that it can still slide along and back away.
/// </summary>
internal sealed class BaseField(RobotDescription robot)
{
    private const int MaxThings = 512;

    /// <summary>Nearer returns come from the robot itself.</summary>
    private const double OwnShare = 0.8;
    private const int Passes = 6;

    private readonly ProtectiveFieldLimits _limits = robot.Safety.ProtectiveField;
    private readonly (double X, double Y, double SpeedMPerSec)[] _things = new (double, double, double)[MaxThings];
    private int _count;

    /// <summary>Looks for what is near enough to matter at the robot's top speed; where odometry has the base.</summary>
    public void Look(SurroundingsView view, Pose2 baseInOdometry)
    {
        _count = 0;
        (double sin, double cos) = Math.SinCos(baseInOdometry.YawRad);
        for (int i = 0; i < view.LaserCount; i++)
        {
            Take(view.LaserX[i] - baseInOdometry.X, view.LaserY[i] - baseInOdometry.Y, sin, cos);
        }
        PointBuckets seen = view.Seen;
        int end = seen.EndOfLayers(1 + (int)(robot.Base.HeightM / PointBuckets.BucketM));
        for (int i = 0; i < end; i++)
        {
            if (seen.Z[i] < robot.Base.HeightM)
            {
                Take(seen.X[i] - baseInOdometry.X, seen.Y[i] - baseInOdometry.Y, sin, cos);
            }
        }
    }

    /// <summary>The part of a velocity (base_link) that may be driven, and what the hardest limit was set against, m/s.</summary>
    public Vec3 Allow(Vec3 velocity, out double limit, out double value)
    {
        (limit, value) = (0, 0);
        Vec3 allowed = velocity;
        for (int pass = 0; pass < Passes && FindWorst(allowed) is { } worst; pass++)
        {
            double towards = allowed.X * worst.X + allowed.Y * worst.Y;
            (limit, value) = value < towards ? (worst.SpeedMPerSec, towards) : (limit, value);
            allowed -= new Vec3(worst.X, worst.Y, 0) * (towards - worst.SpeedMPerSec);
        }
        // In a corner taking off may not come to an end: then there is no way but back.
        return FindWorst(allowed) is null ? allowed : Vec3.Zero;
    }

    private (double X, double Y, double SpeedMPerSec)? FindWorst(Vec3 velocity)
    {
        const double Rounding = 1e-9;
        double worst = Rounding;
        int at = -1;
        for (int i = 0; i < _count; i++)
        {
            double excess = velocity.X * _things[i].X + velocity.Y * _things[i].Y - _things[i].SpeedMPerSec;
            (worst, at) = excess > worst ? (excess, i) : (worst, at);
        }
        return at < 0 ? null : _things[at];
    }

    private void Take(double x, double y, double sin, double cos)
    {
        double distance = Math.Sqrt(x * x + y * y);
        double speed = _limits.SpeedAt(distance - robot.Base.RadiusM);
        if (speed < robot.Base.MaxSpeedMPerSec && distance > OwnShare * robot.Base.RadiusM && _count < MaxThings)
        {
            _things[_count++] = ((cos * x + sin * y) / distance, (cos * y - sin * x) / distance, speed);
        }
    }
}
