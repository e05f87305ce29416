using System.Numerics.Tensors;
using RoboticsStack.Control.Dynamics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Imagination;

/// <summary>Reads the evidence of each <see cref="PhysicsSign"/> out of one step: from what was measured, and from what the latent says of the thing in the hand.</summary>
/// <param name="robot">As the robot knows itself: its dynamics say what of the joints' torques carries the hand and changes their speed, and what is left.</param>
public sealed class SignReader(RobotDescription robot)
{
    /// <summary>Slower, an axis says nothing about how late it follows, nor a joint about what it rubs against.</summary>
    private const double SlowMPerSec = 0.01, SlowRadPerSec = 0.05, SlowJointRadPerSec = 0.01;

    /// <summary>From here on a joint's friction is that of sliding.</summary>
    private const double SlidingRadPerSec = 0.02;

    private const double SurelyHeld = 0.5, LiftedM = 0.01, SlowRiseM = 0.001;

    /// <summary>On each pad: something lies between the fingers.</summary>
    private const double PressedN = 2;

    /// <summary>On each pad, of something that is held so lightly that it stays where it stands while the fingers slide along it.</summary>
    private const double TouchedN = 0.8, LightN = 5;
    private const double SlowSlideM = 0.0005;

    /// <summary>What lies on the pads wanders along them by at least so many rows of cells in a step, or it comes along and says nothing of sliding.</summary>
    private const double SlowWanderRows = 0.1;

    /// <summary>A hand that is told to go so many times farther along its x axis than across goes along it.</summary>
    private const double AlongShare = 3;

    private readonly ArmDynamics _dynamics = new(robot);

    /// <param name="observation"><see cref="ObservationLayout"/>, of the step's end.</param>
    /// <param name="before">The same, of its beginning.</param>
    /// <param name="torquesNm">Of the arm's joints, beyond what carries the arm itself, mean over the step.</param>
    /// <param name="decoded"><see cref="ProbeLayout"/>, of the latent at its end.</param>
    /// <param name="decodedBefore">The same, of its beginning.</param>
    public SignEvidence[] Read(
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
        (JointVector speeds, JointVector motionNm) = Motion(observation, before);
        for (int joint = 0; joint < torquesNm.Length; joint++)
        {
            if (Math.Abs(speeds[joint]) > SlowJointRadPerSec)
            {
                evidence.Add(new(PhysicsSign.JointsRub, joint, Math.Tanh(speeds[joint] / SlidingRadPerSec), torquesNm[joint] - motionNm[joint]));
            }
        }
        if (decoded[ProbeLayout.Held] > SurelyHeld && decoded[ProbeLayout.ObjectHeightAboveSupport] > LiftedM && Presses(observation))
        {
            evidence.Add(new(PhysicsSign.WeightInHand, 0, 1, observation[ObservationLayout.Wrench.Start + 2]));
        }
        double risenM = Position(observation)[2] - Position(before)[2];
        if (Math.Abs(risenM) > SlowRiseM && Presses(observation) && Presses(before))
        {
            evidence.Add(new(PhysicsSign.ComesAlong, 0, risenM, risenM + decoded[ProbeLayout.ObjectPosition + 2] - decodedBefore[ProbeLayout.ObjectPosition + 2]));
        }
        int way = WayAlongX(observation, before);
        (double least, double most) = OnPads(observation);
        if (way != 0 && least > TouchedN && most < LightN && way * (MeanRow(observation) - MeanRow(before)) > SlowWanderRows)
        {
            ReadOnlySpan<float> wrench = ObservationLayout.Wrench.Of(observation);
            evidence.Add(new(PhysicsSign.SlidingFriction, 0, least + most, wrench[2] - way * wrench[0]));
        }
        return [.. evidence];
    }

    /// <summary>Mean speeds of the joints over the step, rad/s, and what the step's motion takes of their torques with what the wrist feels, Nm; friction is not in it.</summary>
    private (JointVector SpeedsRadPerSec, JointVector TorquesNm) Motion(ReadOnlySpan<float> observation, ReadOnlySpan<float> before)
    {
        ArmMotionState state = default;
        for (int joint = 0; joint < ObservationLayout.JointCount; joint++)
        {
            (int position, int velocity) = (ObservationLayout.Proprio.JointPositions + joint, ObservationLayout.Proprio.JointVelocities + joint);
            state.PositionRad[joint] = observation[position];
            state.VelocityRadPerSec[joint] = (observation[position] - before[position]) / ActionScale.StepSeconds;
            state.AccelerationRadPerSec2[joint] = (observation[velocity] - before[velocity]) / ActionScale.StepSeconds;
        }
        ReadOnlySpan<float> wrench = ObservationLayout.Wrench.Of(observation);
        return (state.VelocityRadPerSec, _dynamics.InverseDynamics(state, new Wrench(new Vec3(wrench[0], wrench[1], wrench[2]), new Vec3(wrench[3], wrench[4], wrench[5]))));
    }

    /// <summary>1 or −1: the hand went forth or back along its own x axis; 0: it stood still or went another way.</summary>
    private static int WayAlongX(ReadOnlySpan<float> observation, ReadOnlySpan<float> before)
    {
        ReadOnlySpan<float> action = observation.Slice(ObservationLayout.Proprio.PreviousAction, ActionScale.Size);
        double wayM = TensorPrimitives.Distance(Position(observation)[..2], Position(before)[..2]);
        return wayM > SlowSlideM && Math.Abs(action[0]) > AlongShare * Math.Max(Math.Abs(action[1]), Math.Abs(action[2])) ? Math.Sign(action[0]) : 0;
    }

    private static ReadOnlySpan<float> Position(ReadOnlySpan<float> observation) => observation.Slice(ObservationLayout.Proprio.GripperPositionInArmBase, 3);

    private static bool Presses(ReadOnlySpan<float> observation) => OnPads(observation).Least > PressedN;

    /// <summary>Where along the fingers what presses on the pads lies, rows from the tip, both pads alike; a pad that bears nothing counts as pressed at the tip.</summary>
    private static double MeanRow(ReadOnlySpan<float> observation)
    {
        ReadOnlySpan<float> cells = ObservationLayout.Tactile.Of(observation);
        double mean = 0;
        for (int pad = 0; pad < ObservationLayout.PadCount; pad++)
        {
            double force = 0, moment = 0;
            for (int row = 0; row < ObservationLayout.PadRows; row++)
            {
                double onRow = TensorPrimitives.Sum(cells.Slice(pad * ObservationLayout.PadCells + row * ObservationLayout.PadColumns, ObservationLayout.PadColumns));
                force += onRow;
                moment += row * onRow;
            }
            mean += force > 0 ? moment / force / ObservationLayout.PadCount : 0;
        }
        return mean;
    }

    /// <summary>What lies on the pad that bears less, and on the other, N.</summary>
    private static (double Least, double Most) OnPads(ReadOnlySpan<float> observation)
    {
        ReadOnlySpan<float> cells = ObservationLayout.Tactile.Of(observation);
        double left = TensorPrimitives.Sum(cells[..ObservationLayout.PadCells]), right = TensorPrimitives.Sum(cells[ObservationLayout.PadCells..]);
        return (Math.Min(left, right), Math.Max(left, right));
    }
}
