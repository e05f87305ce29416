using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Planning.Imagination;

/// <summary>Where gripper and object are according to a set of probes, in arm_base.</summary>
/// <param name="Object">Centre of the object's base, and its up axis; null where the probes do not say.</param>
public readonly record struct ImaginedPose(LevelFrame Gripper, double WidthM, (Vec3 Position, Vec3 Up)? Object);

/// <summary>
/// Puts decoded probes, which are relative to the gripper, into one frame that stands still: the goal frame does not move while a skill is at work, so
/// where it is seen from tells where the gripper is.
/// </summary>
public sealed class ImaginedPoses
{
    private readonly bool _hasObject;

    private ImaginedPoses(LevelFrame goal, bool hasObject) => (Goal, _hasObject) = (goal, hasObject);

    /// <summary>In arm_base.</summary>
    public LevelFrame Goal { get; }

    /// <param name="start">Where measured gripper and goal are known together.</param>
    public static ImaginedPoses From(ObservedMoment start)
    {
        LevelFrame gripper = LevelFrame.Of(start.GripperInArmBase);
        IReadOnlyList<float> seen = float.IsFinite(start.Measured[ProbeLayout.GoalPosition]) ? start.Measured : start.Decoded;
        return new(new LevelFrame(gripper.FromLocalPoint(Read(seen, ProbeLayout.GoalPosition)), gripper.YawRad + Yaw(seen)), start.ObjectRadiusM > 0);
    }

    public ImaginedPose Of(IReadOnlyList<float> probes)
    {
        double yaw = Goal.YawRad - Yaw(probes);
        LevelFrame turned = new(Vec3.Zero, yaw);
        LevelFrame gripper = new(Goal.Origin - turned.FromLocalDirection(Read(probes, ProbeLayout.GoalPosition)), yaw);
        bool seen = _hasObject && float.IsFinite(probes[ProbeLayout.ObjectPosition]);
        return new(gripper, probes[ProbeLayout.GripperWidth], seen ? (gripper.FromLocalPoint(Read(probes, ProbeLayout.ObjectPosition)), Up(gripper, probes)) : null);
    }

    private static Vec3 Up(LevelFrame gripper, IReadOnlyList<float> probes)
    {
        double x = probes[ProbeLayout.ObjectTilt], y = probes[ProbeLayout.ObjectTilt + 1];
        return gripper.FromLocalDirection(new(x, y, Math.Sqrt(Math.Max(0, 1 - x * x - y * y))));
    }

    private static double Yaw(IReadOnlyList<float> probes) => Math.Atan2(probes[ProbeLayout.GoalYawSinCos], probes[ProbeLayout.GoalYawSinCos + 1]);

    private static Vec3 Read(IReadOnlyList<float> probes, int start) => new(probes[start], probes[start + 1], probes[start + 2]);
}
