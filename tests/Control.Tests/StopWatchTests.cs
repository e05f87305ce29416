using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Control.Tests;

/// <summary>A stop ends in its time whatever the clock and the drives do, or the power goes; a base that does not obey is stopped.</summary>
public sealed class StopWatchTests
{
    private readonly SimulatedRobot _robot = new();

    private SupervisedStopLimits Limits => _robot.Description.Safety.SupervisedStop;

    [Fact]
    [Trait("safety", nameof(GateFunction.SupervisedStop))]
    public void A_stop_in_which_a_joint_goes_on_moving_takes_the_power()
    {
        _robot.Engage();
        _robot.Sensor = measurement =>
        {
            measurement.VelocityRadPerSec[1] = 2 * Limits.JointRadPerSec;
            return measurement;
        };
        _robot.Gate.ReportLinkLost();
        _robot.Run(Limits.TimeSec - 0.01);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        _robot.Run(0.03);
        Assert.Equal(GateMode.PowerOff, _robot.Gate.Mode);
        Assert.False(_robot.Command.IsPowered);
        Assert.Contains(_robot.DrainInterventions(), intervention => intervention is { Function: GateFunction.SupervisedStop, Action: FailsafeAction.PowerOff });
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.SupervisedStop))]
    public void A_stop_that_ends_in_time_keeps_the_power_and_a_touch_does_not_take_it()
    {
        _robot.Engage();
        Move();
        _robot.Gate.ReportLinkLost();
        _robot.Run(0.6);
        _robot.Sensor = measurement =>
        {
            measurement.VelocityRadPerSec[1] = 0.5 * Limits.AtRestFactor * Limits.JointRadPerSec;
            return measurement;
        };
        _robot.Run(0.5);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.True(_robot.Command.IsPowered);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.SupervisedStop))]
    public void What_has_come_to_rest_and_moves_on_loses_its_power()
    {
        _robot.Engage();
        _robot.Gate.ReportLinkLost();
        _robot.Run(0.6);
        _robot.Sensor = measurement => measurement with { BaseVxMPerSec = 2 * Limits.AtRestFactor * Limits.BaseMPerSec };
        _robot.Run(0.03);
        Assert.Equal(GateMode.PowerOff, _robot.Gate.Mode);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.Cycle))]
    public void With_a_clock_that_stands_the_robot_stops_in_as_many_cycles_as_ever()
    {
        _robot.Engage();
        Move();
        Assert.False(_robot.Gate.IsAtRest);
        Timestamp stands = _robot.Now;
        for (int n = 0; n < 100; n++)
        {
            _robot.Loop.Cycle(stands);
        }
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.Contains(_robot.DrainInterventions(), intervention => intervention is { Function: GateFunction.Cycle, Action: FailsafeAction.ControlledStop });
        Assert.True(_robot.Gate.IsAtRest);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.Watchdog))]
    public void A_plan_that_was_under_way_when_the_brain_died_does_not_prolong_its_life()
    {
        _robot.Engage();
        Move();
        _robot.Run(0.04, heartbeats: false);
        Move(0);
        _robot.Run(_robot.Description.Safety.Watchdog.HeartbeatSilenceSec - 0.03, heartbeats: false);
        Assert.Equal(GateFunction.Watchdog, _robot.Gate.Cause);
    }

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.95, false)]
    [Trait("safety", nameof(GateFunction.BaseTracking))]
    public void A_base_that_drives_slower_than_it_is_told_is_stopped(double share, bool stops)
    {
        _robot.Engage();
        _robot.Sensor = measurement => measurement with { BaseVxMPerSec = share * measurement.BaseVxMPerSec };
        GatePlan plan = _robot.NewPlan(3);
        plan.BaseCount = 2;
        plan.Base[0] = new(_robot.Now.AddSeconds(0.1), 0.35, 0, 0);
        plan.Base[1] = new(_robot.Now.AddSeconds(2.5), 0.35, 0, 0);
        _robot.Offer(plan);
        _robot.Run(1);
        Assert.Equal(stops ? GateMode.ControlledStop : GateMode.Active, _robot.Gate.Mode);
        Assert.Equal(stops, _robot.DrainInterventions().Exists(intervention => intervention.Function == GateFunction.BaseTracking));
    }

    private void Move(double seconds = 0.4)
    {
        GatePlan plan = _robot.NewPlan();
        plan.ArmCount = 1;
        Pose start = _robot.Gate.CommandedGripper;
        plan.Arm[0] = new(_robot.Now.AddSeconds(1), start with { Position = start.Position + new Vec3(0.05, 0.25, 0.1) }, 0.1, 10);
        Assert.Equal(PlanVerdict.Accepted, _robot.Offer(plan));
        _robot.Run(seconds);
    }
}
