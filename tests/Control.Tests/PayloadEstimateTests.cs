using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Functions;

namespace RoboticsStack.Control.Tests;

/// <summary>What the gripper carries, from the wrist's force.</summary>
public sealed class PayloadEstimateTests
{
    private const double CycleSec = 0.002;
    private const ulong Seed = 5;
    private static readonly Quat Gripper = Quat.FromRollPitchYaw(0.2, 0.4, -0.8);

    [Fact]
    public void A_held_things_mass_is_found_within_seconds_whatever_the_grippers_attitude()
    {
        PayloadEstimate payload = new();
        Hold(payload, massKg: 0.45, seconds: 3);
        Assert.Equal(0.45, payload.MassKg, 0.02);
    }

    [Fact]
    public void A_short_touch_hardly_shows()
    {
        PayloadEstimate payload = new();
        Hold(payload, massKg: 0, seconds: 1);
        Hold(payload, massKg: 2.5, seconds: 0.02);
        Assert.InRange(payload.MassKg, 0, 0.15);
    }

    [Fact]
    public void Nothing_is_carried_once_the_fingers_hold_nothing()
    {
        PayloadEstimate payload = new();
        Hold(payload, massKg: 0.45, seconds: 3);
        Hold(payload, massKg: 0.45, seconds: 3, padN: 0);
        Assert.Equal(0, payload.MassKg, 0.01);
    }

    private static void Hold(PayloadEstimate payload, double massKg, double seconds, double padN = 8)
    {
        RandomStream random = new(Seed);
        for (double t = 0; t < seconds; t += CycleSec)
        {
            Vec3 force = Gripper.Inverse().Rotate(new Vec3(0, 0, -9.81 * massKg)) + new Vec3(random.Gaussian(0, 0.2), random.Gaussian(0, 0.2), random.Gaussian(0, 0.2));
            RobotMeasurement sample = new() { LeftPadForceN = padN, RightPadForceN = padN, WristWrench = new(force, Vec3.Zero) };
            payload.Update(sample, Gripper, CycleSec);
        }
    }
}
