using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Observation;

/// <summary>What the body felt over the last step, mean: a flat vector of <see cref="Size"/> floats. The world model does not see it; <see cref="Imagination.SignReader"/> does.</summary>
/// <remarks>
/// Means and not samples: within a step the arm gains and loses speed, and what that takes is felt at the same moment of every step. Over the whole step it is what the change of speed says.
/// </remarks>
public static class StepForces
{
    /// <summary>7 × Nm, of the arm's joints, beyond what carries the arm itself.</summary>
    public const int JointTorques = 0;

    /// <summary>Force (N) then torque (Nm) at the wrist, in the gripper frame.</summary>
    public const int WristWrench = ObservationLayout.JointCount;
    public const int Size = WristWrench + 6;

    public static float[] Of(ManipulationInputs inputs)
    {
        (Vec3 force, Vec3 torque) = (inputs.StepWrench.Force, inputs.StepWrench.Torque);
        return [.. inputs.JointTorquesNm.Select(value => (float)value), (float)force.X, (float)force.Y, (float)force.Z, (float)torque.X, (float)torque.Y, (float)torque.Z];
    }

    public static Wrench Wrench(ReadOnlySpan<float> forces)
    {
        ReadOnlySpan<float> wrench = forces[WristWrench..];
        return new(new Vec3(wrench[0], wrench[1], wrench[2]), new Vec3(wrench[3], wrench[4], wrench[5]));
    }
}
