using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Control.Tests;

/// <summary>Safety functions that judge the hardware: quiet while it is sound, reaction within a time, letting go as the safety file says. At 500 Hz and 1 kHz.</summary>
public sealed class HardwareFunctionTests
{
    /// <summary>How fast the wheels of a base that starts gently get away from it, and in what time a lazy base comes after its commands.</summary>
    private const double GentleMPerSec2 = 0.12, LagSec = 0.04;

    private SimulatedRobot _robot = null!;
    private HealthyHardware _hardware = null!;

    public static TheoryData<double> Cycles => [0.002, 0.001];

    [Theory]
    [MemberData(nameof(Cycles))]
    public void Sound_hardware_is_left_in_peace(double cycleSec)
    {
        Start(cycleSec);
        Drive(0.35, 0.6);
        for (int n = 0; n < 4; n++)
        {
            Move(new Vec3(0, n % 2 == 0 ? 0.15 : -0.15, 0), 1);
            _robot.Run(1.2);
            Drive(n % 2 == 0 ? -0.3 : 0.3, -0.5);
        }
        Assert.DoesNotContain(_robot.DrainInterventions(), one => one.Function >= GateFunction.ContactReflex);
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.SupplyVoltage))]
    public void A_low_supply_slows_and_a_lower_one_stops(double cycleSec)
    {
        Start(cycleSec);
        _hardware.Fault = sample => sample with { SupplyVoltageV = 42 };
        Move(new Vec3(0, 0.2, 0), 1);
        Assert.Equal(FailsafeAction.Slow, ReactionWithin(0.1, GateFunction.SupplyVoltage).Action);
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
        _hardware.Fault = null;
        _robot.Run(0.2);
        Assert.Equal(FailsafeAction.None, _robot.Gate.Action);
        _hardware.Fault = sample => sample with { SupplyVoltageV = 30 };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.03, GateFunction.SupplyVoltage, FailsafeAction.ControlledStop).Action);
        MustBeEngagedAgain();
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.ThermalBudget))]
    public void A_hot_motor_slows_the_robot_and_a_hotter_one_stops_it(double cycleSec)
    {
        Start(cycleSec);
        _hardware.Fault = sample => Hot(sample, 100);
        Assert.Equal(FailsafeAction.Slow, ReactionWithin(0.01, GateFunction.ThermalBudget).Action);
        _hardware.Fault = sample => Hot(sample, 115);
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.01, GateFunction.ThermalBudget, FailsafeAction.ControlledStop).Action);
        MustBeEngagedAgain();

        static RobotMeasurement Hot(RobotMeasurement sample, double celsius)
        {
            sample.MotorTemperatureC[3] = celsius;
            return sample;
        }
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.ThermalBudget))]
    public void Torque_that_lasts_counts_as_heat_even_if_the_sensor_shows_none()
    {
        Start(0.002);
        _hardware.Fault = sample =>
        {
            sample.TorqueNm[1] = 0.8 * _robot.Description.Arm.MaxTorqueNm[1];
            return sample;
        };
        // 0.64 · 450 K warm from 40 to 90 degrees in 400 s · ln(288 / (288 − 50)), less the little that 40 is above the surroundings.
        GateIntervention reaction = ReactionWithin(90, GateFunction.ThermalBudget);
        Assert.InRange(reaction.Value, 89.9, 90.1);
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.EncoderJump))]
    public void A_joint_that_jumps_stops_the_robot(double cycleSec)
    {
        Start(cycleSec);
        _hardware.Fault = sample =>
        {
            sample.PositionRad[5] += 0.02;
            return sample;
        };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.005, GateFunction.EncoderJump).Action);
        MustBeEngagedAgain();
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.EncoderDisagreement))]
    public void Sides_of_a_gear_that_disagree_stop_the_robot(double cycleSec)
    {
        Start(cycleSec);
        _hardware.Fault = sample =>
        {
            sample.MotorPositionRad[2] += 0.02;
            return sample;
        };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.005, GateFunction.EncoderDisagreement).Action);
        MustBeEngagedAgain();
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.EncoderDisagreement))]
    public void A_velocity_that_does_not_fit_the_position_stops_the_robot(double cycleSec)
    {
        Start(cycleSec);
        _hardware.Fault = sample =>
        {
            sample.VelocityRadPerSec[4] += 0.3;
            return sample;
        };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.09, GateFunction.EncoderDisagreement).Action);
        MustBeEngagedAgain();
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.StuckSensor))]
    public void A_sensor_that_has_shown_noise_and_stands_still_stops_the_robot(double cycleSec)
    {
        Start(cycleSec);
        Wrench wrist = new(new Vec3(1, 2, 3), Vec3.Zero);
        _hardware.Fault = sample => sample with { WristWrench = wrist };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.06, GateFunction.StuckSensor).Action);
        MustBeEngagedAgain();
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.StuckSensor))]
    public void An_encoder_that_stands_still_while_its_joint_is_told_to_move_stops_the_robot(double cycleSec)
    {
        Start(cycleSec);
        Move(new Vec3(0.1, 0.25, 0.1), 0.8);
        _robot.Run(0.3);
        JointVector kept = _robot.Measurement.PositionRad;
        _hardware.Fault = sample => sample with { PositionRad = kept };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.06, GateFunction.StuckSensor).Action);
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.OdometryDisagreement))]
    public void Wheels_that_slip_stop_the_robot(double cycleSec)
    {
        Start(cycleSec);
        Drive(0.35, 0);
        _hardware.Fault = sample => sample with { BaseVxMPerSec = sample.BaseVxMPerSec + 0.25 };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.01, GateFunction.OdometryDisagreement).Action);
        MustBeEngagedAgain();
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.OdometryDisagreement))]
    public void Wheels_that_slip_while_the_base_starts_gently_stop_the_robot_before_they_are_far_off(double cycleSec)
    {
        Start(cycleSec);
        _robot.Run(0.5);
        Drive(0.3, 0);
        _hardware.Fault = sample => sample with { ImuAccelerationMPerSec2 = sample.ImuAccelerationMPerSec2 - new Vec3(GentleMPerSec2, 0, 0) };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.1 / GentleMPerSec2, GateFunction.OdometryDisagreement).Action);
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.OdometryDisagreement))]
    public void What_the_accelerometer_shows_while_the_base_comes_to_rest_is_not_taken_for_its_bias(double cycleSec)
    {
        Start(cycleSec);
        double speed = 0;
        _hardware.Fault = sample =>
        {
            // A base that comes after its commands.
            double before = speed;
            speed += (sample.BaseVxMPerSec - speed) * cycleSec / LagSec;
            return sample with { BaseVxMPerSec = speed, ImuAccelerationMPerSec2 = sample.ImuAccelerationMPerSec2 with { X = (speed - before) / cycleSec } };
        };
        for (int n = 0; n < 24; n++)
        {
            Drive(0.1, 0, 0.4);
            Drive(0, 0, 0.4);
        }
        for (int n = 0; n < 8; n++)
        {
            Drive(0.3, 0);
        }
        Assert.DoesNotContain(_robot.DrainInterventions(), one => one.Function == GateFunction.OdometryDisagreement);
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.OdometryDisagreement))]
    public void A_turn_that_only_the_wheels_see_stops_the_robot(double cycleSec)
    {
        Start(cycleSec);
        _hardware.Fault = sample => sample with { BaseYawRateRadPerSec = sample.BaseYawRateRadPerSec + 0.4 };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.05, GateFunction.OdometryDisagreement).Action);
        MustBeEngagedAgain();
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.HardwareWatchdog))]
    public void A_counter_that_stands_stops_the_robot(double cycleSec)
    {
        Start(cycleSec);
        _hardware.Fault = sample => sample with { Counter = 7 };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.025, GateFunction.HardwareWatchdog).Action);
        MustBeEngagedAgain();
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.HardwareWatchdog))]
    public void Commands_that_are_not_carried_out_stop_the_robot(double cycleSec)
    {
        Start(cycleSec);
        _hardware.Fault = sample => sample with { Echo = 7 };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.045, GateFunction.HardwareWatchdog).Action);
        MustBeEngagedAgain();
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.HardwareWatchdog))]
    public void What_the_hardware_has_told_it_goes_on_telling()
    {
        Start(0.002);
        _hardware.Reports &= ~HardwareReports.SupplyVoltage;
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.005, GateFunction.HardwareWatchdog).Action);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.HardwareWatchdog))]
    public void A_drives_fault_takes_the_power_and_a_reset_is_needed()
    {
        Start(0.002);
        _hardware.Fault = sample => sample with { Status = DriveStatus.Fault };
        Assert.Equal(FailsafeAction.PowerOff, ReactionWithin(0.005, GateFunction.HardwareWatchdog).Action);
        _hardware.Fault = null;
        _robot.Run(0.6);
        Assert.False(_robot.Command.IsPowered);
        _robot.Gate.RequestEngage();
        _robot.Run(0.5);
        Assert.Equal(GateMode.PowerOff, _robot.Gate.Mode);
        _robot.Inputs.ResetEmergencyStop();
        _robot.Run(0.01);
        _robot.Engage();
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.ContactReflex))]
    public void A_push_at_the_elbow_holds_the_arm_until_it_is_gone(double cycleSec)
    {
        Start(cycleSec);
        _hardware.Reports = HardwareReports.All;
        _robot.Run(0.1);
        _hardware.Fault = sample => Pushed(sample, 8);
        Assert.Equal(FailsafeAction.Hold, ReactionWithin(0.03, GateFunction.ContactReflex).Action);
        Assert.Equal(GateMode.Hold, _robot.Gate.Mode);
        _hardware.Fault = null;
        _robot.Run(0.1);
        Move(Vec3.Zero, 0.5);
        _robot.Run(0.05);
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.ContactReflex))]
    public void After_a_hard_push_that_ends_the_robot_recovers_by_itself()
    {
        Start(0.002);
        _hardware.Reports = HardwareReports.All;
        _robot.Run(0.1);
        double push = 0;
        _hardware.Fault = sample => Pushed(sample, push = Math.Min(30, push + 1));
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.1, GateFunction.ContactReflex, FailsafeAction.ControlledStop).Action);
        _robot.Run(0.3);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        _hardware.Fault = null;
        _robot.Run(1.5);
        Assert.Equal(GateMode.Active, _robot.Gate.Mode);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.TorqueRate))]
    public void A_torque_that_leaps_stops_the_robot()
    {
        Start(0.002);
        _hardware.Reports = HardwareReports.All;
        _robot.Run(0.1);
        _hardware.Fault = sample => Pushed(sample, 40);
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.005, GateFunction.TorqueRate).Action);
    }

    [Theory]
    [MemberData(nameof(Cycles))]
    [Trait("safety", nameof(GateFunction.WristDisagreement))]
    public void A_wrist_that_feels_what_no_joint_feels_stops_the_robot(double cycleSec)
    {
        Start(cycleSec);
        _hardware.Reports = HardwareReports.All;
        _robot.Run(0.1);
        _hardware.Fault = sample => sample with { WristWrench = new(sample.WristWrench.Force + new Vec3(0, 20, 0), Vec3.Zero) };
        Assert.Equal(FailsafeAction.ControlledStop, ReactionWithin(0.1, GateFunction.WristDisagreement).Action);
        MustBeEngagedAgain();
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.Stall))]
    public void A_joint_that_pushes_with_nearly_all_its_torque_without_turning_is_not_pushed_on()
    {
        StallLimits limits = PushWithNearlyAllTorque(velocityRadPerSec: 0);
        GateIntervention reaction = ReactionWithin(limits.TimeSec + 0.1, GateFunction.Stall, FailsafeAction.Hold);
        Assert.Equal(limits.TimeSec, reaction.Limit);
        Assert.True(reaction.Value > limits.TimeSec);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.Stall))]
    public void A_joint_that_turns_with_nearly_all_its_torque_is_not_stalled()
    {
        StallLimits limits = PushWithNearlyAllTorque(velocityRadPerSec: 0.1);
        _robot.Run(2 * limits.TimeSec);
        Assert.DoesNotContain(_robot.DrainInterventions(), intervention => intervention.Function == GateFunction.Stall);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.FragileGrip))]
    [Trait("safety", nameof(GateFunction.PadForce))]
    public void A_plan_caps_the_grip_for_what_it_holds_and_never_above_the_robots_own_cap()
    {
        Start(0.002);
        GatePlan plan = Grip(forceN: 40, capN: 5);
        Assert.Equal(PlanVerdict.Accepted, _robot.Offer(plan));
        _robot.Run(0.3);
        Assert.InRange(_robot.Command.GripperForceN, 0, 5);
        _hardware.Fault = sample => sample with { LeftPadForceN = 2 * _robot.Command.GripperForceN };
        GateIntervention reaction = ReactionWithin(0.1, GateFunction.FragileGrip, FailsafeAction.Warn);
        Assert.Equal(5, reaction.Limit);
        _robot.Run(0.2);
        Assert.InRange(2 * _robot.Command.GripperForceN, 0, 5.5);
        _hardware.Fault = null;
        _robot.Offer(Grip(forceN: 40, capN: 1000));
        _robot.Run(5);
        Assert.Equal(40, _robot.Command.GripperForceN, 6);
        _hardware.Fault = sample => sample with { LeftPadForceN = 50 };
        Assert.Equal(_robot.Description.Safety.Fingertips.PadForceN, ReactionWithin(0.1, GateFunction.PadForce, FailsafeAction.Warn).Limit);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [Trait("safety", nameof(GateFunction.FragileGrip))]
    public void A_cap_that_is_none_is_refused(double capN)
    {
        Start(0.002);
        Assert.NotEqual(PlanVerdict.Accepted, _robot.Offer(Grip(10, capN)));
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.ModelIdentity))]
    public void Plans_of_another_model_are_refused_and_counted()
    {
        _robot = new SimulatedRobot(model: "known");
        _robot.Engage();
        GatePlan plan = _robot.NewPlan();
        plan.ModelHash = "other";
        Assert.Equal(PlanVerdict.WrongModel, _robot.Offer(plan));
        Assert.Equal(1, _robot.Gate.Verdicts.Refused);
        Assert.Contains(_robot.DrainInterventions(), one => one is { Function: GateFunction.ModelIdentity, Action: FailsafeAction.Warn });
        plan.ModelHash = "known";
        Assert.Equal(PlanVerdict.Accepted, _robot.Offer(plan));
    }

    private static RobotMeasurement Pushed(RobotMeasurement sample, double torqueNm)
    {
        sample.TorqueNm[1] += torqueNm;
        return sample;
    }

    private void Start(double cycleSec)
    {
        _robot = new SimulatedRobot(description: ReferenceRobot.LoadWith("cycle_time: 0.002", FormattableString.Invariant($"cycle_time: {cycleSec}")));
        _hardware = new HealthyHardware(_robot);
        _robot.Engage();
        _robot.DrainInterventions();
    }

    private StallLimits PushWithNearlyAllTorque(double velocityRadPerSec)
    {
        const int joint = 3;
        Start(0.002);
        StallLimits limits = _robot.Description.Safety.Stall;
        double torque = 0.5 * (limits.TorqueShare + 1) * _robot.Description.Arm.MaxTorqueNm[joint];
        _hardware.Fault = sample =>
        {
            sample.TorqueNm[joint] = torque;
            sample.VelocityRadPerSec[joint] = velocityRadPerSec;
            return sample;
        };
        return limits;
    }

    private GatePlan Grip(double forceN, double capN)
    {
        GatePlan plan = _robot.NewPlan(5.9);
        plan.ArmCount = 1;
        plan.Arm[0] = new(_robot.Now.AddSeconds(0.2), _robot.Gate.CommandedGripper, 0.05, forceN);
        plan.GripCapN = capN;
        return plan;
    }

    private void Move(Vec3 by, double seconds)
    {
        GatePlan plan = _robot.NewPlan();
        Pose start = new ArmKinematics(_robot.Description).Forward(_robot.Command.PositionRad);
        plan.ArmCount = 1;
        plan.Arm[0] = new(_robot.Now.AddSeconds(seconds), start with { Position = start.Position + by }, 0.1, 10);
        Assert.Equal(PlanVerdict.Accepted, _robot.Offer(plan));
    }

    /// <summary>Brings the base to a speed within 0.3 s, and goes on.</summary>
    private void Drive(double vx, double yawRate, double seconds = 0.5)
    {
        GatePlan plan = _robot.NewPlan();
        plan.BaseCount = 2;
        plan.Base[0] = new(_robot.Now.AddSeconds(0.3), vx, 0, yawRate);
        plan.Base[1] = new(_robot.Now.AddSeconds(1.5), vx, 0, yawRate);
        Assert.Equal(PlanVerdict.Accepted, _robot.Offer(plan));
        _robot.Run(seconds);
    }

    /// <summary>Runs until the function does at least this, and no longer than promised.</summary>
    private GateIntervention ReactionWithin(double seconds, GateFunction function, FailsafeAction atLeast = FailsafeAction.Slow)
    {
        double cycle = _hardware.CycleSec;
        for (double t = 0; t < seconds; t += cycle)
        {
            _robot.Run(cycle);
            foreach (GateIntervention intervention in _robot.DrainInterventions())
            {
                if (intervention.Function == function && intervention.Action >= atLeast)
                {
                    return intervention;
                }
            }
        }
        throw new Xunit.Sdk.XunitException($"{function} did not react within {seconds} s");
    }

    /// <summary>Stopped; sound again, it stays so until a person asks for more, and then goes on.</summary>
    private void MustBeEngagedAgain()
    {
        _robot.Run(0.3);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        _hardware.Fault = null;
        _robot.Run(1);
        Assert.Equal(GateMode.ControlledStop, _robot.Gate.Mode);
        _robot.Engage();
    }
}
