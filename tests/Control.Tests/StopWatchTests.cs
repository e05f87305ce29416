using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Control.Tests;

/// <summary>A stop ends in its time whatever the clock and the drives do, or the power goes; a base that does not obey is stopped.</summary>
public sealed class StopWatchTests
{
    private SimulatedRobot _robot = new();

    private SupervisedStopLimits Limits => _robot.Description.Safety.SupervisedStop;

    [Theory]
    [InlineData("joint")]
    [InlineData("lift")]
    [InlineData("base")]
    [InlineData("turn")]
    [Trait("safety", nameof(GateFunction.SupervisedStop))]
    public void A_stop_in_which_something_goes_on_moving_takes_the_power(string axis)
    {
        _robot.Engage();
        _robot.Sensor = measurement =>
        {
            measurement.VelocityRadPerSec[1] = axis == "joint" ? 1.5 * Limits.JointRadPerSec : measurement.VelocityRadPerSec[1];
            return axis switch
            {
                "lift" => measurement with { LiftVelocityMPerSec = 1.5 * Limits.LiftMPerSec },
                "base" => measurement with { BaseVyMPerSec = 1.5 * Limits.BaseMPerSec },
                "turn" => measurement with { BaseYawRateRadPerSec = -1.5 * Limits.TurnRadPerSec },
                _ => measurement,
            };
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

    [Theory]
    [InlineData(0.8, GateMode.ControlledStop)]
    [InlineData(-1.2, GateMode.PowerOff)]
    [Trait("safety", nameof(GateFunction.SupervisedStop))]
    public void A_joint_that_comes_to_rest_away_from_its_setpoint_loses_its_power_before_it_can_leap(double strains, GateMode mode)
    {
        _robot.Engage();
        _robot.Sensor = measurement =>
        {
            measurement.PositionRad[2] += strains * Limits.StrainRad;
            return measurement;
        };
        _robot.Gate.ReportLinkLost();
        _robot.Run(0.2);
        Assert.Equal(mode, _robot.Gate.Mode);
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

    /// <summary>In a loop that gets a third of its cycles the base would brake a third as hard; every fourth one can be spared, and so can a pause that the drives themselves bear.</summary>
    [Theory]
    [InlineData(1, 3, 0.15, true)]
    [InlineData(1, 2, 0.25, true)]
    [InlineData(3, 4, 3.0, false)]
    [InlineData(150, 165, 3.0, false)]
    [Trait("safety", nameof(GateFunction.Cycle))]
    public void A_loop_that_loses_its_cycles_takes_the_power_before_it_has_to_brake(int cycles, int of, double withinSec, bool stops)
    {
        _robot.Engage();
        _robot.Offer(_robot.NewDrive(0.3, untilSec: 4, lastsSec: 4));
        _robot.Run(0.3);
        Timestamp begin = _robot.Now;
        bool hasBrakedUnderPower = false;
        for (int n = 0; _robot.Now.SecondsSince(begin) < withinSec; n++)
        {
            if (n % of < cycles)
            {
                _robot.Run(0.002);
                hasBrakedUnderPower |= _robot.Gate.Mode == GateMode.PowerOff && _robot.Command.IsPowered;
            }
            else
            {
                _robot.Miss();
            }
        }
        Assert.Equal(stops ? GateMode.PowerOff : GateMode.Active, _robot.Gate.Mode);
        Assert.False(hasBrakedUnderPower);
        Assert.Equal(stops, _robot.DrainInterventions().Exists(intervention => intervention is { Function: GateFunction.Cycle, Action: FailsafeAction.PowerOff }));
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.Engagement))]
    public void Engaged_and_without_a_plan_nothing_moves()
    {
        JointVector away = _robot.Description.Arm.NominalPosture;
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            away[joint] += 0.15;
        }
        _robot = new(away);
        _robot.Engage();
        double[] before = Positions();
        _robot.Run(1);
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
        Assert.Equal(before, Positions());
        Assert.Equal(away[1], before[1]);

        double[] Positions() => [.. Enumerable.Range(0, JointVector.Length).Select(joint => _robot.Command.PositionRad[joint])];
    }

    /// <summary>A plan that wants the joints far away at once, and ends before they are on their way.</summary>
    [Fact]
    [Trait("safety", nameof(GateFunction.PlanExpiry))]
    public void No_joint_gets_faster_in_a_hold()
    {
        _robot.Engage();
        _robot.Run(0.6);
        GatePlan plan = _robot.NewPlan(lastsSec: 0.03);
        JointVector far = _robot.Command.PositionRad;
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            far[joint] += 0.5;
        }
        (plan.JointCount, plan.Joints[0]) = (1, new() { Time = _robot.Now.AddSeconds(0.1), PositionRad = far });
        Assert.Equal(PlanVerdict.Accepted, _robot.Offer(plan));
        while (_robot.Gate.Mode == GateMode.Active)
        {
            _robot.Run(0.002);
        }
        double fastest = Fastest();
        Assert.True(fastest > 0.05, $"{fastest:F3} rad/s: hardly moves");
        for (int n = 0; n < 200; n++)
        {
            _robot.Run(0.002);
            Assert.Equal(GateMode.Hold, _robot.Gate.Mode);
            Assert.True(Fastest() < fastest + 0.021, $"{Fastest():F3} rad/s, {n} cycles after the hold began at {fastest:F3}");
        }
        Assert.True(Fastest() < 1e-6);

        double Fastest() => Enumerable.Range(0, JointVector.Length).Max(joint => Math.Abs(_robot.Command.VelocityRadPerSec[joint]));
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
    public void A_base_that_drives_slower_than_it_is_told_loses_its_power_at_once(double share, bool stops)
    {
        _robot.Engage();
        _robot.Sensor = measurement => measurement with { BaseVxMPerSec = share * measurement.BaseVxMPerSec };
        _robot.Offer(_robot.NewDrive(0.35, untilSec: 2.5, lastsSec: 3));
        bool hasBrakedUnderPower = false;
        _robot.OnCycle = () => hasBrakedUnderPower |= _robot.Gate.Mode == GateMode.PowerOff && _robot.Command.IsPowered;
        _robot.Run(1);
        Assert.Equal(stops ? GateMode.PowerOff : GateMode.Active, _robot.Gate.Mode);
        Assert.Equal(!stops, _robot.Command.IsPowered);
        Assert.False(hasBrakedUnderPower);
        Assert.Equal(stops, _robot.DrainInterventions().Exists(intervention => intervention.Function == GateFunction.BaseTracking));
    }

    /// <summary>Slower than what counts as a difference in speed: what is left behind adds up.</summary>
    [Theory]
    [InlineData(0.0, true)]
    [InlineData(0.95, false)]
    [Trait("safety", nameof(GateFunction.BaseTracking))]
    public void A_base_that_creeps_and_is_blocked_loses_its_power(double share, bool stops)
    {
        _robot.Engage();
        _robot.Sensor = measurement => measurement with { BaseVxMPerSec = share * measurement.BaseVxMPerSec };
        _robot.Offer(_robot.NewDrive(0.06, untilSec: 2.5, lastsSec: 3));
        _robot.Run(1);
        Assert.Equal(stops ? GateMode.PowerOff : GateMode.Active, _robot.Gate.Mode);
        Assert.Equal(stops, _robot.DrainInterventions().Exists(intervention => intervention.Function == GateFunction.BaseTracking));
    }

    /// <summary>Power in the first cycle of the stop, with all braked, and a good while later.</summary>
    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, true, false)]
    [InlineData(2, true, true)]
    [Trait("safety", nameof(GateFunction.SupervisedStop))]
    public void A_controlled_stop_is_of_the_category_that_the_safety_file_names(int category, bool brakesUnderPower, bool keepsPower)
    {
        _robot = new(description: ReferenceRobot.LoadWith("supervised_stop:\n  category: 2 ", $"supervised_stop:\n  category: {category} "));
        _robot.Engage();
        Move();
        _robot.Gate.ReportLinkLost();
        _robot.Cycle();
        Assert.False(_robot.Gate.IsAtRest && brakesUnderPower, "what has power brakes along");
        Assert.Equal(brakesUnderPower, _robot.Command.IsPowered);
        _robot.Run(0.5);
        Assert.True(_robot.Gate.IsAtRest);
        Assert.Equal(keepsPower, _robot.Command.IsPowered);
        Assert.Equal(keepsPower ? GateMode.ControlledStop : GateMode.PowerOff, _robot.Gate.Mode);
        _robot.Inputs.ResetEmergencyStop();
        _robot.Run(0.05);
        _robot.Engage();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Trait("safety", nameof(GateFunction.EmergencyStop))]
    public void An_emergency_stop_takes_the_power_at_once_or_after_braking_as_the_safety_file_says(int category)
    {
        _robot = new(description: ReferenceRobot.LoadWith("emergency_stop:\n  category: 1 ", $"emergency_stop:\n  category: {category} "));
        _robot.Engage();
        Move();
        _robot.Inputs.EmergencyStop();
        _robot.Cycle();
        Assert.Equal(category == 1, _robot.Command.IsPowered);
        _robot.Run(0.5);
        Assert.False(_robot.Command.IsPowered);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.EmergencyStop))]
    public void An_emergency_stop_that_takes_the_power_does_so_also_while_another_stop_brakes()
    {
        _robot = new(description: ReferenceRobot.LoadWith("emergency_stop:\n  category: 1 ", "emergency_stop:\n  category: 0 "));
        _robot.Engage();
        Move();
        _robot.Gate.ReportLinkLost();
        _robot.Cycle();
        Assert.True(_robot.Command.IsPowered);
        _robot.Inputs.EmergencyStop();
        _robot.Cycle();
        Assert.False(_robot.Command.IsPowered);
    }

    [Theory]
    [InlineData(0.8, GateMode.Active)]
    [InlineData(1.5, GateMode.ControlledStop)]
    [Trait("safety", nameof(GateFunction.Tracking))]
    public void A_joint_that_stays_behind_for_long_is_as_bad_as_one_that_is_far_behind(double share, GateMode mode)
    {
        TrackingLimits limits = _robot.Description.Safety.Tracking;
        _robot.Engage();
        double share0 = 0;
        _robot.Sensor = measurement =>
        {
            // Not faster than a joint may move, or it is the velocity that stops the robot.
            share0 = Math.Min(share, share0 + 0.01);
            measurement.PositionRad[6] -= share0 * limits.SlowRad;
            measurement.VelocityRadPerSec[6] -= share0 < share ? 0.01 * limits.SlowRad / 0.002 : 0;
            return measurement;
        };
        _robot.Run(0.3 + limits.TimeSec);
        List<GateIntervention> interventions = _robot.DrainInterventions();
        Assert.Equal(mode == GateMode.ControlledStop, interventions.Exists(one => one is { Function: GateFunction.Tracking, Action: FailsafeAction.ControlledStop }));
    }

    [Theory]
    [InlineData(20, 20, 0.06, GateMode.Active)]
    [InlineData(20, 0, 0.06, GateMode.ControlledStop)]
    [InlineData(20, 2, 0.06, GateMode.ControlledStop)]
    [InlineData(3, 0, 0.06, GateMode.Active)]
    [InlineData(20, 0, 0.001, GateMode.Active)]
    [Trait("safety", nameof(GateFunction.PadDisagreement))]
    public void Pads_that_do_not_feel_what_the_fingers_hold_stop_the_robot(double gripN, double padN, double widthM, GateMode mode)
    {
        _robot.Engage();
        _robot.Sensor = measurement => measurement with { GripperForceN = gripN, LeftPadForceN = padN, RightPadForceN = padN, GripperWidthM = widthM };
        _robot.Run(_robot.Description.Safety.PadDisagreement.TimeSec + 0.02);
        Assert.Equal(mode, _robot.Gate.Mode);
        Assert.Equal(mode == GateMode.ControlledStop, _robot.DrainInterventions().Exists(intervention => intervention.Function == GateFunction.PadDisagreement));
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
