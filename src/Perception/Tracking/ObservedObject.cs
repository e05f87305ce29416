using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Perception;

/// <summary>One detection carried into the map.</summary>
internal readonly record struct ObservedObject(
    Detection Message,
    Timestamp Time,
    string Camera,
    Pose CameraInMap,
    Pose PoseInMap,
    double SigmaM)
{
    public double RangeM => (PoseInMap.Position - CameraInMap.Position).Length;

    /// <summary>Adds what the camera's own pose is uncertain by; null for values no detector can mean.</summary>
    public static ObservedObject? TryCreate(Detection message, Timestamp time, string camera, Pose cameraInMap, double cameraSigmaM, double cameraYawSigmaRad)
    {
        Pose inCamera = message.PoseInCamera.ToPose();
        if (!inCamera.IsFinite || message.Label.Length == 0 || inCamera.Position.Length > 30
            || !double.IsFinite(message.RadiusM) || !double.IsFinite(message.HeightM) || !double.IsFinite(message.FillFraction))
        {
            return null;
        }
        double own = message.PositionSigmaM is > 0 and < 10 ? message.PositionSigmaM : 0.02;
        double swing = inCamera.Position.Length * cameraYawSigmaRad;
        double sigma = Math.Sqrt(own * own + cameraSigmaM * cameraSigmaM + swing * swing);
        return new(message, time, camera, cameraInMap, cameraInMap * inCamera, sigma);
    }
}
