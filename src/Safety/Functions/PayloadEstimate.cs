using RoboticsStack.Control.Dynamics;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Functions;

/// <summary>Mass of what the fingers hold, from the wrist's force upwards: slow, so that touches and jerks do not show, and zero while nothing is held.</summary>
internal sealed class PayloadEstimate
{
    private const double FilterSec = 0.5;

    /// <summary>On both pads: something is held.</summary>
    private const double HeldN = 1;

    /// <summary>FR3's payload.</summary>
    private const double MaxMassKg = 3;

    public double MassKg { get; private set; }

    /// <param name="sample">The latest.</param>
    /// <param name="gripper">Orientation of the gripper in arm_base, whose z is up.</param>
    /// <param name="dt">Since the sample before, s.</param>
    public void Update(in RobotMeasurement sample, Quat gripper, double dt)
    {
        bool isHeld = Math.Min(sample.LeftPadForceN, sample.RightPadForceN) > HeldN;
        double weightN = isHeld ? -gripper.Rotate(sample.WristWrench.Force).Z : 0;
        double mass = Math.Clamp(weightN / ArmDynamics.Gravity, 0, MaxMassKg);
        MassKg += (mass - MassKg) * dt / (dt + FilterSec);
    }
}
