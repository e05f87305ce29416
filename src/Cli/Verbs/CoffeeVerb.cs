using System.CommandLine;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Viewing.Foxglove;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot coffee: the main job. Exit code 0 only when coffee was served.</summary>
internal static class CoffeeVerb
{
    public static Command Create()
    {
        Option<ulong> seed = CommonOptions.Seed();
        Option<bool> realTime = CommonOptions.RealTime();
        Option<string?> broker = new("--broker") { Description = "URL of an existing MQTT broker (mqtt://host:port, mqtts://…); without it, a private one is started" };
        Option<int?> brokerPort = new("--broker-port") { Description = "Port for the private broker on the loopback interface, 0 for a free one; without it, a Unix socket" };
        Option<int?> foxglove = new("--foxglove")
        {
            Description = FormattableString.Invariant($"Serve live data to Foxglove on this port of the loopback interface, 0 for a free one; {FoxgloveServerOptions.DefaultPort} if none is given"),
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> telemetry = CommonOptions.Telemetry();
        Option<string> planner = CommonOptions.Planner();
        Option<string> check = CommonOptions.Check();
        Option<string?> output = new("--out") { Description = "Folder for the run's files; without it, one is made under out/" };
        Option<bool> quiet = new("--quiet") { Description = "No live progress" };
        Option<bool> json = new("--json") { Description = "Print summary.json on standard output at the end" };
        Option<string> model = CommonOptions.Model();
        Option<string> robot = CommonOptions.Robot();
        Option<double> limit = CommonOptions.TimeLimit();
        Option<double> latency = CommonOptions.Latency();
        Command command = new("coffee", "Make a cup of coffee in a generated kitchen that the robot has never seen")
        {
            seed, realTime, broker, brokerPort, foxglove, telemetry, planner, check, output, quiet, json, model, robot, limit, latency,
        };
        command.SetAction((parsed, cancellation) =>
        {
            CoffeeOptions options = new()
            {
                Seed = parsed.GetValue(seed),
                RealTime = parsed.GetValue(realTime),
                BrokerUrl = parsed.GetValue(broker),
                BrokerPort = parsed.GetValue(brokerPort),
                TelemetryUrl = parsed.GetValue(telemetry),
                Planner = CommonOptions.PlannerKind(parsed.GetValue(planner)!),
                PhysicsCheck = parsed.GetValue(check) == "on",
                OutputDirectory = parsed.GetValue(output),
                Quiet = parsed.GetValue(quiet),
                Json = parsed.GetValue(json),
                ModelDirectory = RepositoryFiles.Resolve(parsed.GetValue(model)!),
                Robot = parsed.GetValue(robot)!,
                TimeLimitSec = parsed.GetValue(limit),
                PlanningLatencySec = parsed.GetValue(latency),
            };
            options.Validate();
            int? foxglovePort = parsed.GetResult(foxglove) is { Implicit: false } ? parsed.GetValue(foxglove) ?? FoxgloveServerOptions.DefaultPort : null;
            return new Coffee.CoffeeCommand(options, foxglovePort).RunAsync(cancellation);
        });
        return command;
    }
}
