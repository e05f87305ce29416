using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Scenes;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Plant.Sensors;

/// <summary>A lidar that turns about the z axis of its frame; ray 0 along x, counter-clockwise.</summary>
public sealed record LidarOptions
{
    public required string Body { get; init; }
    public required Pose MountInBody { get; init; }

    /// <summary>Body the lidar looks past, normally what it is screwed to.</summary>
    public required string ExcludedBody { get; init; }
    public int Rays { get; init; } = 360;

    /// <summary>Rays cast in one physics step; divides <see cref="Rays"/>.</summary>
    public int RaysPerStep { get; init; } = 36;
    public SensorTiming Timing { get; init; } = new() { RateHz = 10, LatencySec = 0.026, DropoutProbability = 0.005 };

    /// <summary>How long before a multiple of the period a scan is delivered.</summary>
    public double LeadSec { get; init; } = 0.002;
    public double MinRangeM { get; init; } = 0.05;
    public double MaxRangeM { get; init; } = 10;
    public double NoiseM { get; init; } = 0.008;
    public double NoisePerM { get; init; } = 0.002;
    public double RayDropout { get; init; } = 0.005;

    /// <summary>Throws <see cref="ArgumentException"/> when the options contradict one another.</summary>
    public void Validate(double stepSec)
    {
        Timing.Validate();
        if (Rays is < 4 or > 4096 || RaysPerStep < 1 || Rays % RaysPerStep != 0)
        {
            throw new ArgumentException($"lidar: rays ({Rays}) must be 4 to 4096 and a multiple of the rays per step ({RaysPerStep})");
        }
        if (Timing.LatencySec < Rays / RaysPerStep * stepSec)
        {
            throw new ArgumentException(FormattableString.Invariant($"lidar: latency {Timing.LatencySec:G4} s is shorter than one turn"));
        }
    }
}

/// <summary>A simulated planar lidar. A scan is cast a sector a physics step; its data time is the middle of the turn. Allocates nothing after construction.</summary>
public sealed class LidarSensor : ISensor
{
    private readonly LidarOptions _options;
    private readonly RandomStream _random;
    private readonly SensorSchedule _schedule;
    private readonly BodyHandle _body;
    private readonly BodyHandle _excluded;
    private readonly Vec3[] _directions;
    private readonly RayHit[] _hits;
    private readonly LidarScan _message = new();
    private Timestamp _time;
    private int _next;

    /// <exception cref="ArgumentException">Options out of range, or a body that the world does not have.</exception>
    public LidarSensor(LidarOptions options, IPhysicsWorld world, RandomStream random)
    {
        options.Validate(world.TimestepSec);
        _options = options;
        _random = random;
        _schedule = new SensorSchedule(options.Timing, random);
        _body = world.FindBody(options.Body);
        _excluded = world.FindBody(options.ExcludedBody);
        _directions = new Vec3[options.RaysPerStep];
        _hits = new RayHit[options.RaysPerStep];
        _next = options.Rays;
        _message.AngleStepRad = 2 * Math.PI / options.Rays;
        for (int i = 0; i < options.Rays; i++)
        {
            _message.RangeM.Add(0);
        }
    }

    public void Sample(IPhysicsWorld world, Timestamp now, ISensorSink sink)
    {
        Timestamp shifted = now.AddSeconds(_options.Timing.LatencySec + _options.LeadSec);
        if (_schedule.TryMeasure(shifted))
        {
            _next = 0;
        }
        if (_next < _options.Rays)
        {
            CastSector(world, now);
        }
        if (_schedule.TryDeliver(shifted))
        {
            sink.Publish(SensorKind.Lidar, _message, _time, now);
        }
    }

    private void CastSector(IPhysicsWorld world, Timestamp now)
    {
        Pose lidar = world.GetPose(_body) * _options.MountInBody;
        if (_next == _options.Rays / 2 / _options.RaysPerStep * _options.RaysPerStep)
        {
            _time = now;
        }
        for (int i = 0; i < _directions.Length; i++)
        {
            (double sin, double cos) = Math.SinCos((_next + i) * _message.AngleStepRad);
            _directions[i] = lidar.Orientation.Rotate(new Vec3(cos, sin, 0));
        }
        world.CastRays(lidar.Position, _directions, _options.MaxRangeM, _excluded, _hits);
        for (int i = 0; i < _hits.Length; i++)
        {
            double range = _hits[i].DistanceM;
            bool returned = _hits[i].IsHit && range >= _options.MinRangeM && !_random.Chance(_options.RayDropout);
            _message.RangeM[_next + i] = returned ? (float)Math.Max(0, _random.Gaussian(range, _options.NoiseM + _options.NoisePerM * range)) : 0;
        }
        _next += _options.RaysPerStep;
    }
}
