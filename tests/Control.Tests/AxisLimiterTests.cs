using FsCheck;
using FsCheck.Fluent;
using RoboticsStack.Control.Motion;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Control.Tests;

public sealed class AxisLimiterTests
{
    private const double Cycle = 0.002;
    private const double Tolerance = 1e-9;

    private static readonly RobotDescription Robot = ReferenceRobot.Load();

    [Fact]
    public void Whatever_velocity_is_asked_for_every_limit_holds_and_braking_ends_inside() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed => HoldsFor(RandomStream.For((ulong)seed, "axis"))));

    [Fact]
    public void Asking_for_a_velocity_in_reach_gets_it_without_overshoot()
    {
        AxisLimiter limiter = new(LimitsOf(0, jerk: 200), Cycle);
        AxisState state = new(0, 0, 0);
        double fastest = 0;
        for (int n = 0; n < 300; n++)
        {
            state = limiter.Step(state, 0.8);
            fastest = Math.Max(fastest, state.Velocity);
        }
        Assert.Equal(0.8, state.Velocity, 9);
        Assert.True(fastest < 0.8 + 1e-6);
    }

    [Fact]
    public void A_joint_run_against_its_limit_stops_short_of_it_but_close()
    {
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            AxisLimiter limiter = new(LimitsOf(joint, Robot.Arm.MaxJerk), Cycle);
            AxisState state = new((Robot.Arm.PositionLow[joint] + Robot.Arm.PositionHigh[joint]) / 2, 0, 0);
            for (int n = 0; n < 10_000; n++)
            {
                state = limiter.Step(state, 100);
            }
            Assert.InRange(state.Position, Robot.Arm.PositionHigh[joint] - 0.06, Robot.Arm.PositionHigh[joint]);
        }
    }

    private static bool HoldsFor(RandomStream random)
    {
        int joint = random.Index(JointVector.Length);
        double jerk = random.Chance(0.5) ? Robot.Arm.MaxJerk : random.Uniform(100, 5000);
        AxisLimits limits = LimitsOf(joint, jerk);
        AxisLimiter limiter = new(limits, Cycle);
        AxisState state = new(random.Uniform(limits.Low + 0.01, limits.High - 0.01), 0, 0);
        double wanted = 0;
        for (int n = 0; n < 1500; n++)
        {
            if (random.Chance(0.02))
            {
                wanted = random.Index(4) switch
                {
                    0 => random.Uniform(-3, 3),
                    1 => random.Chance(0.5) ? 1e6 : -1e6,
                    2 => -wanted,
                    _ => 0,
                };
            }
            double asked = random.Chance(0.05) ? random.Gaussian(0, 10) : wanted;
            if (!Holds(limits, state, state = limiter.Step(state, asked)))
            {
                return false;
            }
        }
        for (int n = 0; n < 2000 && (state.Velocity != 0 || state.Acceleration != 0); n++)
        {
            if (!Holds(limits, state, state = limiter.Step(state, 0)))
            {
                return false;
            }
        }
        return Math.Abs(state.Velocity) < 1e-6;
    }

    private static bool Holds(in AxisLimits limits, AxisState before, AxisState after) =>
        after.Position >= limits.Low && after.Position <= limits.High
        && after.Velocity <= limits.UpperVelocity(after.Position) + Tolerance && after.Velocity >= limits.LowerVelocity(after.Position) - Tolerance
        && Math.Abs(after.Velocity - before.Velocity) <= limits.MaxAcceleration * Cycle + Tolerance
        && Math.Abs(after.Acceleration - before.Acceleration) <= limits.MaxJerk * Cycle + Tolerance
        && Math.Abs((after.Position - before.Position) - after.Velocity * Cycle) < Tolerance;

    private static AxisLimits LimitsOf(int joint, double jerk) => new()
    {
        Low = Robot.Arm.PositionLow[joint],
        High = Robot.Arm.PositionHigh[joint],
        MaxVelocity = Robot.Arm.MaxVelocity[joint],
        Offset = Robot.Arm.VelocityOffset[joint],
        Slope = Robot.Arm.VelocitySlope[joint],
        EdgeLow = Robot.Arm.VelocityEdgeLow[joint],
        EdgeHigh = Robot.Arm.VelocityEdgeHigh[joint],
        MaxAcceleration = Robot.Arm.MaxAcceleration,
        MaxJerk = jerk,
    };
}
