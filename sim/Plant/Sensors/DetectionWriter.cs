using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Plant.Sensors;

/// <summary>Puts noise on what was found and writes it as messages, in the camera's frame (x forward, y left, z up).</summary>
internal sealed class DetectionWriter(DetectorOptions options, RandomStream random)
{
    private const double HandleFoundProbability = 0.9;
    private const double GhostHandleProbability = 0.01;
    private const double TableNoiseFactor = 2.0;

    /// <param name="target">A mug, or clutter taken for one.</param>
    /// <param name="poseInCamera">Without noise.</param>
    /// <param name="share">Fewest pixels over pixels, at most 1: how uncertain the find is.</param>
    /// <param name="cameraInMug">Null when it is no mug: nothing is seen inside.</param>
    public Detection Mug(DetectorTarget target, Pose poseInCamera, double share, Vec3? cameraInMug)
    {
        Detection detection = Start("mug", target, poseInCamera, share, cameraInMug is null ? 0.55 : 0.95);
        bool handle = target.PartPixels >= Math.Max(2, options.MinPixels / 3) && random.Chance(HandleFoundProbability);
        bool ghostHandle = !handle && random.Chance(GhostHandleProbability);
        detection.HandleVisible = handle || ghostHandle;
        Vec3 axis = Tilted(poseInCamera.Orientation.AxisZ);
        double distance = poseInCamera.Position.Length;
        Vec3 along = handle ? Turned(poseInCamera.Orientation.AxisX, axis, 2 * YawSigma(distance))
            : ghostHandle ? Turned(Vec3.UnitX, axis, Math.PI) : Vec3.UnitX;
        detection.PoseInCamera.Orientation = Message(Upright(along, axis));
        detection.FillFraction = cameraInMug is { } camera ? FillSeen(target, camera) : -1;
        return detection;
    }

    public Detection Clutter(DetectorTarget target, Pose poseInCamera, double share)
    {
        Detection detection = Start("clutter", target, poseInCamera, share, 0.9);
        detection.PoseInCamera.Orientation = Message(NoisyOrientation(poseInCamera));
        return detection;
    }

    public Detection Table(DetectorTarget target, Pose poseInCamera, double share)
    {
        Detection detection = Start("dining_table", target, poseInCamera, share, 0.95, TableNoiseFactor);
        bool turned = random.Chance(0.5);
        Pose seen = turned ? poseInCamera * new Pose(Vec3.Zero, Quat.FromYaw(Math.PI)) : poseInCamera;
        detection.PoseInCamera.Orientation = Message(NoisyOrientation(seen));
        return detection;
    }

    public Detection Machine(DetectorTarget target, Pose poseInCamera, double share, Pose exactInCamera, int indicator)
    {
        MachineSpec spec = target.Machine!;
        Detection detection = Start("coffee_machine", target, poseInCamera, share, 0.95);
        detection.PoseInCamera.Orientation = Message(NoisyOrientation(poseInCamera));
        Vec3 front = exactInCamera.Orientation.AxisX;
        Vec3 button = exactInCamera.Transform(spec.ButtonFace);
        if (target.PartPixels > 0)
        {
            detection.Keypoints.Add(Keypoint("button", button, front));
        }
        bool fromFront = front.Dot(-button.Normalized()) > 0.25;
        if (fromFront && target.Pixels >= 2 * options.MinPixels)
        {
            detection.Keypoints.Add(Keypoint("mug_place", exactInCamera.Transform(spec.MugPlace), front));
            if (button.Length < 3.5)
            {
                Keypoint lamp = Keypoint("indicator", exactInCamera.Transform(spec.Indicator), front);
                lamp.Value = random.Chance(options.IndicatorError) ? random.Index(3) : indicator;
                detection.Keypoints.Add(lamp);
            }
        }
        return detection;
    }

    /// <summary>A mug or a piece of clutter where there is none.</summary>
    public Detection Ghost(Vec3 pointInCamera, Quat cameraInWorld)
    {
        double radius = random.Uniform(0.03, 0.06);
        double height = random.Uniform(0.06, 0.14);
        double sigma = options.PositionNoiseM + options.PositionNoisePerM * pointInCamera.Length;
        return new Detection
        {
            Label = random.Chance(0.4) ? "mug" : "clutter",
            Confidence = random.Uniform(0.3, 0.6),
            PoseInCamera = new() { Position = Message(pointInCamera), Orientation = Message(Upright(Vec3.UnitX, cameraInWorld.Inverse().Rotate(Vec3.UnitZ))) },
            PositionSigmaM = sigma,
            RadiusM = radius,
            HeightM = height,
            ExtentM = Message(new Vec3(2 * radius, 2 * radius, height)),
            FillFraction = -1,
            Pixels = (uint)options.MinPixels,
        };
    }

    private Detection Start(string label, DetectorTarget target, Pose poseInCamera, double share, double confidence, double noiseFactor = 1)
    {
        double sigma = noiseFactor * (options.PositionNoiseM + options.PositionNoisePerM * poseInCamera.Position.Length);
        Vec3 extent = new(target.ExtentM.X * SizeFactor(), target.ExtentM.Y * SizeFactor(), target.ExtentM.Z * SizeFactor());
        return new Detection
        {
            Label = label,
            Confidence = Math.Clamp(confidence - 0.4 * share + random.Gaussian(0, 0.04), 0.2, 0.99),
            PoseInCamera = new() { Position = Message(poseInCamera.Position + Noise(sigma)) },
            PositionSigmaM = sigma,
            RadiusM = target.RadiusM * SizeFactor(),
            HeightM = extent.Z,
            ExtentM = Message(extent),
            FillFraction = -1,
            Pixels = (uint)target.Pixels,
        };
    }

    /// <summary>
    /// Fill level as a fraction of the capacity, or −1 when the line of sight over the near rim meets the far wall above the liquid.
    /// </summary>
    private double FillSeen(DetectorTarget target, Vec3 cameraInMug)
    {
        MugSpec spec = target.Mug!;
        double above = cameraInMug.Z - spec.HeightM;
        double across = Math.Max(1e-6, cameraInMug.HorizontalLength);
        double depthSeen = 2 * spec.InnerRadiusM * above / across;
        bool seen = above > 0 && depthSeen > spec.HeightM - spec.LevelM(target.FillMl) && target.Pixels >= 2 * options.MinPixels;
        return seen ? Math.Clamp(random.Gaussian(target.FillMl / spec.CapacityMl, options.FillNoise), 0, 1) : -1;
    }

    private Keypoint Keypoint(string name, Vec3 positionInCamera, Vec3 directionInCamera)
    {
        double distance = positionInCamera.Length;
        return new Keypoint
        {
            Name = name,
            PositionInCamera = Message(positionInCamera + Noise(0.75 * (options.PositionNoiseM + options.PositionNoisePerM * distance))),
            DirectionInCamera = Message(Turned(directionInCamera, Vec3.UnitZ, YawSigma(distance)).Normalized()),
        };
    }

    private Quat NoisyOrientation(Pose poseInCamera)
    {
        Vec3 axis = Tilted(poseInCamera.Orientation.AxisZ);
        return Upright(Turned(poseInCamera.Orientation.AxisX, axis, YawSigma(poseInCamera.Position.Length)), axis);
    }

    private double YawSigma(double distanceM) => options.YawNoiseRad + options.YawNoiseRadPerM * distanceM;

    private double SizeFactor() => Math.Max(0.5, 1 + random.Gaussian(0, options.SizeNoise));

    private Vec3 Noise(double sigma) => new(random.Gaussian(0, sigma), random.Gaussian(0, sigma), random.Gaussian(0, sigma));

    private Vec3 Tilted(Vec3 axis) => (axis + Noise(options.TiltNoiseRad)).Normalized();

    private Vec3 Turned(Vec3 direction, Vec3 axis, double sigmaRad) => Quat.FromAxisAngle(axis, random.Gaussian(0, sigmaRad)).Rotate(direction);

    /// <summary>z along <paramref name="axis"/>, x as near to <paramref name="along"/> as that allows.</summary>
    private static Quat Upright(Vec3 along, Vec3 axis)
    {
        Vec3 across = axis.Cross(along);
        Vec3 y = (across.Length > 1e-6 ? across : axis.Cross(Vec3.UnitY)).Normalized();
        return Quat.FromAxes(y.Cross(axis), y, axis);
    }

    private static Vector3 Message(Vec3 v) => new() { X = v.X, Y = v.Y, Z = v.Z };

    private static Quaternion Message(Quat q) => new() { W = q.W, X = q.X, Y = q.Y, Z = q.Z };
}
