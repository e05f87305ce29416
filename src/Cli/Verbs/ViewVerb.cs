using System.CommandLine;
using RoboticsStack.Cli.Coffee;
using RoboticsStack.Cli.View;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot view: a run, or the recording of one, on a page in the browser, at a speed that people can follow.</summary>
internal static class ViewVerb
{
    public static Command Create()
    {
        Argument<string?> file = new("file") { Description = "Recording (run.mcap) to show; without it, a new coffee run is started", DefaultValueFactory = _ => null };
        Option<ulong> seed = CommonOptions.Seed();
        Option<double> speed = CommonOptions.Speed(1);
        Option<int> port = CommonOptions.Port();
        Option<string> planner = CommonOptions.Planner();
        Option<string> check = CommonOptions.Check();
        Option<string?> output = new("--out") { Description = "Folder for the run's files; without it, one is made under out/" };
        Option<string> model = CommonOptions.Model();
        Option<string> robot = CommonOptions.Robot();
        Option<double> limit = CommonOptions.TimeLimit();
        Command command = new("view", "Watch a coffee run or a recording in the browser: pause, step, stop, look inside. The page stays until Ctrl-C")
        {
            file, seed, speed, port, planner, check, output, model, robot, limit,
        };
        command.SetAction((parsed, cancellation) =>
        {
            ViewOptions view = new ViewOptions(parsed.GetValue(port), StaysOpen: true).Validated();
            CoffeeOptions options = new()
            {
                Seed = parsed.GetValue(seed),
                Speed = parsed.GetValue(speed),
                Planner = CommonOptions.PlannerKind(parsed.GetValue(planner)!),
                PhysicsCheck = parsed.GetValue(check) == "on",
                OutputDirectory = parsed.GetValue(output),
                ModelDirectory = RepositoryFiles.Resolve(parsed.GetValue(model)!),
                Robot = parsed.GetValue(robot)!,
                TimeLimitSec = parsed.GetValue(limit),
            };
            options.Validate();
            if (parsed.GetValue(file) is not { } recording)
            {
                return new CoffeeCommand(options, view, foxglovePort: null).RunAsync(cancellation);
            }
            if (parsed.GetResult(seed) is { Implicit: false })
            {
                throw new UserErrorException("A recording has its own kitchen: leave --seed out, or the file.");
            }
            return new PlaybackCommand(recording, options.Speed, view).RunAsync(cancellation);
        });
        return command;
    }
}
