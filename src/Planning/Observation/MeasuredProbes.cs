using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Observation;

/// <summary>The probe values that sensors give directly. Against what the model decodes now they take its constant error out of a rollout.</summary>
public static class MeasuredProbes
{
    /// <summary>An object not seen for longer than this anchors nothing: by then the model may know better.</summary>
    public const double MaxObjectAgeSeconds = 0.5;

    /// <summary>Probes that no sensor gives.</summary>
    public static readonly IReadOnlyList<int> NeverMeasured = [ProbeLayout.Held, ProbeLayout.ButtonTravel, ProbeLayout.TipSpeed, ProbeLayout.SpillRisk];

    /// <summary><see cref="ProbeLayout.Size"/> values in SI units; NaN where nothing measures it now.</summary>
    public static float[] From(ManipulationInputs inputs)
    {
        float[] probes = new float[ProbeLayout.Size];
        probes.AsSpan().Fill(float.NaN);
        LevelFrame gripper = LevelFrame.Of(inputs.GripperInArmBase);
        probes[ProbeLayout.GripperWidth] = (float)inputs.GripperWidthM;
        if (inputs.Goal is { } goal)
        {
            Write(probes, ProbeLayout.GoalPosition, gripper.ToLocalPoint(goal.PoseInArmBase.Position));
            (double sin, double cos) = Math.SinCos(goal.PoseInArmBase.Orientation.Yaw - gripper.YawRad);
            probes[ProbeLayout.GoalYawSinCos] = (float)sin;
            probes[ProbeLayout.GoalYawSinCos + 1] = (float)cos;
        }
        if (inputs.Object is { AgeSeconds: <= MaxObjectAgeSeconds } seen)
        {
            Write(probes, ProbeLayout.ObjectPosition, gripper.ToLocalPoint(seen.PoseInArmBase.Position));
            Vec3 up = gripper.ToLocalDirection(seen.PoseInArmBase.Orientation.AxisZ);
            probes[ProbeLayout.ObjectTilt] = (float)up.X;
            probes[ProbeLayout.ObjectTilt + 1] = (float)up.Y;
            if (inputs.Goal is { } frame)
            {
                Write(probes, ProbeLayout.ObjectInGoal, frame.PoseInArmBase.Inverse().Transform(seen.PoseInArmBase.Position));
            }
            if (inputs.SupportHeightM is { } support)
            {
                probes[ProbeLayout.ObjectHeightAboveSupport] = (float)(seen.PoseInArmBase.Position.Z - support);
            }
        }
        if (inputs.TactileN is { } tactile)
        {
            probes[ProbeLayout.PadForceLeft] = tactile.Take(ObservationLayout.PadCells).Sum();
            probes[ProbeLayout.PadForceRight] = tactile.Skip(ObservationLayout.PadCells).Sum();
        }
        if (inputs.WristWrench is { } wrench)
        {
            Write(probes, ProbeLayout.WristForce, wrench.Force);
        }
        return probes;
    }

    /// <summary>Measured minus decoded where something was measured, else 0.</summary>
    public static void WriteAnchor(ReadOnlySpan<float> measured, ReadOnlySpan<float> decoded, Span<float> anchor)
    {
        for (int p = 0; p < ProbeLayout.Size; p++)
        {
            anchor[p] = float.IsFinite(measured[p]) ? measured[p] - decoded[p] : 0;
        }
    }

    private static void Write(float[] probes, int start, Vec3 value)
    {
        probes[start] = (float)value.X;
        probes[start + 1] = (float)value.Y;
        probes[start + 2] = (float)value.Z;
    }
}
