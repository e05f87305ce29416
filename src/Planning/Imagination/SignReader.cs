using System.Numerics.Tensors;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Imagination;

/// <summary>Reads the evidence of each <see cref="PhysicsSign"/> out of one step: from what was measured, and from what the latent says of the thing in the hand.</summary>
public static class SignReader
{
    /// <summary>Slower, an axis says nothing about how late it follows, nor a joint about what it rubs against.</summary>
    private const double SlowMPerSec = 0.01, SlowRadPerSec = 0.05, SlowJointRadPerSec = 0.01;

    /// <summary>From here on a joint's friction is that of sliding.</summary>
    private const double SlidingRadPerSec = 0.02;

    private const double SurelyHeld = 0.5, LiftedM = 0.01, SlowRiseM = 0.001;

    /// <summary>On each pad: something lies between the fingers.</summary>
    private const double PressedN = 2;

    /// <param name="observation"><see cref="ObservationLayout"/>, of the step's end.</param>
    /// <param name="before">The same, of its beginning.</param>
    /// <param name="torquesNm">Of the arm's joints at its end, beyond what carries the arm itself.</param>
    /// <param name="decoded"><see cref="ProbeLayout"/>, of the latent at its end.</param>
    /// <param name="decodedBefore">The same, of its beginning.</param>
    public static SignEvidence[] Read(
        ReadOnlySpan<float> observation, ReadOnlySpan<float> before, ReadOnlySpan<float> torquesNm, ReadOnlySpan<float> decoded, ReadOnlySpan<float> decodedBefore)
    {
        List<SignEvidence> evidence = [];
        ReadOnlySpan<float> action = observation.Slice(ObservationLayout.Proprio.PreviousAction, ActionScale.Size);
        for (int axis = 0; axis <= ActionScale.Yaw; axis++)
        {
            double speed = action[axis] * ActionScale.PerStep[axis] / ActionScale.StepSeconds;
            if (Math.Abs(speed) > (axis == ActionScale.Yaw ? SlowRadPerSec : SlowMPerSec))
            {
                evidence.Add(new(PhysicsSign.FollowsLate, axis, speed, observation[ObservationLayout.Proprio.SetpointLag + axis]));
            }
        }
        for (int joint = 0; joint < torquesNm.Length; joint++)
        {
            double speed = observation[ObservationLayout.Proprio.JointVelocities + joint];
            if (Math.Abs(speed) > SlowJointRadPerSec)
            {
                evidence.Add(new(PhysicsSign.JointsRub, joint, Math.Tanh(speed / SlidingRadPerSec), torquesNm[joint]));
            }
        }
        if (decoded[ProbeLayout.Held] > SurelyHeld && decoded[ProbeLayout.ObjectHeightAboveSupport] > LiftedM)
        {
            evidence.Add(new(PhysicsSign.WeightInHand, 0, 1, observation[ObservationLayout.Wrench.Start + 2]));
        }
        double risenM = Height(observation) - Height(before);
        if (Math.Abs(risenM) > SlowRiseM && Presses(observation) && Presses(before))
        {
            evidence.Add(new(PhysicsSign.ComesAlong, 0, risenM, risenM + decoded[ProbeLayout.ObjectPosition + 2] - decodedBefore[ProbeLayout.ObjectPosition + 2]));
        }
        return [.. evidence];
    }

    private static double Height(ReadOnlySpan<float> observation) => observation[ObservationLayout.Proprio.GripperPositionInArmBase + 2];

    private static bool Presses(ReadOnlySpan<float> observation)
    {
        ReadOnlySpan<float> cells = ObservationLayout.Tactile.Of(observation);
        return TensorPrimitives.Sum(cells[..ObservationLayout.PadCells]) > PressedN && TensorPrimitives.Sum(cells[ObservationLayout.PadCells..]) > PressedN;
    }
}
