using System.CommandLine;
using RoboticsStack.Cli.Coffee;
using RoboticsStack.Cli.View;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot coffee: the main job. Exit code 0 only when coffee was served.</summary>
internal static class CoffeeVerb
{
    public static Command Create()
    {
        Option<ulong> seed = CommonOptions.Seed();
        Option<bool> realTime = CommonOptions.RealTime();
        Option<int> people = CommonOptions.People();
        Option<string?> broker = new("--broker") { Description = "URL of an existing MQTT broker (mqtt://host:port, mqtts://…); without it, a private one is started" };
        Option<string?> certificates = new("--certs") { Description = "Folder of certificates, made by 'robot certs', for a broker that speaks TLS" };
        Option<int?> brokerPort = new("--broker-port") { Description = "Port for the private broker on the loopback interface, 0 for a free one; without it, a Unix socket" };
        Option<int?> foxglove = FoxgloveRun.PortOption();
        Option<string?> telemetry = CommonOptions.Telemetry();
        Option<bool> view = new("--view") { Description = "Serve the live page while it runs" };
        Option<int> port = CommonOptions.Port();
        Option<double> speed = CommonOptions.Speed(0);
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
            seed, people, realTime, speed, view, port, broker, certificates, brokerPort, foxglove, telemetry, planner, check, output, quiet, json, model, robot, limit, latency,
        };
        command.SetAction((parsed, cancellation) =>
        {
            CoffeeOptions options = new()
            {
                Seed = parsed.GetValue(seed),
                RealTime = parsed.GetValue(realTime),
                People = parsed.GetValue(people),
                Speed = parsed.GetValue(speed),
                BrokerUrl = parsed.GetValue(broker),
                CertificateDirectory = parsed.GetValue(certificates),
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
            ViewOptions? page = parsed.GetValue(view) ? new ViewOptions(parsed.GetValue(port), StaysOpen: false).Validated() : null;
            return new CoffeeCommand(options, page, FoxgloveRun.PortOf(parsed, foxglove)).RunAsync(cancellation);
        });
        return command;
    }
}
