using Google.Protobuf;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>The robot itself: transforms of all its frames, joint states, and its shapes.</summary>
internal sealed class RobotChannels
{
    private const double FixedPerSecond = 0.2;
    private const string OdometryFrame = "odom";

    private readonly RobotModel _robot;
    private readonly RateLimit _fixed = new(FixedPerSecond);
    private readonly Schemas.FrameTransforms _moving = new();
    private readonly Schemas.FrameTransforms _unmoving = new();
    private readonly Schemas.JointStates _states = new();
    private readonly Schemas.SceneUpdate _shapes = new();
    private readonly List<(ModelJoint Joint, Schemas.FrameTransform Transform, Schemas.JointState State)> _movingJoints = [];
    private readonly Schemas.FrameTransform _odometryInMap = Conversions.ToTransform(Conversions.MapFrame, OdometryFrame);
    private readonly Schemas.FrameTransform _baseInOdometry;

    public RobotChannels(RobotModel robot)
    {
        _robot = robot;
        _baseInOdometry = Conversions.ToTransform(OdometryFrame, robot.BaseFrame);
        foreach (ModelJoint joint in robot.Joints)
        {
            Schemas.FrameTransform transform = Conversions.ToTransform(joint.Parent, joint.Child);
            if (joint.Read is null)
            {
                transform.Set(0L.ToTimestamp(), joint.ChildAtZero);
                _unmoving.Transforms.Add(transform);
                continue;
            }
            Schemas.JointState state = new() { Name = joint.Name };
            _movingJoints.Add((joint, transform, state));
            _moving.Transforms.Add(transform);
            _states.Joints.Add(state);
        }
        foreach (string camera in new[] { robot.HeadCameraFrame, robot.WristCameraFrame })
        {
            Schemas.FrameTransform optical = Conversions.ToTransform(camera, CameraChannels.OpticalFrameOf(camera));
            optical.Set(0L.ToTimestamp(), new Pose(Vec3.Zero, CameraChannels.OpticalInCamera));
            _unmoving.Transforms.Add(optical);
        }
        foreach (ModelLink link in robot.Links.Where(link => link.Shapes.Count > 0))
        {
            _shapes.Entities.Add(ShapePrimitives.Entity(link.Frame, link.Frame, link.Shapes));
        }
    }

    public void Convert(JointStates message, Action<string, IMessage> write)
    {
        long timeNs = message.Header.DataTimeNs;
        Google.Protobuf.WellKnownTypes.Timestamp time = timeNs.ToTimestamp();
        foreach ((ModelJoint joint, Schemas.FrameTransform transform, Schemas.JointState state) in _movingJoints)
        {
            JointReading reading = joint.Read!(message);
            transform.Set(time, joint.ChildAt(reading.Position));
            (state.Position, state.Velocity, state.Effort) = (reading.Position, reading.Velocity, reading.Effort);
        }
        if (_robot.Base.At(new Timestamp(timeNs)) is var (odometryInMap, baseInOdometry))
        {
            if (_moving.Transforms.Count == _movingJoints.Count)
            {
                _moving.Transforms.Add([_odometryInMap, _baseInOdometry]);
            }
            _odometryInMap.Set(time, odometryInMap.ToPose());
            _baseInOdometry.Set(time, baseInOdometry.ToPose());
        }
        _states.Timestamp = time;
        if (_fixed.Passes(timeNs))
        {
            foreach (Schemas.FrameTransform transform in _unmoving.Transforms)
            {
                transform.Timestamp = time;
            }
            foreach (Schemas.SceneEntity entity in _shapes.Entities)
            {
                entity.Timestamp = time;
            }
            write(FoxgloveTopics.FixedTransforms, _unmoving);
            write(FoxgloveTopics.Robot, _shapes);
        }
        write(FoxgloveTopics.Transforms, _moving);
        write(FoxgloveTopics.JointStates, _states);
    }
}
