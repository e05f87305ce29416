using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Report;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>What the channels for viewers need to know of a robot and no message says. Whoever knows the robot's description makes it.</summary>
public sealed record RobotModel
{
    public required string BaseFrame { get; init; }
    public required string LidarFrame { get; init; }

    /// <summary>Of the head camera: x forward, y left, z up.</summary>
    public required string HeadCameraFrame { get; init; }

    /// <inheritdoc cref="HeadCameraFrame"/>
    public required string WristCameraFrame { get; init; }
    public required IReadOnlyList<ModelJoint> Joints { get; init; }
    public required IReadOnlyList<ModelLink> Links { get; init; }

    /// <summary>Answers where the base is; fed with what was recorded.</summary>
    public required IBaseTracker Base { get; init; }
}

/// <param name="ChildAtZero">Pose of the child link in the parent link at position zero.</param>
/// <param name="Axis">Unit axis in the child's frame.</param>
/// <param name="Turns">Revolute; otherwise it slides.</param>
/// <param name="Read">Takes this joint out of a message; null for a fixed joint.</param>
public sealed record ModelJoint(string Name, string Parent, string Child, Pose ChildAtZero, Vec3 Axis, bool Turns, Func<JointStates, JointReading>? Read)
{
    /// <param name="position">Radians or metres.</param>
    public Pose ChildAt(double position) => ChildAtZero * (Turns
        ? new Pose(Vec3.Zero, Quat.FromAxisAngle(Axis, position))
        : new Pose(Axis * position, Quat.Identity));
}

/// <summary>A joint's position, velocity and effort: rad, rad/s, Nm or m, m/s, N.</summary>
public readonly record struct JointReading(double Position, double Velocity, double Effort);

/// <param name="Frame">The link's.</param>
public sealed record ModelLink(string Frame, IReadOnlyList<ReplayShape> Shapes);

/// <summary>Where the robot believes its base to be.</summary>
public interface IBaseTracker
{
    void Observe(Odometry message);

    void Observe(PoseEstimate message);

    /// <summary>Frame of the odometry in the map, and base in the frame of the odometry; null before anything is known.</summary>
    (Pose2 OdometryInMap, Pose2 BaseInOdometry)? At(Timestamp time);
}
