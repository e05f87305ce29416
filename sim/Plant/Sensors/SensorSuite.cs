using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Sensors;

/// <summary>The reference robot's sensors, each with its own random stream under the plant's seed.</summary>
internal static class SensorSuite
{
    public static IEnumerable<ISensor> Create(
        IPhysicsWorld world, Kitchen kitchen, RobotDescription description, SimulatedRobot robot, IDetectorTruth truth, PlantOptions options)
    {
        RobotFrames frames = description.Frames;
        yield return new JointSensor(robot, new() { RateHz = 100, LatencySec = 0.002, DropoutProbability = 0.0005 }, Stream("joints"));
        yield return new WrenchSensor(robot, new() { RateHz = 100, LatencySec = 0.002, DropoutProbability = 0.001 }, Stream("wrench"));
        yield return new TactileSensor(robot.Pads, new() { RateHz = 100, LatencySec = 0.004, DropoutProbability = 0.002 }, Stream("tactile"));
        yield return new ImuSensor(robot, new() { RateHz = 100, LatencySec = 0.002, DropoutProbability = 0.0005 }, Stream("imu"));
        yield return new OdometrySensor(robot, new() { RateHz = 50, LatencySec = 0.004, DropoutProbability = 0.001 }, Stream("odometry"));
        yield return new PoseEstimateSensor(robot, new() { RateHz = 10, LatencySec = 0.020, DropoutProbability = 0.01 }, Stream("pose"));
        if (options.HasWristCamera)
        {
            SimulatedDetector detector = new(DetectorOptions.Wrist, DetectorScene.Of(kitchen), world, truth, Stream("detector/wrist"));
            yield return new DepthCamera(
                DepthCameraOptions.Wrist(frames.WristCamera, Pose.Identity, frames.Gripper), world, Stream("camera/wrist"), detector, Spotter("wrist"));
        }
        if (options.HasHeadCamera)
        {
            SimulatedDetector detector = new(DetectorOptions.Head, DetectorScene.Of(kitchen), world, truth, Stream("detector/head"));
            yield return new DepthCamera(
                DepthCameraOptions.Head(frames.HeadCamera, Pose.Identity, frames.HeadCamera), world, Stream("camera/head"), detector, Spotter("head"));
        }
        if (options.HasLidar)
        {
            LidarOptions lidar = new() { Body = frames.Lidar, MountInBody = Pose.Identity, ExcludedBody = frames.Base };
            yield return new LidarSensor(lidar, world, Stream("lidar"));
        }

        PersonSpotter? Spotter(string camera) => kitchen.People.Count == 0 ? null
            : new(new(), kitchen.People, world, frames.Base, Stream("people/" + camera));

        RandomStream Stream(string purpose) => RandomStream.For(options.Seed, "sensor/" + purpose);
    }
}
