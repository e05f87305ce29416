using System.Buffers.Binary;
using Google.Protobuf;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Scenes;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Plant.Sensors;

/// <summary>
/// A simulated depth camera with segmentation, by rays. A frame is exposed a few rows a physics step (rolling shutter); its data time is the
/// middle of the exposure, at which also the detector's truth is taken. Publishes a <see cref="CameraFrame"/>, then the detector's
/// <see cref="Detections"/> of the same frame, and where there are people the spotter's <see cref="PeopleSeen"/>. After construction it allocates nothing but what the detector's message needs.
/// </summary>
/// <remarks>The message's byte fields wrap the camera's own buffers, so a sink must serialise, as its contract says.</remarks>
public sealed class DepthCamera : ISensor
{
    private readonly DepthCameraOptions _options;
    private readonly RandomStream _random;
    private readonly SimulatedDetector? _detector;
    private readonly PersonSpotter? _spotter;
    private readonly SensorSchedule _schedule;
    private readonly BodyHandle _body;
    private readonly BodyHandle _excluded;
    private readonly Vec3[] _raysInCamera;
    private readonly Vec3[] _sliceDirections;
    private readonly RayHit[] _sliceHits;
    private readonly byte[] _depthMm;
    private readonly byte[] _segmentation;
    private readonly CameraFrame _message;
    private readonly CameraView _view;
    private int _nextRow;

    /// <exception cref="ArgumentException">Options out of range, or a body that the world does not have.</exception>
    public DepthCamera(DepthCameraOptions options, IPhysicsWorld world, RandomStream random, SimulatedDetector? detector = null, PersonSpotter? spotter = null)
    {
        options.Validate(world.TimestepSec);
        _options = options;
        _random = random;
        _detector = detector;
        _spotter = spotter;
        _schedule = new SensorSchedule(options.Timing, random);
        _body = world.FindBody(options.Body);
        _excluded = world.FindBody(options.ExcludedBody);
        int pixels = options.Width * options.Height;
        _raysInCamera = PixelRays(options);
        _sliceDirections = new Vec3[options.Width * options.RowsPerStep];
        _sliceHits = new RayHit[_sliceDirections.Length];
        _depthMm = new byte[2 * pixels];
        _segmentation = new byte[pixels];
        _view = new CameraView(options.Camera, options.Width, options.Height);
        _nextRow = options.Height;
        _message = new CameraFrame
        {
            Camera = options.Camera,
            Width = (uint)options.Width,
            Height = (uint)options.Height,
            HorizontalFovRad = options.HorizontalFovRad,
            VerticalFovRad = options.VerticalFovRad,
            DepthMm = UnsafeByteOperations.UnsafeWrap(_depthMm),
            Segmentation = UnsafeByteOperations.UnsafeWrap(_segmentation),
        };
    }

    public void Sample(IPhysicsWorld world, Timestamp now, ISensorSink sink)
    {
        Timestamp shifted = now.AddSeconds(_options.Timing.LatencySec + _options.LeadSec);
        if (_schedule.TryMeasure(shifted))
        {
            _nextRow = 0;
        }
        if (_nextRow < _options.Height)
        {
            ExposeRows(world, now);
        }
        if (_schedule.TryDeliver(shifted))
        {
            sink.Publish(_options.Kind, _message, _view.Time, now);
            _detector?.Publish(_view, now, sink);
            _spotter?.Publish(_view, now, sink);
        }
    }

    private void ExposeRows(IPhysicsWorld world, Timestamp now)
    {
        Pose camera = world.GetPose(_body) * _options.MountInBody;
        if (_nextRow == _options.Height / 2 / _options.RowsPerStep * _options.RowsPerStep)
        {
            _view.Time = now;
            _view.CameraInWorld = camera;
            _detector?.TakeTruth(world);
            _spotter?.TakeTruth(world);
        }
        int first = _nextRow * _options.Width;
        for (int i = 0; i < _sliceDirections.Length; i++)
        {
            _sliceDirections[i] = camera.Orientation.Rotate(_raysInCamera[first + i]);
        }
        world.CastRays(camera.Position, _sliceDirections, _options.MaxRangeM * 1.5, _excluded, _sliceHits);
        for (int i = 0; i < _sliceHits.Length; i++)
        {
            WritePixel(world, first + i, _sliceHits[i]);
        }
        _nextRow += _options.RowsPerStep;
    }

    private void WritePixel(IPhysicsWorld world, int pixel, RayHit hit)
    {
        double depth = hit.IsHit ? hit.DistanceM * _raysInCamera[pixel].X : 0;
        _view.Shapes[pixel] = hit.Shape.Index;
        _view.PointsInCamera[pixel] = hit.IsHit ? _raysInCamera[pixel] * hit.DistanceM : Vec3.Zero;
        byte semantic = hit.IsHit ? (byte)world.GetSemantic(hit.Shape) : (byte)SemanticClass.Nothing;
        if (pixel % _options.Width > 0 && _random.Chance(_options.SegmentationError))
        {
            semantic = _segmentation[pixel - 1];
        }
        _segmentation[pixel] = semantic;
        bool returned = hit.IsHit && depth >= _options.MinRangeM && depth <= _options.MaxRangeM
            && !_random.Chance(_options.PixelDropout + _options.PixelDropoutPerM * depth);
        double measured = returned ? _random.Gaussian(depth, _options.NoiseM + _options.NoisePerM * depth * depth) : 0;
        BinaryPrimitives.WriteUInt16LittleEndian(_depthMm.AsSpan(2 * pixel, 2), (ushort)Math.Clamp(Math.Round(measured * 1000), 0, ushort.MaxValue));
    }

    /// <summary>Unit rays through the pixels' middles, row by row from the top left.</summary>
    private static Vec3[] PixelRays(DepthCameraOptions options)
    {
        Vec3[] rays = new Vec3[options.Width * options.Height];
        double halfWidth = Math.Tan(options.HorizontalFovRad / 2);
        double halfHeight = Math.Tan(options.VerticalFovRad / 2);
        for (int i = 0; i < rays.Length; i++)
        {
            double left = halfWidth * (1 - 2 * (i % options.Width + 0.5) / options.Width);
            double up = halfHeight * (1 - 2 * (i / options.Width + 0.5) / options.Height);
            rays[i] = new Vec3(1, left, up).Normalized();
        }
        return rays;
    }
}
