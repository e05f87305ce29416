using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Scenes;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Plant.Sensors;

/// <summary>
/// Stands in for a learned object detector on one camera's frames. It knows which object each pixel belongs to, so it needs line of sight, and
/// misses, mistakes and blurs what a detector would.
/// </summary>
public sealed class SimulatedDetector
{
    private readonly DetectorOptions _options;
    private readonly RandomStream _random;
    private readonly IDetectorTruth _truth;
    private readonly List<DetectorTarget> _targets;
    private readonly int[] _targetOfShape;
    private readonly bool[] _isPart;
    private readonly DetectionWriter _writer;
    private readonly Detections _message = new();
    private int _indicator;

    /// <exception cref="ArgumentException">Options out of range, or a body that the world does not have.</exception>
    public SimulatedDetector(DetectorOptions options, DetectorScene scene, IPhysicsWorld world, IDetectorTruth truth, RandomStream random)
    {
        options.Validate();
        _options = options;
        _random = random;
        _truth = truth;
        _targets = DetectorTarget.Of(scene, world, () => new Vec3(random.Gaussian(), random.Gaussian(), random.Gaussian() * 0.5) * options.PositionBiasM);
        _writer = new DetectionWriter(options, random);
        (_targetOfShape, _isPart) = IndexShapes(scene, world);
    }

    /// <summary>Notes where everything is at the instant of the frame.</summary>
    internal void TakeTruth(IPhysicsWorld world)
    {
        foreach (DetectorTarget target in _targets)
        {
            target.PoseInWorld = world.GetPose(target.Body) * target.ReportedInBody;
            target.FillMl = target.Kind == TargetKind.Mug ? _truth.GetFillMl(target.Name) : 0;
        }
        _indicator = _truth.IndicatorValue;
    }

    internal void Publish(CameraView view, Timestamp now, ISensorSink sink)
    {
        CountPixels(view);
        _message.Items.Clear();
        _message.Camera = view.Camera;
        Pose worldInCamera = view.CameraInWorld.Inverse();
        foreach (DetectorTarget target in _targets)
        {
            if (IsFound(target))
            {
                _message.Items.Add(Describe(target, worldInCamera, view));
            }
        }
        if (_random.Chance(_options.FalsePositiveRate) && FalsePositive(view) is { } ghost)
        {
            _message.Items.Add(ghost);
        }
        sink.Publish(SensorKind.Detections, _message, view.Time, now);
    }

    private void CountPixels(CameraView view)
    {
        foreach (DetectorTarget target in _targets)
        {
            target.Pixels = 0;
            target.PartPixels = 0;
        }
        foreach (int shape in view.Shapes)
        {
            if (shape >= 0 && _targetOfShape[shape] is >= 0 and int index)
            {
                _targets[index].Pixels++;
                _targets[index].PartPixels += _isPart[shape] ? 1 : 0;
            }
        }
    }

    private bool IsFound(DetectorTarget target) => target.Pixels > 0 && !_random.Chance(_options.MissProbabilityAt(target.Pixels));

    private Detection Describe(DetectorTarget target, Pose worldInCamera, CameraView view)
    {
        Pose poseInCamera = worldInCamera * (target.PoseInWorld with { Position = target.PoseInWorld.Position + target.Bias });
        double share = Math.Min(1, (double)_options.MinPixels / target.Pixels);
        switch (target.Kind)
        {
            case TargetKind.Mug:
                Vec3 cameraInMug = target.PoseInWorld.Inverse().Transform(view.CameraInWorld.Position);
                return _random.Chance(_options.MugConfusion)
                    ? _writer.Clutter(target, poseInCamera, share)
                    : _writer.Mug(target, poseInCamera, share, cameraInMug);
            case TargetKind.Machine:
                return _writer.Machine(target, poseInCamera, share, worldInCamera * target.PoseInWorld, _indicator);
            case TargetKind.Table:
                return _writer.Table(target, poseInCamera, share);
            default:
                return target.LooksLikeMug && _random.Chance(_options.LookalikeConfusion)
                    ? _writer.Mug(target, poseInCamera, share, null)
                    : _writer.Clutter(target, poseInCamera, share);
        }
    }

    /// <summary>Something on a surface, or on nothing, taken for an object.</summary>
    private Detection? FalsePositive(CameraView view)
    {
        int pixel = _random.Index(view.Shapes.Length);
        return view.Shapes[pixel] < 0 ? null : _writer.Ghost(view.PointsInCamera[pixel], view.CameraInWorld.Orientation);
    }

    private (int[] TargetOfShape, bool[] IsPart) IndexShapes(DetectorScene scene, IPhysicsWorld world)
    {
        int[] targetOfShape = new int[world.ShapeCount];
        bool[] isPart = new bool[world.ShapeCount];
        Dictionary<int, int> targetOfBody = [];
        for (int i = 0; i < _targets.Count; i++)
        {
            targetOfBody[_targets[i].Body.Index] = i;
        }
        if (scene.Machine is not null)
        {
            targetOfBody[world.FindBody(MachineBody.ButtonBodyName).Index] = _targets.FindIndex(target => target.Kind == TargetKind.Machine);
        }
        for (int shape = 0; shape < targetOfShape.Length; shape++)
        {
            ShapeHandle handle = new(shape);
            targetOfShape[shape] = targetOfBody.GetValueOrDefault(world.GetBodyOf(handle).Index, -1);
            isPart[shape] = world.GetSemantic(handle) == SemanticClass.MachineButton;
        }
        foreach (DetectorTarget mug in _targets.Where(target => target.Mug is { Handle: not Kitchens.Mugs.HandleKind.None }))
        {
            foreach (string handle in Kitchens.Mugs.MugBody.HandleShapeNames(mug.Mug!, mug.Name))
            {
                isPart[world.FindShape(handle).Index] = true;
            }
        }
        return (targetOfShape, isPart);
    }
}
