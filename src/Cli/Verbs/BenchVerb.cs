using System.CommandLine;
using RoboticsStack.Cli.Benchmarks;
using RoboticsStack.Core;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot bench: how fast the parts are, each against a yardstick measured in the same run.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        Argument<string> what = new("what") { Description = "plan, plant, mqtt, loop, record or all", DefaultValueFactory = _ => "all" };
        what.AcceptOnlyFromAmong("plan", "plant", "mqtt", "loop", "record", "all");
        Option<double> seconds = new("--seconds") { Description = "How long to measure each", DefaultValueFactory = _ => 10 };
        Option<bool> json = new("--json") { Description = "Print the figures as JSON on standard output" };
        Option<string> model = CommonOptions.Model();
        Option<string> robot = CommonOptions.Robot();
        Command command = new("bench", "Measure planning latency, plant speed, MQTT round trip, the control loop's lateness and the cost of recording") { what, seconds, json, model, robot };
        command.SetAction((parsed, cancellation) =>
        {
            double duration = parsed.GetValue(seconds);
            if (duration is not (>= 0.1 and <= 3600))
            {
                throw new UserErrorException($"--seconds {duration} is out of range: give 0.1 to 3600.");
            }
            BenchCommand bench = new(RepositoryFiles.Resolve(parsed.GetValue(model)!), parsed.GetValue(robot)!, TimeSpan.FromSeconds(duration), parsed.GetValue(json));
            return bench.RunAsync(parsed.GetValue(what)!, cancellation);
        });
        return command;
    }
}
