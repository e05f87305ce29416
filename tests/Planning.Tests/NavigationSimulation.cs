using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Tests;

/// <summary>
/// A base that does what its newest plan says, in a synthetic flat, with the reference robot's sensors, noise and latency.
/// </summary>
internal sealed class NavigationSimulation
{
    private readonly SyntheticFlat _flat;
    private readonly RandomStream _random;
    private readonly TestFrames _frames = new();
    private IReadOnlyList<BasePoint> _running = [];
    private IReadOnlyList<BasePoint> _coming = [];
    private Pose2 _odometry;
    private int _tick;

    public NavigationSimulation(SyntheticFlat flat, Pose2 start, ulong seed)
    {
        _flat = flat;
        Truth = start;
        _random = new(seed);
        Belief = new(_frames);
        Sense();
    }

    public WorldBelief Belief { get; }
    public Pose2 Truth { get; private set; }
    public Timestamp Now => Timestamp.FromSeconds(_tick * 0.1);
    public bool HasCollided { get; private set; }
    public double FastestMPerSec { get; private set; }

    /// <summary>A tenth of a second: the plan takes over after its latency, the base moves, the sensors speak.</summary>
    public void Step(IReadOnlyList<BasePoint> plan)
    {
        _coming = plan;
        for (int i = 0; i < 20; i++)
        {
            Timestamp time = Now.AddSeconds(i * 0.005);
            if (_coming.Count > 0 && _coming[0].TimeNs <= time.Nanoseconds)
            {
                _running = _coming;
            }
            (double vx, double vy, double yawRate) = VelocityAt(time);
            FastestMPerSec = Math.Max(FastestMPerSec, Math.Sqrt(vx * vx + vy * vy));
            Truth = Truth.Advance(vx, vy, yawRate, 0.005);
            _odometry = _odometry.Advance(vx * 1.01, vy * 1.01, yawRate * 1.01, 0.005);
        }
        HasCollided |= !_flat.IsFreeFor(Truth, 0.255);
        _tick++;
        Sense();
    }

    private (double Vx, double Vy, double YawRate) VelocityAt(Timestamp time)
    {
        for (int i = 1; i < _running.Count; i++)
        {
            BasePoint a = _running[i - 1];
            BasePoint b = _running[i];
            if (time.Nanoseconds >= a.TimeNs && time.Nanoseconds <= b.TimeNs)
            {
                double t = (double)(time.Nanoseconds - a.TimeNs) / (b.TimeNs - a.TimeNs);
                return (a.VxMPerSec + (b.VxMPerSec - a.VxMPerSec) * t, a.VyMPerSec + (b.VyMPerSec - a.VyMPerSec) * t,
                    a.YawRateRadPerSec + (b.YawRateRadPerSec - a.YawRateRadPerSec) * t);
            }
        }
        return default;
    }

    private void Sense()
    {
        (double vx, double vy, double yawRate) = VelocityAt(Now);
        Belief.Observe(new Odometry
        {
            Header = SyntheticFlat.At(Now), XM = _odometry.X, YM = _odometry.Y, YawRad = _odometry.YawRad,
            VxMPerSec = vx, VyMPerSec = vy, YawRateRadPerSec = yawRate,
        });
        Belief.Observe(new PoseEstimate
        {
            Header = SyntheticFlat.At(Now),
            XM = Truth.X + _random.Gaussian(0, 0.01),
            YM = Truth.Y + _random.Gaussian(0, 0.01),
            YawRad = Truth.YawRad + _random.Gaussian(0, 0.5 * Math.PI / 180),
        });
        Belief.Observe(_flat.Scan(Truth, Now, _random));
        if (_tick % 2 == 0)
        {
            Core.Geometry.Pose camera = Truth.ToPose() * _frames.HeadCameraInBase;
            Belief.Observe(_flat.Photograph(CameraNames.Head, camera, Now, _random));
            Belief.Observe(_flat.Detect(CameraNames.Head, camera, Now, _random, missChance: 0.25, sigma: 0.015));
        }
        Belief.Update(Now);
    }
}
