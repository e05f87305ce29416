using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>Where setpoints may go, in arm_base.</summary>
public sealed record ReachLimits
{
    public Vec3 Low { get; init; } = new(0.25, -0.50, -0.20);
    public Vec3 High { get; init; } = new(0.80, 0.50, 0.70);

    /// <summary>Largest horizontal distance of the gripper's origin from the arm's first axis.</summary>
    public double MaxRadiusM { get; init; } = 0.82;
    public double MaxYawRad { get; init; } = 1.9;
    public double MaxWidthM { get; init; } = 0.140;

    public Vec3 Clamp(Vec3 position)
    {
        Vec3 boxed = new(
            Math.Clamp(position.X, Low.X, High.X), Math.Clamp(position.Y, Low.Y, High.Y), Math.Clamp(position.Z, Low.Z, High.Z));
        double radius = boxed.HorizontalLength;
        double scale = radius > MaxRadiusM ? MaxRadiusM / radius : 1;
        return new(boxed.X * scale, boxed.Y * scale, boxed.Z);
    }
}

/// <summary>Turns actions (see <see cref="ActionScale"/>) into setpoints and back. Translation is in the setpoint's own yaw frame at the start of a step.</summary>
public sealed class ActionIntegrator(ReachLimits limits)
{
    /// <summary>The longest translation of one action: all three axes at 1.</summary>
    private static readonly double MaxStepM = Math.Sqrt(3) * ActionScale.MetresPerStep;

    /// <summary>The start, then one waypoint per action, 0.1 s apart.</summary>
    /// <param name="actions">Flat [steps, <see cref="ActionScale.Size"/>].</param>
    /// <param name="start">The setpoint from which the first action starts.</param>
    /// <param name="forceN">Largest squeeze of the fingers.</param>
    public GripperTrajectory Integrate(IReadOnlyList<float> actions, GripperWaypoint start, double forceN)
    {
        int steps = actions.Count / ActionScale.Size;
        GripperWaypoint[] waypoints = new GripperWaypoint[steps + 1];
        waypoints[0] = start with { ForceN = forceN };
        for (int step = 0; step < steps; step++)
        {
            GripperWaypoint from = waypoints[step];
            int a = step * ActionScale.Size;
            Vec3 offset = new Vec3(actions[a], actions[a + 1], actions[a + 2]) * ActionScale.MetresPerStep;
            double yaw = from.YawRad + actions[a + ActionScale.Yaw] * ActionScale.RadiansPerStep;
            double width = from.WidthM + actions[a + ActionScale.GripperWidth] * ActionScale.GripperMetresPerStep;
            waypoints[step + 1] = new(
                start.Time.AddSeconds((step + 1) * ActionScale.StepSeconds),
                StepWithin(from.Position, new LevelFrame(from.Position, from.YawRad).FromLocalPoint(offset)),
                Math.Clamp(yaw, -limits.MaxYawRad, limits.MaxYawRad),
                Math.Clamp(width, 0, limits.MaxWidthM),
                forceN);
        }
        return new(waypoints);
    }

    /// <summary>The action that moves one setpoint to another in one step, clipped to −1..1: how a recorded motion becomes actions.</summary>
    public static float[] ActionBetween(GripperWaypoint from, GripperWaypoint to)
    {
        Vec3 offset = new LevelFrame(from.Position, from.YawRad).ToLocalPoint(to.Position) / ActionScale.MetresPerStep;
        double yaw = Angle.Difference(to.YawRad, from.YawRad) / ActionScale.RadiansPerStep;
        double width = (to.WidthM - from.WidthM) / ActionScale.GripperMetresPerStep;
        return [Clip(offset.X), Clip(offset.Y), Clip(offset.Z), Clip(yaw), Clip(width)];
    }

    /// <summary>A start outside the limits comes back at the speed of an ordinary step, not in one leap.</summary>
    private Vec3 StepWithin(Vec3 from, Vec3 to) => from + (limits.Clamp(to) - from).ClampLength(MaxStepM);

    private static float Clip(double value) => (float)Math.Clamp(value, -1, 1);
}
