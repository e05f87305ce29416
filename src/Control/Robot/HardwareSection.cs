namespace RoboticsStack.Control.Robot;

/// <summary>Reads the sections of the functions that judge the hardware.</summary>
internal static class HardwareSection
{
    public static HardwareSettings Read(Func<string, FunctionSection> open) => new()
    {
        Reflex = ReadReflex(open("contact_reflex")),
        Wrist = ReadWrist(open("wrist_disagreement")),
        TorqueRate = ReadTorqueRate(open("torque_rate")),
        Thermal = ReadThermal(open("thermal_budget")),
        Supply = ReadSupply(open("supply_voltage")),
        EncoderJump = ReadEncoderJump(open("encoder_jump")),
        Encoders = ReadEncoders(open("encoder_disagreement")),
        Stuck = ReadStuck(open("stuck_sensor")),
        Odometry = ReadOdometry(open("odometry_disagreement")),
        Watchdog = ReadWatchdog(open("hardware_watchdog")),
    };

    private static ReflexLimits ReadReflex(FunctionSection yaml) => new()
    {
        HoldNm = yaml.Joints("hold", 0.1, 500, "Nm"),
        Ramp = yaml.Limit("ramp", 0, 2, "of the motion's torque"),
        StopFactor = yaml.Limit("stop_factor", 1.01, 10, "times"),
        ReleaseShare = yaml.Limit("release", 0.1, 0.99, "of the limit"),
    };

    private static WristDisagreementLimits ReadWrist(FunctionSection yaml) => new()
    {
        WithWristShare = yaml.Limit("with_wrist", 0.1, 10, "of the reflex's limit"),
        WithoutWristShare = yaml.Limit("without_wrist", 0.01, 1, "of the reflex's limit"),
        TimeSec = yaml.Limit("time", 0.001, 1, "s"),
    };

    private static TorqueRateLimits ReadTorqueRate(FunctionSection yaml) => new()
    {
        RateNmPerSec = yaml.Limit("rate", 10, 100_000, "Nm/s"),
        FilterSec = yaml.Limit("filter", 0, 0.1, "s"),
    };

    private static ThermalLimits ReadThermal(FunctionSection yaml)
    {
        ThermalLimits limits = new()
        {
            SlowC = yaml.Limit("slow", 40, 200, "°C"),
            StopC = yaml.Limit("stop", 40, 200, "°C"),
            SurroundingsC = yaml.Limit("surroundings", -20, 60, "°C"),
            RiseAtFullTorqueK = yaml.Limit("rise_at_full_torque", 10, 5000, "K"),
            CoolingSec = yaml.Limit("cooling", 1, 10_000, "s"),
        };
        return limits.SlowC < limits.StopC ? limits : throw yaml.Error("slow", "must lie below thermal_budget.stop");
    }

    private static SupplyLimits ReadSupply(FunctionSection yaml)
    {
        SupplyLimits limits = new()
        {
            SlowV = yaml.Limit("slow", 1, 1000, "V"),
            StopV = yaml.Limit("stop", 1, 1000, "V"),
            SlowRate = yaml.Limit("slow_rate", 0.01, 1, "of the path's rate"),
            SlowBaseMPerSec = yaml.Limit("slow_base", 0.01, 3, "m/s"),
            FilterSec = yaml.Limit("filter", 0, 1, "s"),
        };
        return limits.StopV < limits.SlowV ? limits : throw yaml.Error("stop", "must lie below supply_voltage.slow");
    }

    private static EncoderJumpLimits ReadEncoderJump(FunctionSection yaml) => new()
    {
        Overspeed = yaml.Limit("overspeed", 1, 5, "of the velocity limit"),
        SlackRad = yaml.Limit("slack", 0, 0.1, "rad"),
    };

    private static EncoderDisagreementLimits ReadEncoders(FunctionSection yaml) => new()
    {
        SidesRad = yaml.Limit("sides", 0.0001, 0.5, "rad"),
        GatheredRad = yaml.Limit("gathered", 0.0001, 0.5, "rad"),
        FadeSec = yaml.Limit("fade", 0.01, 10, "s"),
    };

    private static StuckSensorLimits ReadStuck(FunctionSection yaml) => new()
    {
        TimeSec = yaml.Limit("time", 0.005, 5, "s"),
        CommandRadPerSec = yaml.Limit("command", 0.001, 1, "rad/s"),
        LearnSec = yaml.Limit("learn", 0.01, 10, "s"),
    };

    private static OdometryLimits ReadOdometry(FunctionSection yaml) => new()
    {
        YawRateRadPerSec = yaml.Limit("yaw_rate", 0.01, 5, "rad/s"),
        SpeedMPerSec = yaml.Limit("speed", 0.01, 2, "m/s"),
        FilterSec = yaml.Limit("filter", 0.001, 1, "s"),
        FadeSec = yaml.Limit("fade", 0.01, 10, "s"),
        UnitNoiseMPerSec2 = yaml.Limit("unit_noise", 0.0001, 5, "m/s2"),
        UnitBiasMPerSec2 = yaml.Limit("unit_bias", 0.0001, 5, "m/s2"),
    };

    private static HardwareWatchdogLimits ReadWatchdog(FunctionSection yaml) => new()
    {
        CounterSec = yaml.Limit("counter", 0.002, 1, "s"),
        EchoSec = yaml.Limit("echo", 0.002, 1, "s"),
    };
}
