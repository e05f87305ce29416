using RoboticsStack.Models;

namespace RoboticsStack.Planning.Imagination;

/// <summary>Reads the evidence of each <see cref="PhysicsSign"/> out of one step: from what was measured, and from what the world model had predicted of it.</summary>
public static class SignReader
{
    /// <summary>Slower, an axis says nothing about how late it follows, nor a joint about what it rubs against.</summary>
    private const double SlowMPerSec = 0.01, SlowRadPerSec = 0.05, SlowJointRadPerSec = 0.01;

    /// <summary>From here on a joint's friction is that of sliding.</summary>
    private const double SlidingRadPerSec = 0.02;

    private const double SurelyHeld = 0.5, LiftedM = 0.01, SmallestLatentError = 1e-9;

    /// <param name="skill">At work.</param>
    /// <param name="observation"><see cref="ObservationLayout"/>, of the step's end.</param>
    /// <param name="torquesNm">Of the arm's joints then, beyond what carries the arm itself.</param>
    /// <param name="decoded"><see cref="ProbeLayout"/>, of the latent then.</param>
    /// <param name="before">The same, of the step's beginning.</param>
    /// <param name="near">Decoded less predicted, one step ahead.</param>
    /// <param name="nearLatent">Mean squared error of the latent, one step ahead.</param>
    /// <param name="farLatent">The same <see cref="Innovation.FarSteps"/> steps ahead; null if there is none.</param>
    public static SignEvidence[] Read(
        int skill, ReadOnlySpan<float> observation, ReadOnlySpan<float> torquesNm, ReadOnlySpan<float> decoded, ReadOnlySpan<float> before, ReadOnlySpan<float> near,
        double nearLatent, double? farLatent)
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
        if (before[ProbeLayout.Held] > SurelyHeld)
        {
            evidence.Add(new(PhysicsSign.KeepsHold, skill, 1, near[ProbeLayout.Held]));
            evidence.Add(new(PhysicsSign.PadsFeel, skill, 1, near[ProbeLayout.PadForceLeft] + near[ProbeLayout.PadForceRight]));
            if (decoded[ProbeLayout.Held] > SurelyHeld && decoded[ProbeLayout.ObjectHeightAboveSupport] > LiftedM)
            {
                evidence.Add(new(PhysicsSign.WeightInHand, 0, 1, observation[ObservationLayout.Wrench.Start + 2]));
                evidence.Add(new(PhysicsSign.SinksInHand, skill, 1, near[ProbeLayout.ObjectPosition + 2]));
            }
        }
        evidence.Add(new(PhysicsSign.NextLatent, skill, 1, Math.Log(nearLatent + SmallestLatentError)));
        if (farLatent is { } later)
        {
            evidence.Add(new(PhysicsSign.LaterLatent, skill, 1, Math.Log(later + SmallestLatentError)));
        }
        return [.. evidence];
    }
}
