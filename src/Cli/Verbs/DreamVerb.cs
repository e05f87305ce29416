using System.CommandLine;
using RoboticsStack.Cli.Dream;
using RoboticsStack.Core;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot dream: the world model on its own, steered by keyboard in the browser, beside what was recorded.</summary>
internal static class DreamVerb
{
    public static Command Create()
    {
        Option<ulong> seed = CommonOptions.Seed();
        Option<string?> from = new("--from") { Description = "Recording (run.mcap, or a run's folder) to dream from; without it, a short run is made first" };
        Option<double?> at = new("--at") { Description = "Seconds of the recording at which the page opens; without it, where the arm first moves" };
        Option<double> seconds = new("--seconds") { Description = "Arm movement to make first, without --from", DefaultValueFactory = _ => 25 };
        Option<int> port = new("--port") { Description = "Port on the loopback interface, 0 for a free one", DefaultValueFactory = _ => 8766 };
        Option<string> model = CommonOptions.Model();
        Option<string> robot = CommonOptions.Robot();
        Command command = new("dream", "Steer the robot as its world model imagines it, frame by frame, beside what was recorded") { seed, from, at, seconds, port, model, robot };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(seconds) is not (>= 1 and <= 300))
            {
                throw new UserErrorException($"--seconds {parsed.GetValue(seconds)} is out of range: give 1 to 300 seconds.");
            }
            return new DreamCommand(new DreamOptions
            {
                Seed = parsed.GetValue(seed),
                Recording = parsed.GetValue(from),
                AtSec = parsed.GetValue(at),
                ArmSec = parsed.GetValue(seconds),
                Port = parsed.GetValue(port),
                ModelDirectory = RepositoryFiles.Resolve(parsed.GetValue(model)!),
                Robot = parsed.GetValue(robot)!,
            }).RunAsync(cancellation);
        });
        return command;
    }
}
