using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Control.Robot;
using RoboticsStack.Learning;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Models;
using RoboticsStack.Mujoco;
using RoboticsStack.Runtime.Brain;

namespace RoboticsStack.Runtime.Runs;

/// <summary>What a run stood on, for its recording: when, on what machine, with which libraries, which model, which settings.</summary>
public static class RunEnvironment
{
    public const string ConfigurationName = "configuration.json";
    public const string ConfigurationType = "application/json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Name and value pairs: <c>started</c>, <c>machine.…</c>, <c>versions.…</c>, <c>model.…</c> (SHA-256 of each file, by the manifest).</summary>
    /// <exception cref="Core.UserErrorException">There is no world model to name.</exception>
    public static IReadOnlyDictionary<string, string> Metadata(CoffeeOptions options)
    {
        (WorldModelManifest manifest, string hash) = WorldModelManifest.Read(options.ModelDirectory);
        Dictionary<string, string> pairs = new()
        {
            ["started"] = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture),
            ["time_limit"] = options.TimeLimitSec.ToString(CultureInfo.InvariantCulture),
            ["machine.system"] = RuntimeInformation.OSDescription,
            ["machine.processors"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["versions.dotnet"] = RuntimeInformation.FrameworkDescription,
            ["versions.physics"] = new MujocoEngine().Name,
            ["versions.mqtt"] = $"libmosquitto {MosquittoBus.LibraryVersion ?? "missing"}",
            ["versions.inference"] = InferenceRuntime.Version,
            ["model.hash"] = hash,
        };
        foreach (ModelFile file in manifest.Files)
        {
            pairs[$"model.{file.Name}"] = file.Sha256;
        }
        if (ActionPrior.Exists(options.ModelDirectory))
        {
            ModelFile prior = ActionPrior.ReadManifest(ActionPrior.DirectoryOf(options.ModelDirectory), hash).File;
            pairs[$"model.{prior.Name}"] = prior.Sha256;
        }
        return pairs;
    }

    /// <summary>The brain's settings as JSON. The gate's stand in the robot's YAML.</summary>
    public static byte[] Configuration(RobotDescription robot, CoffeeOptions options) => JsonSerializer.SerializeToUtf8Bytes(BrainSettings.For(robot, options), Json);
}
