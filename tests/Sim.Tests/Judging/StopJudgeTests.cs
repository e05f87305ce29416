using RoboticsStack.Faults;
using Xunit.Abstractions;
using GateMode = RoboticsStack.Safety.GateMode;

namespace RoboticsStack.Sim.Tests.Judging;

/// <summary>A robot that goes on moving after a stop, or after its brain is gone: how long it may, and what gives it longer.</summary>
public sealed class StopJudgeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.16, 0, false)]
    [InlineData(0.24, 0, true)]
    [InlineData(0.24, 0.03, true)]
    [InlineData(0.21, 0.03, false)]
    public void An_arm_that_moves_on_breaks_the_stop_unless_the_loop_did_not_run(double seconds, double missedSec, bool isBroken)
    {
        using JudgeBench bench = Moving(sweepRadPerSec: 0.4);
        bench.Mode = GateMode.ControlledStop;
        bench.Run(0.05);
        bench.Misses = true;
        bench.Run(missedSec);
        bench.Misses = false;
        bench.Run(seconds - 0.05 - missedSec);
        bench.AssertBroken(isBroken, Promise.StopTime);
        bench.AssertKept(Promise.BaseStopTime);
    }

    [Theory]
    [InlineData(0.3, false)]
    [InlineData(0.4, true)]
    public void A_base_that_rolls_on_breaks_its_own_stop(double seconds, bool isBroken)
    {
        using JudgeBench bench = Moving(baseMPerSec: 0.3);
        bench.Mode = GateMode.ControlledStop;
        bench.Run(seconds);
        bench.AssertBroken(isBroken, Promise.BaseStopTime);
        bench.AssertKept(Promise.StopTime);
    }

    [Theory]
    [InlineData(50, 0.4, false, false)]
    [InlineData(50, 0.6, false, true)]
    [InlineData(5, 0.4, true, false)]
    public void A_firm_touch_gives_an_arm_longer_to_come_to_rest_but_not_for_ever(double pushN, double seconds, bool isStopBroken, bool isLongerBroken)
    {
        using JudgeBench bench = Moving(sweepRadPerSec: 0.4);
        (bench.Mode, bench.ToldPushN) = (GateMode.ControlledStop, pushN);
        bench.Run(seconds);
        bench.AssertBroken(isStopBroken, Promise.StopTime);
        bench.AssertBroken(isLongerBroken, Promise.StopTimeAfterTouch);
    }

    [Fact]
    public void A_base_that_rolls_on_by_itself_is_not_carried_by_who_touches_it()
    {
        using JudgeBench bench = Moving(baseMPerSec: 0.3);
        (bench.Mode, bench.ToldPushN) = (GateMode.ControlledStop, 50);
        bench.Run(0.7);
        bench.AssertBroken(Promise.StopTimeAfterTouch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_carries_a_robot_along_keeps_it_from_coming_to_rest(bool isTold)
    {
        using JudgeBench bench = Moving(baseMPerSec: 0.3);
        bench.Mode = GateMode.ControlledStop;
        bench.Setpoint.BaseVxMPerSec = 0;
        (bench.BasePushN, bench.ToldPushN) = (450, isTold ? 450 : 0);
        bench.Run(0.8);
        bench.AssertBroken(!isTold, Promise.BaseStopTime);
        bench.AssertKept(Promise.StopTimeAfterTouch);
    }

    /// <summary>To nearly 2 m/s: the wheels alone take half a second to stop that.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_shove_has_set_in_motion_has_to_be_stopped_first(bool isTold)
    {
        using JudgeBench bench = new(output) { Mode = GateMode.ControlledStop };
        (bench.BasePushN, bench.ToldPushN) = (1400, isTold ? 1400 : 0);
        bench.Run(0.18);
        (bench.BasePushN, bench.ToldPushN) = (0, 0);
        bench.Run(1.5);
        bench.AssertBroken(!isTold, Promise.BaseStopTime);
        bench.AssertKept(Promise.StopTimeAfterTouch);
    }

    [Theory]
    [InlineData(true, 0.3, false, false)]
    [InlineData(true, 1, true, false)]
    [InlineData(false, 0.3, false, true)]
    public void With_faulty_drives_the_power_has_to_be_off_in_time(bool isDeaf, double powerOffSec, bool isPowerOffBroken, bool isStopBroken)
    {
        using JudgeBench bench = Moving(sweepRadPerSec: 0.4);
        (bench.Mode, bench.IsDeaf) = (GateMode.ControlledStop, isDeaf);
        double stopped = bench.Plant.Now.Seconds;
        bench.Run(0.7, () => bench.IsPowered = bench.Plant.Now.Seconds < stopped + powerOffSec);
        bench.AssertBroken(isPowerOffBroken, Promise.PowerOffTime);
        bench.AssertBroken(isStopBroken, Promise.StopTime);
    }

    [Theory]
    [InlineData(0.4, 0, 0.19, false)]
    [InlineData(0.4, 0, 0.25, true)]
    [InlineData(0, 0.3, 0.4, false)]
    [InlineData(0, 0.3, 0.5, true)]
    public void A_robot_that_moves_on_without_its_brain_breaks_its_promise(double sweepRadPerSec, double baseMPerSec, double seconds, bool isBroken)
    {
        using JudgeBench bench = Moving(sweepRadPerSec, baseMPerSec);
        bench.IsBrainAlive = false;
        bench.Run(seconds);
        bench.AssertBroken(isBroken && sweepRadPerSec > 0, Promise.BrainLossTime);
        bench.AssertBroken(isBroken && baseMPerSec > 0, Promise.BaseBrainLossTime);
    }

    [Fact]
    public void A_brain_that_is_back_in_time_was_not_lost()
    {
        using JudgeBench bench = Moving(sweepRadPerSec: 0.4);
        bench.IsBrainAlive = false;
        bench.Run(0.15);
        bench.IsBrainAlive = true;
        bench.Run(0.3);
        bench.AssertKept(Promise.BrainLossTime);
    }

    [Theory]
    [InlineData(50, true, false)]
    [InlineData(50, false, true)]
    [InlineData(0, true, true)]
    public void A_touch_excuses_from_resting_without_a_brain_but_not_from_stopping(double pushN, bool stops, bool isBroken)
    {
        using JudgeBench bench = Moving(sweepRadPerSec: 0.4);
        (bench.IsBrainAlive, bench.ToldPushN) = (false, pushN);
        bench.Run(0.1);
        bench.Mode = stops ? GateMode.ControlledStop : GateMode.Active;
        bench.Run(0.3);
        bench.AssertBroken(isBroken, Promise.BrainLossTime);
    }

    [Theory]
    [InlineData(0.3, 0, 0)]
    [InlineData(0, 0.2, 0)]
    [InlineData(0.3, 0, 50)]
    [InlineData(0, 0.2, 50)]
    public void A_robot_that_moves_again_in_a_stop_breaks_its_promise_whoever_touches_it(double sweepRadPerSec, double baseMPerSec, double pushN)
    {
        using JudgeBench bench = new(output) { Mode = GateMode.ControlledStop };
        bench.Run(0.1);
        bench.AssertKept(Promise.TravelAfterStop);
        (bench.SweepRadPerSec, bench.Setpoint.BaseVxMPerSec, bench.ToldPushN) = (sweepRadPerSec, baseMPerSec, pushN);
        bench.Run(0.5);
        bench.AssertBroken(Promise.TravelAfterStop);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Way_on_which_somebody_shoves_a_stopped_robot_is_theirs(bool isTold)
    {
        using JudgeBench bench = new(output) { Mode = GateMode.ControlledStop };
        bench.Run(0.1);
        (bench.BasePushN, bench.ToldPushN) = (900, isTold ? 900 : 0);
        bench.Run(0.25);
        bench.AssertBroken(!isTold, Promise.TravelAfterStop);
    }

    private JudgeBench Moving(double sweepRadPerSec = 0, double baseMPerSec = 0)
    {
        JudgeBench bench = new(output) { SweepRadPerSec = sweepRadPerSec };
        bench.Setpoint.BaseVxMPerSec = baseMPerSec;
        bench.Run(0.6);
        return bench;
    }
}
