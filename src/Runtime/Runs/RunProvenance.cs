using System.Globalization;
using System.Text;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Mcap;
using RoboticsStack.Runtime.Evaluation;

namespace RoboticsStack.Runtime.Runs;

/// <summary>What a recording has to say of its run so that the run can be replayed: options as metadata, the robot's files as attachments.</summary>
public static class RunProvenance
{
    public const string RobotYamlName = "robot.yaml";
    public const string RobotUrdfName = "robot.urdf";
    public const string RobotSafetyName = "robot.safety.yaml";

    public static Dictionary<string, string> Metadata(CoffeeOptions options, ulong runId) => new()
    {
        ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
        ["build"] = BuildInfo.Version,
        ["build_fingerprint"] = BuildFingerprint.Current,
        ["planner"] = options.Planner.ToString(),
        ["check"] = options.PhysicsCheck ? "on" : "off",
        ["latency"] = options.PlanningLatencySec.ToString("R", CultureInfo.InvariantCulture),
        ["people"] = options.People.ToString(CultureInfo.InvariantCulture),
        ["real_time"] = options.RealTime ? "true" : "false",
        ["robot"] = options.Robot,
        ["run_id"] = runId.ToString("x16", CultureInfo.InvariantCulture),
    };

    public static void Attach(RunRecorder recorder, RobotDescription robot)
    {
        recorder.AddAttachment(RobotYamlName, "application/yaml", Encoding.UTF8.GetBytes(robot.Source.Yaml));
        recorder.AddAttachment(RobotUrdfName, "application/xml", Encoding.UTF8.GetBytes(robot.Source.Urdf));
        recorder.AddAttachment(RobotSafetyName, "application/yaml", Encoding.UTF8.GetBytes(robot.Source.Safety));
    }

    /// <summary>The options of a recorded run, and its id.</summary>
    /// <exception cref="UserErrorException">A value is missing or makes no sense.</exception>
    public static (CoffeeOptions Options, ulong RunId) ReadOptions(IReadOnlyDictionary<string, string> metadata, string file)
    {
        CoffeeOptions options = new()
        {
            Seed = Read("seed", text => ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong seed) ? seed : (ulong?)null),
            Planner = Read("planner", text => Enum.TryParse(text, out ArmPlannerKind planner) && Enum.IsDefined(planner) ? planner : (ArmPlannerKind?)null),
            PhysicsCheck = Read("check", text => text is "on" or "off" ? text == "on" : (bool?)null),
            PlanningLatencySec = Read("latency", text => double.TryParse(text, CultureInfo.InvariantCulture, out double latency) ? latency : (double?)null),
            People = Read("people", text => int.TryParse(text, CultureInfo.InvariantCulture, out int people) ? people : (int?)null),
            RealTime = Read("real_time", text => bool.TryParse(text, out bool realTime) ? realTime : (bool?)null),
            Robot = metadata.GetValueOrDefault("robot", ""),
        };
        return (options, Read("run_id", text => ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong id) ? id : (ulong?)null));

        T Read<T>(string key, Func<string, T?> parse) where T : struct =>
            (metadata.TryGetValue(key, out string? text) ? parse(text) : null)
            ?? throw new UserErrorException($"The recording '{file}' does not say which {key} its run had ({text ?? "missing"}): "
                + "it was made by another build. Record the run again with this one.");
    }

    /// <exception cref="UserErrorException">The files are missing or cannot be understood.</exception>
    public static RobotDescription ReadRobot(IEnumerable<McapAttachment> attachments, string file)
    {
        string Text(string name) => Encoding.UTF8.GetString((attachments.FirstOrDefault(attachment => attachment.Name == name)
            ?? throw new UserErrorException($"The recording '{file}' has no attachment '{name}', which describes the robot. Record the run again with this build.")).Data.Span);
        return RobotDescription.Parse(new RobotSource(Text(RobotYamlName), Text(RobotUrdfName), Text(RobotSafetyName)), file);
    }
}
