using Google.Protobuf;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Report;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>The simulated world as it truly is, for people: bodies in frames of their own, apart from what the robot believes. The robot is left out.</summary>
internal sealed class TruthChannels
{
    private const double ScenesPerSecond = 0.05;

    private readonly RateLimit _sceneRate = new(ScenesPerSecond);
    private readonly Schemas.SceneUpdate _scene = new();
    private readonly Schemas.FrameTransforms _transforms = new();
    private readonly Dictionary<string, Schemas.FrameTransform> _byBody = [];

    public TruthChannels(ReplayScene kitchen, RobotModel robot)
    {
        HashSet<string> links = [.. robot.Links.Select(link => link.Frame)];
        foreach (ReplayBody body in kitchen.Bodies.Where(body => !links.Contains(body.Name)))
        {
            string frame = $"truth/{body.Name}";
            Schemas.FrameTransform transform = Conversions.ToTransform(Conversions.MapFrame, frame);
            transform.Set(0L.ToTimestamp(), body.Pose);
            _transforms.Transforms.Add(transform);
            _byBody[body.Name] = transform;
            _scene.Entities.Add(ShapePrimitives.Entity(body.Name, frame, body.Shapes));
        }
    }

    public void Convert(PlantTruth message, Action<string, IMessage> write)
    {
        long timeNs = message.Header?.DataTimeNs ?? 0;
        Google.Protobuf.WellKnownTypes.Timestamp time = timeNs.ToTimestamp();
        foreach (Schemas.FrameTransform transform in _transforms.Transforms)
        {
            transform.Timestamp = time;
        }
        foreach (BodyPose body in message.Bodies)
        {
            if (_byBody.TryGetValue(body.Name, out Schemas.FrameTransform? transform))
            {
                transform.Set(time, body.Pose.ToCore());
            }
        }
        write(FoxgloveTopics.TrueTransforms, _transforms);
        if (_sceneRate.Passes(timeNs))
        {
            foreach (Schemas.SceneEntity entity in _scene.Entities)
            {
                entity.Timestamp = time;
            }
            write(FoxgloveTopics.TrueScene, _scene);
        }
    }
}
