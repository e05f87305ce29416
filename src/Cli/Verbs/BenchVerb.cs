using System.CommandLine;
using RoboticsStack.Cli.Benchmarks;
using RoboticsStack.Core;
using RoboticsStack.Learning;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot bench: how fast the parts are, each against a yardstick measured in the same run.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        Argument<string> what = new("what") { Description = "plan, plant, mqtt, loop, record, view, train or all", DefaultValueFactory = _ => "all" };
        what.AcceptOnlyFromAmong("plan", "plant", "mqtt", "loop", "record", "view", "train", "all");
        Option<double> seconds = new("--seconds") { Description = "How long to measure each", DefaultValueFactory = _ => 10 };
        Option<int> steps = new("--steps") { Description = "Training steps to time per network (train)", DefaultValueFactory = _ => 60 };
        Option<string> device = CommonOptions.Device("cpu");
        Option<bool> json = new("--json") { Description = "Print the figures as JSON on standard output" };
        Option<string> model = CommonOptions.Model();
        Option<string> robot = CommonOptions.Robot();
        Command command = new("bench", "Measure planning latency, plant speed, MQTT round trip, the control loop's lateness, what recording and the live page cost, and training steps beside PyTorch's") { what, seconds, steps, device, json, model, robot };
        command.SetAction((parsed, cancellation) =>
        {
            double duration = parsed.GetValue(seconds);
            if (duration is not (>= 0.1 and <= 3600))
            {
                throw new UserErrorException($"--seconds {duration} is out of range: give 0.1 to 3600.");
            }
            int count = parsed.GetValue(steps);
            if (count is not (>= 5 and <= 100_000))
            {
                throw new UserErrorException($"--steps {count} is out of range: give 5 to 100000.");
            }
            BenchCommand bench = new(RepositoryFiles.Resolve(parsed.GetValue(model)!), parsed.GetValue(robot)!, TimeSpan.FromSeconds(duration), count,
                ComputeDevices.Parse(parsed.GetValue(device)!), parsed.GetValue(json));
            return bench.RunAsync(parsed.GetValue(what)!, cancellation);
        });
        return command;
    }
}
