using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using Xunit.Abstractions;

namespace RoboticsStack.Control.Tests;

[Trait("safety", nameof(GateFunction.Recovery))]
public sealed class ContactRecoveryTests(ITestOutputHelper output)
{
    /// <summary>Enough for rest, the longest back-off and engaging.</summary>
    private const double LongSec = 4;

    private readonly SimulatedRobot _robot = new();

    private ContactLimits Limits => _robot.Description.Safety.Contact;
    private RecoveryLimits Recovery => _robot.Description.Safety.Recovery;

    [Fact]
    public void After_a_hard_touch_the_robot_stops_and_then_follows_plans_again()
    {
        _robot.Engage();
        Touch();
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.Equal(GateFunction.ContactForce, _robot.Gate.Cause);
        Assert.Equal(PlanVerdict.NotEngaged, _robot.Offer(MovePlan(_robot, new Vec3(0, 0.1, 0), 1)));
        _robot.Run(Recovery.RestSec - 0.1);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        _robot.Run(0.4);
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
        Assert.Equal(PlanVerdict.Accepted, _robot.Offer(MovePlan(_robot, new Vec3(0, 0.1, 0), 1)));
        GateIntervention recovery = Assert.Single(_robot.DrainInterventions(), intervention => intervention.Function == GateFunction.Recovery);
        Assert.Equal((FailsafeAction.Warn, Recovery.Times, 1.0), (recovery.Action, recovery.Limit, recovery.Value));
    }

    [Theory]
    [InlineData(4000, 0.5, false)]
    [InlineData(20000, 1.5, false)]
    [InlineData(20000, 1.5, true)]
    public void An_arm_that_stopped_pressing_backs_off_slowly_before_it_goes_on(double stiffnessNPerM, double reachSec, bool stallsMeanwhile)
    {
        _robot.Engage();
        ArmKinematics arm = new(_robot.Description);
        _robot.Offer(MovePlan(_robot, new Vec3(0.15, 0, 0), reachSec));
        _robot.Run(0.7 * reachSec);
        double wall = GripperX() + 0.005;
        double Depth() => Math.Max(0, GripperX() - wall);
        _robot.Sensor = measurement =>
        {
            measurement.WristWrench = new(new Vec3(-stiffnessNPerM * Depth(), 0, 0), Vec3.Zero);
            measurement.TorqueNm[5] = stallsMeanwhile && stiffnessNPerM * Depth() > Limits.WristForceReleaseN ? _robot.Description.Arm.MaxTorqueNm[5] : 0;
            return measurement;
        };
        _robot.Run(0.4);
        double pressed = stiffnessNPerM * Depth();
        double deepest = GripperX();
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.True(pressed > Limits.WristForceReleaseN);
        double before = GripperX();
        double fastest = 0;
        _robot.OnCycle = () =>
        {
            fastest = Math.Max(fastest, Math.Abs(GripperX() - before) / 0.002);
            before = GripperX();
        };
        _robot.Run(LongSec);
        output.WriteLine($"pressed with {pressed:F0} N, backed off {(deepest - GripperX()) * 1000:F1} mm at up to {fastest * 1000:F0} mm/s, {stiffnessNPerM * Depth():F1} N left");
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
        Assert.True(stiffnessNPerM * Depth() <= Limits.WristForceReleaseN + 0.5);
        Assert.InRange(deepest - GripperX(), 0.0005, 0.032);
        Assert.True(fastest < 1.3 * Limits.BackOffSpeedMPerSec);

        double GripperX() => arm.Forward(_robot.Measurement.PositionRad).Position.X;
    }

    /// <summary>A step of force lasts three cycles, which a single sample of noise does not.</summary>
    [Theory]
    [InlineData(0.9, GateMode.ControlledStop)]
    [InlineData(1.1, GateMode.PowerOff)]
    [Trait("safety", nameof(GateFunction.ContactForce))]
    public void A_blow_takes_the_power_at_once_and_is_left_to_a_person(double share, GateMode mode)
    {
        _robot.Engage();
        _robot.Offer(MovePlan(_robot, new Vec3(0.15, 0, 0), 0.5));
        _robot.Run(0.25);
        Assert.False(_robot.Gate.IsAtRest);
        _robot.Sensor = measurement => measurement with { WristWrench = new(new Vec3(-share * Limits.WristForcePowerN, 0, 0), Vec3.Zero) };
        _robot.Run(0.006);
        _robot.Sensor = null;
        Assert.Equal((mode, mode != GateMode.PowerOff), (_robot.Gate.Mode, _robot.Command.IsPowered));
        Assert.Equal(GateFunction.ContactForce, _robot.Gate.Cause);
        _robot.Run(LongSec);
        Assert.Equal(mode == GateMode.PowerOff ? GateMode.PowerOff : GateMode.Active, _robot.Gate.Mode);
    }

    [Fact]
    public void What_does_not_let_go_within_three_centimetres_is_left_to_a_person()
    {
        _robot.Engage();
        Vec3 start = _robot.Gate.CommandedGripper.Position;
        _robot.Sensor = measurement => measurement with { WristWrench = new(new Vec3(0, 80, 0), Vec3.Zero) };
        _robot.Run(3 * LongSec);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.True(_robot.Gate.IsAtRest);
        Assert.InRange(_robot.Gate.CommandedGripper.Position.DistanceTo(start), 0.029, 0.032);
    }

    [Fact]
    public void After_the_last_recovery_allowed_only_a_person_can_engage_the_robot_and_so_allow_them_anew()
    {
        _robot.Engage();
        for (int n = 0; n < Recovery.Times; n++)
        {
            Touch();
            _robot.Run(LongSec);
            Assert.Equal(GateMode.Active, _robot.Gate.Mode);
        }
        Touch();
        _robot.Run(LongSec);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.Equal(Enumerable.Range(1, Recovery.Times).Select(n => (double)n),
            _robot.DrainInterventions().Where(intervention => intervention.Function == GateFunction.Recovery).Select(intervention => intervention.Value));
        _robot.Engage();
        Touch();
        _robot.Run(LongSec);
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
    }

    /// <summary>A stop for something else leaves it pressing, too; but going on is a person's to decide.</summary>
    [Theory]
    [InlineData(GateFunction.LinkLost, true)]
    [InlineData(GateFunction.EncoderJump, false)]
    public void What_is_pressed_in_another_stop_is_let_go_of_where_sensors_can_be_believed(GateFunction cause, bool letsGo)
    {
        const double StiffnessNPerM = 5000;
        _robot.Engage();
        ArmKinematics arm = new(_robot.Description);
        double wall = GripperX() - 0.008;
        bool jumps = cause == GateFunction.EncoderJump;
        _robot.Sensor = measurement =>
        {
            measurement.WristWrench = new(new Vec3(-StiffnessNPerM * Math.Max(0, GripperX() - wall), 0, 0), Vec3.Zero);
            measurement.PositionRad[2] += jumps ? 0.1 : 0;
            jumps = false;
            return measurement;
        };
        if (cause == GateFunction.LinkLost)
        {
            _robot.Gate.ReportLinkLost();
        }
        _robot.Run(0.1);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.Equal(cause, _robot.Gate.Cause);
        _robot.Run(LongSec);
        double left = StiffnessNPerM * Math.Max(0, GripperX() - wall);
        output.WriteLine($"{left:F1} N left");
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.Equal(letsGo, left <= Limits.WristForceReleaseN + 0.5);

        double GripperX() => arm.Forward(_robot.Measurement.PositionRad).Position.X;
    }

    [Fact]
    public void Without_recoveries_allowed_a_hard_touch_stops_the_robot_for_good()
    {
        SimulatedRobot robot = new(description: ReferenceRobot.LoadWith($"times: {Recovery.Times}", "times: 0"));
        robot.Engage();
        Touch(robot);
        robot.Run(LongSec);
        Assert.Equal(GateMode.ControlledStop, robot.Gate.Mode);
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("link")]
    [InlineData("measurement")]
    [InlineData("tracking")]
    public void A_stop_for_any_other_cause_is_left_to_a_person(string cause)
    {
        _robot.Engage();
        Stop(cause);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        _robot.Run(LongSec);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.DoesNotContain(_robot.DrainInterventions(), intervention => intervention.Function == GateFunction.Recovery);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("measurement")]
    [InlineData("tracking")]
    public void A_hard_touch_with_something_else_wrong_is_left_to_a_person(string cause)
    {
        _robot.Engage();
        Touch();
        Stop(cause);
        _robot.Run(LongSec);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
    }

    [Fact]
    public void Nothing_is_recovered_while_the_brain_is_silent()
    {
        _robot.Engage();
        Touch();
        _robot.Run(LongSec, heartbeats: false);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        Assert.DoesNotContain(_robot.DrainInterventions(), intervention => intervention.Function == GateFunction.Recovery);
    }

    [Fact]
    public void Plans_that_are_refused_because_of_the_stop_show_that_the_brain_lives()
    {
        RunOnPlans(0.3, engage: true);
        Touch(heartbeats: false);
        RunOnPlans(LongSec);
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
    }

    [Fact]
    public void Losing_the_link_while_engaging_again_ends_the_recovery()
    {
        _robot.Engage();
        Touch();
        while (_robot.Gate.Mode != GateMode.Engaging)
        {
            _robot.Run(0.002);
        }
        _robot.Gate.ReportLinkLost();
        _robot.Run(LongSec);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
    }

    [Fact]
    public void Recovering_allocates_nothing()
    {
        _robot.Engage();
        Touch();
        _robot.Run(LongSec);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _robot.Measurement.WristWrench = new(new Vec3(0, 80, 0), Vec3.Zero);
        _robot.Run(1.5);
        _robot.Measurement.WristWrench = default;
        _robot.Run(1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
    }

    /// <summary>A blow of 80 N for a hundredth of a second.</summary>
    private void Touch(bool heartbeats = true) => Touch(_robot, heartbeats);

    private static void Touch(SimulatedRobot robot, bool heartbeats = true)
    {
        robot.Measurement.WristWrench = new(new Vec3(0, 80, 0), Vec3.Zero);
        robot.Run(0.01, heartbeats);
        robot.Measurement.WristWrench = default;
        robot.Run(0.03, heartbeats);
    }

    private void Stop(string cause)
    {
        switch (cause)
        {
            case "silence":
                _robot.Run(0.3, heartbeats: false);
                return;
            case "link":
                _robot.Gate.ReportLinkLost();
                break;
            case "measurement":
                _robot.Sensor = measurement => measurement with { LiftM = double.NaN };
                break;
            case "tracking":
                _robot.Sensor = measurement =>
                {
                    measurement.PositionRad[0] += 1.2 * _robot.Description.Safety.Tracking.SlowRad;
                    return measurement;
                };
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(cause));
        }
        _robot.Run(0.1);
        _robot.Sensor = null;
    }

    /// <summary>As in lockstep: a plan every tenth of a second is the brain's only sign of life.</summary>
    private void RunOnPlans(double seconds, bool engage = false)
    {
        if (engage)
        {
            _robot.Gate.RequestEngage();
        }
        for (int n = 0; n < seconds / 0.1; n++)
        {
            _robot.Offer(_robot.NewPlan());
            _robot.Run(0.1, heartbeats: false);
        }
    }

    private static GatePlan MovePlan(SimulatedRobot robot, Vec3 way, double seconds)
    {
        Pose start = robot.Gate.CommandedGripper;
        GatePlan plan = robot.NewPlan();
        plan.ArmCount = 1;
        plan.Arm[0] = new(robot.Now.AddSeconds(seconds), start with { Position = start.Position + way }, 0.1, 10);
        return plan;
    }
}
