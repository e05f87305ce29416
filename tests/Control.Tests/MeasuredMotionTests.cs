using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Control.Tests;

/// <summary>The gripper as measured is no faster than it may be, and a full vessel is neither tilted nor shaken.</summary>
public sealed class MeasuredMotionTests
{
    private readonly SimulatedRobot _robot = new();

    [Theory]
    [InlineData(0.8, FailsafeAction.None)]
    [InlineData(1.2, FailsafeAction.Slow)]
    [Trait("safety", nameof(GateFunction.CartesianSpeed))]
    public void A_gripper_measured_too_fast_slows_the_robot(double shareOfTolerance, FailsafeAction action)
    {
        _robot.Engage();
        ShowGripperSpeed(Limits.SpeedMPerSec + shareOfTolerance * Limits.SlowToleranceMPerSec);
        _robot.Run(0.02);
        Assert.Equal(action, _robot.Gate.Action);
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.CartesianSpeed))]
    public void A_gripper_measured_much_too_fast_stops_the_robot_but_not_for_one_sample()
    {
        _robot.Engage();
        ShowGripperSpeed(Limits.SpeedMPerSec + 1.1 * Limits.StopToleranceMPerSec);
        _robot.Cycle();
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
        _robot.Cycle();
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.Equal(GateFunction.CartesianSpeed, _robot.Gate.Cause);
    }

    [Theory]
    [InlineData(true, 0.5, true)]
    [InlineData(true, 0.1, false)]
    [InlineData(false, 0.5, false)]
    [Trait("safety", nameof(GateFunction.SpillGuard))]
    public void A_full_vessel_that_is_tilted_slows_the_robot_and_an_empty_one_does_not(bool isFull, double tiltRad, bool slows)
    {
        _robot.Engage();
        Pose start = _robot.Gate.CommandedGripper;
        Assert.Equal(PlanVerdict.Accepted, _robot.Offer(Carry(start, isFull, 0.5)));
        _robot.Run(0.3);
        Assert.Equal(PlanVerdict.Accepted, _robot.Offer(Carry(start with { Orientation = Quat.FromRollPitchYaw(tiltRad, 0, 0) * start.Orientation }, isFull, 1)));
        _robot.Run(1.5);
        Assert.Equal(slows, _robot.DrainInterventions().Exists(intervention =>
            intervention is { Function: GateFunction.SpillGuard, Action: FailsafeAction.Slow } && intervention.Limit == _robot.Description.Safety.Gentle.TiltRad));
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.SpillGuard))]
    public void Arm_lift_and_base_each_gentle_but_together_too_much_for_a_full_vessel_slow_the_robot()
    {
        _robot.Engage();
        Pose start = _robot.Gate.CommandedGripper;
        for (int n = 0; n < 8; n++)
        {
            double sign = n % 2 == 0 ? 1 : -1;
            GatePlan plan = Carry(start with { Position = start.Position + new Vec3(0, 0, 0.15 * sign) }, true, 0.1);
            plan.LiftM = sign > 0 ? 0.35 : 0;
            plan.BaseCount = 1;
            plan.Base[0] = new(_robot.Now.AddSeconds(0.05), sign, 0, 0);
            Assert.Equal(PlanVerdict.Accepted, _robot.Offer(plan));
            _robot.Run(0.3);
        }
        Assert.Contains(_robot.DrainInterventions(), intervention =>
            intervention.Function == GateFunction.SpillGuard && intervention.Limit == _robot.Description.Safety.Gentle.HandAccelerationMPerSec2);
    }

    private CartesianLimits Limits => _robot.Description.Safety.Cartesian;

    /// <summary>Joint 1 as measured turns so that it alone moves the gripper at a speed (m/s).</summary>
    private void ShowGripperSpeed(double speedMPerSec)
    {
        double[] jacobian = new double[ArmKinematics.JacobianLength];
        new RobotKinematics(_robot.Description).Arm.Forward(_robot.Measurement.PositionRad, jacobian);
        JointVector turn = default;
        turn[0] = 1;
        turn[0] = speedMPerSec / ArmKinematics.ToTwist(jacobian, turn).Linear.Length;
        _robot.Sensor = measurement => measurement with { VelocityRadPerSec = turn };
    }

    private GatePlan Carry(Pose to, bool isFull, double seconds)
    {
        GatePlan plan = _robot.NewPlan(3);
        plan.VesselFull = isFull;
        plan.ArmCount = 1;
        plan.Arm[0] = new(_robot.Now.AddSeconds(seconds), to, 0.1, 10);
        return plan;
    }
}
