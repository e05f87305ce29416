namespace RoboticsStack.Control.Robot;

/// <summary>Reads a robot's safety file.</summary>
internal sealed class SafetyFile
{
    private readonly StrictYaml _yaml;
    private readonly List<SafetyFunctionEntry> _functions = [];

    private SafetyFile(StrictYaml yaml) => _yaml = yaml;

    /// <param name="file">For messages.</param>
    /// <param name="text">The file's text.</param>
    public static SafetySettings Read(string file, string text)
    {
        StrictYaml yaml = StrictYaml.Parse(file, text);
        SafetySettings settings = new SafetyFile(yaml).Read();
        yaml.Finish();
        return settings;
    }

    private SafetySettings Read()
    {
        double cycleSec = _yaml.Number("cycle_time", 0.0005, 0.01);
        SafetySettings settings = new()
        {
            CycleSec = cycleSec,
            Functions = _functions,
            Plan = ReadPlan(Open("plan")),
            Watchdog = ReadWatchdog(Open("watchdog"), cycleSec),
            Measurement = new() { MaxAgeSec = Open("measurement").Limit("max_age", 0.002, 1, "s") },
            Cycle = ReadCycle(Open("cycle")),
            Engagement = ReadEngagement(Open("engagement")),
            Joints = new()
            {
                OvertravelRad = Open("joint_position").Limit("overtravel", 0, 0.2, "rad"),
                Overspeed = Open("joint_velocity").Limit("overspeed", 1, 2, "of the limit"),
            },
            Workspace = ReadWorkspace(Open("workspace")),
            Reach = ReadReach(Open("reach")),
            SelfClearance = ReadSelfClearance(Open("self_clearance")),
            Contact = ReadContact(Open("contact_force")),
            Recovery = ReadRecovery(Open("recovery")),
            Fingertips = new()
            {
                PadForceN = Open("pad_force").Limit("force", 1, 500, "N"),
                CellForceN = Open("cell_force").Limit("force", 0.1, 100, "N"),
                LeastCapN = Open("fragile_grip").Limit("least_cap", 0.1, 100, "N"),
            },
            PadDisagreement = ReadPadDisagreement(Open("pad_disagreement")),
            Tracking = ReadTracking(Open("tracking")),
            Stall = ReadStall(Open("stall")),
            EmergencyStop = new() { Category = Open("emergency_stop").Count("category", 0, 1) },
            SupervisedStop = ReadSupervisedStop(Open("supervised_stop")),
            BaseTracking = ReadBaseTracking(Open("base_tracking")),
            ProtectiveField = ReadProtectiveField(Open("protective_field")),
            ObstacleDistance = ReadObstacleDistance(Open("obstacle_distance")),
            Cartesian = ReadCartesian(Open("cartesian_speed")),
            Gentle = ReadGentle(Open("spill_guard")),
            PersonSeparation = PersonSection.ReadSeparation(Open("person_separation")),
            PowerAndForce = PersonSection.ReadPowerAndForce(Open("power_and_force")),
            Hardware = HardwareSection.Read(Open),
        };
        Open("plan_expiry");
        Open("link_lost");
        Open("model_identity");
        return settings;
    }

    private FunctionSection Open(string name) => new(_yaml, name, _functions);

    private static PlanLimits ReadPlan(FunctionSection yaml) => new()
    {
        MaxAheadSec = yaml.Limit("max_ahead", 0.1, 60, "s"),
        MaxObservationAgeSec = yaml.Limit("max_observation_age", 0.05, 60, "s"),
    };

    private static WatchdogLimits ReadWatchdog(FunctionSection yaml, double cycleSec)
    {
        WatchdogLimits limits = new()
        {
            PlanSilenceSec = yaml.Limit("plan_silence", 0.02, 2, "s"),
            HeartbeatPeriodSec = yaml.Limit("heartbeat_period", 0.001, 1, "s"),
            HeartbeatSlowSec = yaml.Limit("heartbeat_slow", 0.002, 2, "s"),
            HeartbeatSilenceSec = yaml.Limit("heartbeat_silence", 0.02, 2, "s"),
        };
        if (limits.HeartbeatPeriodSec < cycleSec)
        {
            throw yaml.Error("heartbeat_period", "must be at least cycle_time: the gate hears no more often than that");
        }
        return limits.HeartbeatPeriodSec < limits.HeartbeatSlowSec && limits.HeartbeatSlowSec < limits.HeartbeatSilenceSec
            ? limits
            : throw yaml.Error("heartbeat_slow", "must lie between heartbeat_period and heartbeat_silence");
    }

    private static CycleLimits ReadCycle(FunctionSection yaml) => new()
    {
        LateSec = yaml.Limit("late", 0.001, 0.1, "s"),
        LostSec = yaml.Limit("lost", 0.01, 1, "s"),
        SpareShare = yaml.Limit("spare_share", 0, 0.9, "of all cycles"),
    };

    private static EngagementLimits ReadEngagement(FunctionSection yaml) => new()
    {
        ToleranceRad = yaml.Limit("tolerance", 0.0001, 0.5, "rad"),
        TimeSec = yaml.Limit("time", 0.01, 10, "s"),
        TimeoutSec = yaml.Limit("timeout", 0.05, 60, "s"),
        RampSec = yaml.Limit("ramp_time", 0.01, 10, "s"),
    };

    private static WorkspaceLimits ReadWorkspace(FunctionSection yaml)
    {
        WorkspaceLimits limits = new() { Low = yaml.Point("low", -3, 3, "m"), High = yaml.Point("high", -3, 3, "m") };
        return limits.Low.X < limits.High.X && limits.Low.Y < limits.High.Y && limits.Low.Z < limits.High.Z
            ? limits
            : throw yaml.Error("low", "must lie below workspace.high in x, y and z");
    }

    private static LeadLimits ReadReach(FunctionSection yaml) => new()
    {
        LeadM = yaml.Limit("lead", 0.001, 0.2, "m"),
        LeadRad = yaml.Limit("lead_turn", 0.01, 1, "rad"),
    };

    private static SelfClearanceLimits ReadSelfClearance(FunctionSection yaml) => new()
    {
        DistanceM = yaml.Limit("distance", 0, 0.2, "m"),
        SlowZoneM = yaml.Limit("slow_zone", 0.001, 0.5, "m"),
    };

    private static ContactLimits ReadContact(FunctionSection yaml)
    {
        ContactLimits limits = new()
        {
            WristForceN = yaml.Limit("wrist_force", 1, 500, "N"),
            WristForceReleaseN = yaml.Limit("wrist_force_release", 0.5, 500, "N"),
            WristForceStopN = yaml.Limit("wrist_force_stop", 1, 1000, "N"),
            WristForcePowerN = yaml.Limit("wrist_force_power", 1, 2000, "N"),
            BackOffSpeedMPerSec = yaml.Limit("back_off_speed", 0, 0.2, "m/s"),
        };
        return limits.WristForceReleaseN < limits.WristForceN && limits.WristForceN < limits.WristForceStopN && limits.WristForceStopN < limits.WristForcePowerN
            ? limits
            : throw yaml.Error("wrist_force", "must lie between wrist_force_release and wrist_force_stop, and that below wrist_force_power");
    }

    private static RecoveryLimits ReadRecovery(FunctionSection yaml) => new()
    {
        RestSec = yaml.Limit("rest_time", 0, 60, "s"),
        Times = yaml.Count("times", 0, 100),
    };

    private static PadDisagreementLimits ReadPadDisagreement(FunctionSection yaml) => new()
    {
        GripForceN = yaml.Limit("grip_force", 1, 200, "N"),
        Share = yaml.Limit("share", 0.01, 1, "of the force"),
        TimeSec = yaml.Limit("time", 0.002, 1, "s"),
        StillMPerSec = yaml.Limit("still", 0.0005, 0.1, "m/s"),
        EndM = yaml.Limit("end", 0, 0.05, "m"),
    };

    private static TrackingLimits ReadTracking(FunctionSection yaml) => new()
    {
        SlowRad = yaml.Limit("slow", 0.001, 1, "rad"),
        LagSec = yaml.Limit("lag", 0, 0.5, "s"),
        TimeSec = yaml.Limit("time", 0.002, 1, "s"),
        StopRad = yaml.Limit("stop", 0.002, 2, "rad"),
    };

    private static StallLimits ReadStall(FunctionSection yaml) => new()
    {
        TorqueShare = yaml.Limit("torque", 0.1, 1, "of the limit"),
        TimeSec = yaml.Limit("time", 0.01, 10, "s"),
    };

    private static SupervisedStopLimits ReadSupervisedStop(FunctionSection yaml) => new()
    {
        Category = yaml.Count("category", 0, 2),
        TimeSec = yaml.Limit("time", 0.05, 5, "s"),
        JointRadPerSec = yaml.Limit("joint", 0.005, 1, "rad/s"),
        LiftMPerSec = yaml.Limit("lift", 0.002, 0.5, "m/s"),
        BaseMPerSec = yaml.Limit("base", 0.005, 1, "m/s"),
        TurnRadPerSec = yaml.Limit("turn", 0.005, 1, "rad/s"),
        AtRestFactor = yaml.Limit("at_rest", 1, 20, "times"),
        StrainRad = yaml.Limit("strain", 0.005, 1, "rad"),
    };

    private static BaseTrackingLimits ReadBaseTracking(FunctionSection yaml) => new()
    {
        SpeedMPerSec = yaml.Limit("speed", 0.01, 1, "m/s"),
        YawRateRadPerSec = yaml.Limit("yaw_rate", 0.02, 3, "rad/s"),
        TimeSec = yaml.Limit("time", 0.002, 1, "s"),
        LagM = yaml.Limit("lag", 0.005, 0.5, "m"),
        MemorySec = yaml.Limit("memory", 0.05, 10, "s"),
    };

    private static ProtectiveFieldLimits ReadProtectiveField(FunctionSection yaml) => new()
    {
        MarginM = yaml.Limit("margin", 0, 0.5, "m"),
        ReactionSec = yaml.Limit("reaction_time", 0, 1, "s"),
        BrakingMPerSec2 = yaml.Limit("braking", 0.05, 10, "m/s²"),
        MaxScanAgeSec = yaml.Limit("max_scan_age", 0.02, 2, "s"),
    };

    private static ObstacleDistanceLimits ReadObstacleDistance(FunctionSection yaml) => new()
    {
        MarginM = yaml.Limit("margin", 0, 0.2, "m"),
        HeavyMarginM = yaml.Limit("heavy_margin", 0, 0.2, "m"),
        PointRadiusM = yaml.Limit("point_radius", 0, 0.1, "m"),
        HeldRadiusM = yaml.Limit("held_radius", 0, 0.5, "m"),
        BrakingMPerSec2 = yaml.Limit("braking", 0.05, 10, "m/s²"),
        ReactionSec = yaml.Limit("reaction_time", 0, 1, "s"),
        MaxDepthAgeSec = yaml.Limit("max_depth_age", 0.05, 10, "s"),
        SettleSec = yaml.Limit("settle_time", 0, 10, "s"),
        BlindSpeedMPerSec = yaml.Limit("blind_speed", 0.001, 1, "m/s"),
        TouchForceN = yaml.Limit("touch_force", 1, 1000, "N"),
        StiffnessNPerM = yaml.Limit("stiffness", 1000, 1e8, "N/m"),
        HandMassKg = yaml.Limit("hand_mass", 0.1, 100, "kg"),
        ArmMassKg = yaml.Limit("arm_mass", 0.1, 100, "kg"),
        LiftMassKg = yaml.Limit("lift_mass", 0.1, 500, "kg"),
        BaseMassKg = yaml.Limit("base_mass", 1, 2000, "kg"),
    };

    private static CartesianLimits ReadCartesian(FunctionSection yaml) => new()
    {
        SpeedMPerSec = yaml.Limit("speed", 0.01, 3, "m/s"),
        AccelerationMPerSec2 = yaml.Limit("acceleration", 0.1, 9, "m/s²"),
        AngularSpeedRadPerSec = yaml.Limit("angular_speed", 0.05, 2.5, "rad/s"),
        AngularAccelerationRadPerSec2 = yaml.Limit("angular_acceleration", 0.1, 17, "rad/s²"),
        StopAccelerationMPerSec2 = yaml.Limit("stop_acceleration", 0.1, 9, "m/s²"),
        SlowToleranceMPerSec = yaml.Limit("slow_tolerance", 0, 1, "m/s"),
        StopToleranceMPerSec = yaml.Limit("stop_tolerance", 0, 2, "m/s"),
    };

    private static GentleLimits ReadGentle(FunctionSection yaml) => new()
    {
        GripperSpeedMPerSec = yaml.Limit("gripper_speed", 0.01, 3, "m/s"),
        GripperAccelerationMPerSec2 = yaml.Limit("gripper_acceleration", 0.05, 9, "m/s²"),
        BaseSpeedMPerSec = yaml.Limit("base_speed", 0.01, 3, "m/s"),
        BaseAccelerationMPerSec2 = yaml.Limit("base_acceleration", 0.01, 10, "m/s²"),
        YawRateRadPerSec = yaml.Limit("yaw_rate", 0.01, 6, "rad/s"),
        StopAccelerationMPerSec2 = yaml.Limit("stop_acceleration", 0.05, 10, "m/s²"),
        HandAccelerationMPerSec2 = yaml.Limit("hand_acceleration", 0.05, 10, "m/s²"),
        FilterSec = yaml.Limit("filter_time", 0, 1, "s"),
        TiltRad = yaml.Limit("tilt", 0.01, 1.5, "rad"),
    };
}
