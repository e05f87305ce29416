namespace RoboticsStack.Control.Robot;

/// <summary>The safety file's sections about people.</summary>
internal static class PersonSection
{
    private static readonly string[] Regions =
        ["skull", "face", "neck", "chest", "abdomen", "pelvis", "upper_arm", "forearm", "hand", "thigh", "lower_leg"];

    public static PersonSeparationLimits ReadSeparation(FunctionSection yaml) => new()
    {
        PersonSpeedMPerSec = yaml.Limit("person_speed", 0, 5, "m/s"),
        NearSpeedMPerSec = yaml.Limit("near_speed", 0, 5, "m/s"),
        NearM = yaml.Limit("near", 0, 5, "m"),
        ReactionSec = yaml.Limit("reaction_time", 0, 1, "s"),
        BrakingMPerSec2 = yaml.Limit("braking", 0.1, 20, "m/s²"),
        StopTimeSec = yaml.Limit("stop_time", 0.05, 5, "s"),
        IntrusionM = yaml.Limit("intrusion", 0, 2, "m"),
        DetectionErrorM = yaml.Limit("detection_error", 0, 1, "m"),
        RobotErrorM = yaml.Limit("robot_error", 0, 1, "m"),
        DetectionSigmas = yaml.Limit("detection_sigmas", 0, 6, "σ"),
        BodyRadiusM = yaml.Limit("body_radius", 0.05, 1, "m"),
        HandRadiusM = yaml.Limit("hand_radius", 0.01, 0.5, "m"),
        ResumeMPerSec = yaml.Limit("resume_speed", 0, 1, "m/s"),
        ClearSec = yaml.Limit("clear_time", 0, 10, "s"),
        MaxAgeSec = yaml.Limit("max_age", 0.05, 5, "s"),
        BlindRate = yaml.Limit("blind_rate", 0, 1, "of the path's rate"),
    };

    public static PowerAndForceLimits ReadPowerAndForce(FunctionSection yaml) => new()
    {
        ReachM = yaml.Limit("reach", 0, 3, "m"),
        LoadKg = yaml.Limit("load", 0, 50, "kg"),
        Regions = [.. Regions.Select(region => ReadRegion(yaml, region))],
    };

    private static RegionLimits ReadRegion(FunctionSection yaml, string region)
    {
        double[] row = yaml.Row(region, (0, 3, "m"), (0, 3, "m"), (1, 1000, "N/mm"), (0.01, 200, "kg"), (1, 1000, "N"));
        return row[0] < row[1] ? new(region, row[0], row[1], row[2] * 1e3, row[3], row[4]) : throw yaml.Error(region, "must begin with a height below the second");
    }
}
