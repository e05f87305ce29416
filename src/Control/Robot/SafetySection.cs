namespace RoboticsStack.Control.Robot;

/// <summary>The safety section of a robot's YAML.</summary>
internal static class SafetySection
{
    public static SafetySettings Read(StrictYaml yaml)
    {
        SafetySettings settings = new()
        {
            CycleSec = yaml.Number("cycle", 0.0005, 0.01),
            MaxGripperSpeedMPerSec = yaml.Number("max_gripper_speed", 0.01, 3),
            MaxGripperAccelerationMPerSec2 = yaml.Number("max_gripper_acceleration", 0.1, 9),
            MaxGripperAngularSpeedRadPerSec = yaml.Number("max_gripper_angular_speed", 0.05, 2.5),
            MaxGripperAngularAccelerationRadPerSec2 = yaml.Number("max_gripper_angular_acceleration", 0.1, 17),
            StopGripperAccelerationMPerSec2 = yaml.Number("stop_gripper_acceleration", 0.1, 9),
            WorkspaceLow = yaml.Vector("workspace_low", -3, 3),
            WorkspaceHigh = yaml.Vector("workspace_high", -3, 3),
            Gentle = ReadGentle(yaml.Section("gentle")),
            Contact = ReadContact(yaml.Section("contact")),
            Monitoring = ReadMonitoring(yaml.Section("monitoring")),
        };
        if (settings.WorkspaceLow.X >= settings.WorkspaceHigh.X || settings.WorkspaceLow.Y >= settings.WorkspaceHigh.Y
            || settings.WorkspaceLow.Z >= settings.WorkspaceHigh.Z)
        {
            throw yaml.Error("workspace_low", "must lie below workspace_high in x, y and z");
        }
        return settings;
    }

    private static GentleLimits ReadGentle(StrictYaml yaml) => new()
    {
        GripperSpeedMPerSec = yaml.Number("gripper_speed", 0.01, 3),
        GripperAccelerationMPerSec2 = yaml.Number("gripper_acceleration", 0.05, 9),
        BaseSpeedMPerSec = yaml.Number("base_speed", 0.01, 3),
        BaseAccelerationMPerSec2 = yaml.Number("base_acceleration", 0.01, 10),
        YawRateRadPerSec = yaml.Number("yaw_rate", 0.01, 6),
        StopAccelerationMPerSec2 = yaml.Number("stop_acceleration", 0.05, 10),
    };

    private static ContactLimits ReadContact(StrictYaml yaml)
    {
        ContactLimits limits = new()
        {
            WristForceN = yaml.Number("wrist_force", 1, 500),
            WristForceReleaseN = yaml.Number("wrist_force_release", 0.5, 500),
            WristForceStopN = yaml.Number("wrist_force_stop", 1, 1000),
            BackOffSpeedMPerSec = yaml.Number("back_off_speed", 0, 0.2),
            RecoverAfterSec = yaml.Number("recover_after", 0, 60),
            Recoveries = yaml.Integer("recoveries", 0, 100),
            PadForceN = yaml.Number("pad_force", 1, 500),
            CellForceN = yaml.Number("cell_force", 0.1, 100),
        };
        return limits.WristForceReleaseN < limits.WristForceN && limits.WristForceN < limits.WristForceStopN
            ? limits
            : throw yaml.Error("wrist_force", "must lie between wrist_force_release and wrist_force_stop");
    }

    private static MonitorSettings ReadMonitoring(StrictYaml yaml) => new()
    {
        PlanSilenceSec = yaml.Number("plan_silence", 0.02, 2),
        HeartbeatSilenceSec = yaml.Number("heartbeat_silence", 0.02, 2),
        MeasurementAgeSec = yaml.Number("measurement_age", 0.002, 1),
        TrackingSlowRad = yaml.Number("tracking_slow", 0.001, 1),
        TrackingStopRad = yaml.Number("tracking_stop", 0.002, 2),
        StallTorqueShare = yaml.Number("stall_torque", 0.1, 1),
        StallTimeSec = yaml.Number("stall_time", 0.01, 10),
        EngageToleranceRad = yaml.Number("engage_tolerance", 0.0001, 0.5),
        EngageTimeSec = yaml.Number("engage_time", 0.01, 10),
        EngageTimeoutSec = yaml.Number("engage_timeout", 0.05, 60),
        RampTimeSec = yaml.Number("ramp_time", 0.01, 10),
        MaxPlanAheadSec = yaml.Number("max_plan_ahead", 0.1, 60),
        MaxObservationAgeSec = yaml.Number("max_observation_age", 0.05, 60),
        SelfClearanceM = yaml.Number("self_clearance", 0, 0.2),
    };
}
