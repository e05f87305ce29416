using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Observation;

/// <summary>Builds observations, goals and measured probe values from plain inputs. Pure: the same inputs give the same bytes.</summary>
public static class ObservationBuilder
{
    private const double MaxAgeSeconds = 5;

    /// <summary>
    /// What stands farther from the gripper is no neighbour: a second's plan cannot touch it, and a thing across the room is like nothing
    /// that the model was trained on.
    /// </summary>
    private const double NeighbourWithinM = 0.5;

    public static ManipulationObservation Build(ManipulationInputs inputs)
    {
        Validate(inputs);
        float[] vector = new float[ObservationLayout.Size];
        LevelFrame gripper = LevelFrame.Of(inputs.GripperInArmBase);
        WriteProprio(inputs, gripper, ObservationLayout.ProprioSegment.Of(vector.AsSpan()));
        Span<float> present = ObservationLayout.Present.Of(vector.AsSpan());
        present[(int)Modality.Proprio] = 1;
        if (inputs.WristWrench is { } wrench)
        {
            present[(int)Modality.Wrench] = 1;
            Span<float> target = ObservationLayout.Wrench.Of(vector.AsSpan());
            Write(target, wrench.Force);
            Write(target[3..], wrench.Torque);
        }
        if (inputs.TactileN is { } tactile)
        {
            present[(int)Modality.Tactile] = 1;
            Copy(tactile, ObservationLayout.Tactile.Of(vector.AsSpan()));
        }
        if (inputs.Wrist is { } wrist)
        {
            present[(int)Modality.WristImage] = 1;
            wrist.DepthM.CopyTo(ObservationLayout.WristDepth.Of(vector.AsSpan()));
            wrist.Mask.CopyTo(ObservationLayout.WristMask.Of(vector.AsSpan()));
        }
        if (inputs.Object is { } target0)
        {
            present[(int)Modality.ObjectSlot] = 1;
            WriteSlot(target0, gripper, ObservationLayout.SlotAt(ObservationLayout.ObjectSlot).Of(vector.AsSpan()));
        }
        if (inputs.Goal is { } goal)
        {
            present[(int)Modality.GoalSlot] = 1;
            WriteSlot(goal, gripper, ObservationLayout.SlotAt(ObservationLayout.GoalSlot).Of(vector.AsSpan()));
        }
        WriteNeighbours(inputs.Neighbours, gripper, vector);
        return new(vector);
    }

    /// <summary>
    /// What would be seen on success, as far as it is known: the slots as seen from <paramref name="gripperAtSuccess"/>, with the object
    /// where it is now. What cannot be known beforehand (joints, forces, touch, depth) is masked.
    /// </summary>
    public static ManipulationObservation BuildGoal(ManipulationInputs now, Pose gripperAtSuccess)
    {
        ManipulationInputs then = now with
        {
            GripperInArmBase = gripperAtSuccess,
            SetpointInArmBase = gripperAtSuccess,
            WristWrench = null,
            TactileN = null,
            Wrist = null,
        };
        return Build(then).Without(Modality.Proprio);
    }

    private static void WriteProprio(ManipulationInputs inputs, LevelFrame gripper, Span<float> proprio)
    {
        Copy(inputs.JointPositionsRad, proprio[ObservationLayout.Proprio.JointPositions..]);
        Copy(inputs.JointVelocitiesRadPerSec, proprio[ObservationLayout.Proprio.JointVelocities..]);
        proprio[ObservationLayout.Proprio.GripperWidth] = (float)inputs.GripperWidthM;
        proprio[ObservationLayout.Proprio.GripperWidthRate] = (float)inputs.GripperVelocityMPerSec;
        Span<float> lag = proprio[ObservationLayout.Proprio.SetpointLag..];
        Write(lag, gripper.ToLocalPoint(inputs.SetpointInArmBase.Position));
        lag[3] = (float)Angle.Difference(inputs.SetpointInArmBase.Orientation.Yaw, gripper.YawRad);
        Write(proprio[ObservationLayout.Proprio.GripperPositionInArmBase..], gripper.Origin);
        Copy(inputs.PreviousAction, proprio[ObservationLayout.Proprio.PreviousAction..]);
    }

    private static void WriteNeighbours(IReadOnlyList<SlotState> neighbours, LevelFrame gripper, float[] vector)
    {
        int slot = ObservationLayout.GoalSlot + 1;
        IEnumerable<SlotState> near = neighbours
            .Where(item => item.HorizontalDistanceTo(gripper.Origin) < NeighbourWithinM)
            .OrderBy(item => item.HorizontalDistanceTo(gripper.Origin))
            .Take(ObservationLayout.SlotCount - slot);
        foreach (SlotState neighbour in near)
        {
            WriteSlot(neighbour, gripper, ObservationLayout.SlotAt(slot).Of(vector.AsSpan()));
            slot++;
        }
    }

    private static void WriteSlot(SlotState state, LevelFrame gripper, Span<float> slot)
    {
        Write(slot[ObservationLayout.Slot.Position..], gripper.ToLocalPoint(state.PoseInArmBase.Position));
        (double sin, double cos) = Math.SinCos(state.PoseInArmBase.Orientation.Yaw - gripper.YawRad);
        slot[ObservationLayout.Slot.YawSinCos] = (float)sin;
        slot[ObservationLayout.Slot.YawSinCos + 1] = (float)cos;
        Vec3 up = gripper.ToLocalDirection(state.PoseInArmBase.Orientation.AxisZ);
        slot[ObservationLayout.Slot.Tilt] = (float)up.X;
        slot[ObservationLayout.Slot.Tilt + 1] = (float)up.Y;
        slot[ObservationLayout.Slot.Radius] = (float)state.RadiusM;
        slot[ObservationLayout.Slot.Height] = (float)state.HeightM;
        slot[ObservationLayout.Slot.Valid] = 1;
        slot[ObservationLayout.Slot.AgeSeconds] = (float)Math.Clamp(state.AgeSeconds, 0, MaxAgeSeconds);
        slot[ObservationLayout.Slot.Kind + (int)state.Kind] = 1;
    }

    private static void Write(Span<float> target, Vec3 value)
    {
        target[0] = (float)value.X;
        target[1] = (float)value.Y;
        target[2] = (float)value.Z;
    }

    private static void Copy(IReadOnlyList<double> values, Span<float> target)
    {
        for (int i = 0; i < values.Count; i++)
        {
            target[i] = (float)values[i];
        }
    }

    private static void Copy(IReadOnlyList<float> values, Span<float> target)
    {
        for (int i = 0; i < values.Count; i++)
        {
            target[i] = values[i];
        }
    }

    private static void Validate(ManipulationInputs inputs)
    {
        RequireCount(inputs.JointPositionsRad.Count, ObservationLayout.JointCount, nameof(inputs.JointPositionsRad));
        RequireCount(inputs.JointVelocitiesRadPerSec.Count, ObservationLayout.JointCount, nameof(inputs.JointVelocitiesRadPerSec));
        RequireCount(inputs.PreviousAction.Count, ActionScale.Size, nameof(inputs.PreviousAction));
        if (inputs.TactileN is { } tactile)
        {
            RequireCount(tactile.Count, ObservationLayout.Tactile.Length, nameof(inputs.TactileN));
        }
    }

    private static void RequireCount(int count, int expected, string name)
    {
        if (count != expected)
        {
            throw new ArgumentException($"{name} has {count} values, must have {expected}");
        }
    }
}
