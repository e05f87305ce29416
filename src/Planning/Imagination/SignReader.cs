using System.Numerics.Tensors;
using RoboticsStack.Control.Dynamics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Planning.Imagination;

/// <summary>Reads the evidence of each <see cref="PhysicsSign"/> out of one step: from what was measured, and from what the latent says of the thing in the hand.</summary>
/// <param name="robot">As the robot knows itself: its dynamics say what of the joints' torques carries the hand and changes their speed, and what is left.</param>
public sealed class SignReader(RobotDescription robot)
{
    /// <summary>Slower, an axis says nothing about how late it follows, nor a joint about what it rubs against.</summary>
    private const double SlowMPerSec = 0.01, SlowRadPerSec = 0.05, SlowJointRadPerSec = 0.01;

    /// <summary>From here on something holds the hand up, and how late it follows says little of its drives.</summary>
    private const double FreeN = 5;

    /// <summary>From here on a joint's friction is that of sliding.</summary>
    private const double SlidingRadPerSec = 0.02;

    private const double SurelyHeld = 0.5, LiftedM = 0.02, SlowRiseM = 0.001;

    /// <summary>From here on what is in the hand does not hang freely but touches something, or is being swung.</summary>
    private const double AsideN = 2;

    /// <summary>On each pad: something lies between the fingers.</summary>
    private const double PressedN = 2;

    /// <summary>On each pad, of something that is held so lightly that it stays where it stands while the fingers slide along it.</summary>
    private const double TouchedN = 0.8, LightN = 5;
    private const double SlowSlideM = 0.0005;

    /// <summary>What lies on the pads wanders along them by at least so many rows of cells in a step, or it comes along and says nothing of sliding.</summary>
    private const double SlowWanderRows = 0.1;

    /// <summary>Pressed on so far apart along the fingers, a thing stands askew between them, and they push it out, whatever its friction.</summary>
    private const double AskewRows = 3;

    /// <summary>A coefficient of friction from which down the sign no longer goes with its logarithm.</summary>
    private const double Slippery = 0.1;

    /// <summary>A hand that is told to go so many times farther along its x axis than across goes along it.</summary>
    private const double AlongShare = 3;

    private readonly ArmDynamics _dynamics = new(robot);

    /// <param name="observation"><see cref="ObservationLayout"/>, of the step's end.</param>
    /// <param name="before">The same, of its beginning.</param>
    /// <param name="forces"><see cref="StepForces"/>, over the step.</param>
    /// <param name="decoded"><see cref="ProbeLayout"/>, of the latent at its end.</param>
    /// <param name="decodedBefore">The same, of its beginning.</param>
    public SignEvidence[] Read(
        ReadOnlySpan<float> observation, ReadOnlySpan<float> before, ReadOnlySpan<float> forces, ReadOnlySpan<float> decoded, ReadOnlySpan<float> decodedBefore)
    {
        List<SignEvidence> evidence = [];
        ArmMotionState motion = Motion(observation, before);
        Wrench wrist = StepForces.Wrench(forces);
        JointVector motionNm = _dynamics.InverseDynamics(motion, wrist);
        Vec3 onHand = wrist.Force - _dynamics.HandWrench(motion, 0).Force;
        ReadOnlySpan<float> action = observation.Slice(ObservationLayout.Proprio.PreviousAction, ActionScale.Size);
        for (int axis = 0; axis <= ActionScale.Yaw; axis++)
        {
            double speed = action[axis] * ActionScale.PerStep[axis] / ActionScale.StepSeconds;
            if (Math.Abs(speed) > (axis == ActionScale.Yaw ? SlowRadPerSec : SlowMPerSec) && onHand.Length < FreeN)
            {
                evidence.Add(new(PhysicsSign.FollowsLate, axis, speed, observation[ObservationLayout.Proprio.SetpointLag + axis]));
            }
        }
        for (int joint = 0; joint < ObservationLayout.JointCount; joint++)
        {
            if (Math.Abs(motion.VelocityRadPerSec[joint]) > SlowJointRadPerSec)
            {
                evidence.Add(new(PhysicsSign.JointsRub, joint, Math.Tanh(motion.VelocityRadPerSec[joint] / SlidingRadPerSec), forces[StepForces.JointTorques + joint] - motionNm[joint]));
            }
        }
        if (decoded[ProbeLayout.Held] > SurelyHeld && decoded[ProbeLayout.ObjectHeightAboveSupport] > LiftedM && Presses(observation) && onHand.HorizontalLength < AsideN)
        {
            evidence.Add(new(PhysicsSign.WeightInHand, 0, 1, onHand.Z));
        }
        double risenM = Position(observation)[2] - Position(before)[2];
        if (Math.Abs(risenM) > SlowRiseM && Presses(observation) && Presses(before))
        {
            evidence.Add(new(PhysicsSign.ComesAlong, 0, risenM, risenM + decoded[ProbeLayout.ObjectPosition + 2] - decodedBefore[ProbeLayout.ObjectPosition + 2]));
        }
        int way = WayAlongX(observation, before);
        (double least, double most) = OnPads(observation);
        (double left, double right) = MeanRows(observation);
        (double leftBefore, double rightBefore) = MeanRows(before);
        bool slides = way * (left + right - leftBefore - rightBefore) / 2 > SlowWanderRows;
        if (slides && least > TouchedN && most < LightN && Math.Abs(left - right) < AskewRows)
        {
            evidence.Add(new(PhysicsSign.SlidingFriction, 0, 1, Math.Asinh((wrist.Force.Z - way * wrist.Force.X) / (least + most) / Slippery)));
        }
        return [.. evidence];
    }

    /// <summary>Where the step ends, with its mean speeds and accelerations.</summary>
    private static ArmMotionState Motion(ReadOnlySpan<float> observation, ReadOnlySpan<float> before)
    {
        ArmMotionState state = default;
        for (int joint = 0; joint < ObservationLayout.JointCount; joint++)
        {
            (int position, int velocity) = (ObservationLayout.Proprio.JointPositions + joint, ObservationLayout.Proprio.JointVelocities + joint);
            state.PositionRad[joint] = observation[position];
            state.VelocityRadPerSec[joint] = (observation[position] - before[position]) / ActionScale.StepSeconds;
            state.AccelerationRadPerSec2[joint] = (observation[velocity] - before[velocity]) / ActionScale.StepSeconds;
        }
        return state;
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

    /// <summary>Where along the fingers what presses on each pad lies, rows from the tip; a pad that bears nothing counts as pressed at the tip.</summary>
    private static (double Left, double Right) MeanRows(ReadOnlySpan<float> observation)
    {
        ReadOnlySpan<float> cells = ObservationLayout.Tactile.Of(observation);
        return (MeanRow(cells[..ObservationLayout.PadCells]), MeanRow(cells[ObservationLayout.PadCells..]));
    }

    private static double MeanRow(ReadOnlySpan<float> pad)
    {
        double force = 0, moment = 0;
        for (int row = 0; row < ObservationLayout.PadRows; row++)
        {
            double onRow = TensorPrimitives.Sum(pad.Slice(row * ObservationLayout.PadColumns, ObservationLayout.PadColumns));
            force += onRow;
            moment += row * onRow;
        }
        return force > 0 ? moment / force : 0;
    }

    /// <summary>What lies on the pad that bears less, and on the other, N.</summary>
    private static (double Least, double Most) OnPads(ReadOnlySpan<float> observation)
    {
        ReadOnlySpan<float> cells = ObservationLayout.Tactile.Of(observation);
        double left = TensorPrimitives.Sum(cells[..ObservationLayout.PadCells]), right = TensorPrimitives.Sum(cells[ObservationLayout.PadCells..]);
        return (Math.Min(left, right), Math.Max(left, right));
    }
}
