using System.CommandLine;
using RoboticsStack.Cli.Replay;
using RoboticsStack.Runtime.Replay;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot replay: a recorded run through this build's brain and gate. Exit code 0 only when nothing differs.</summary>
internal static class ReplayVerb
{
    public static Command Create()
    {
        Argument<string> file = new("file") { Description = "The run.mcap of a run, or the run's folder" };
        Option<string> stage = new("--stage")
        {
            Description = "Where to take up: perception (recorded sensors through the whole brain and the gate), "
                + "planner (what the planner was shown, through planner and gate), gate (recorded plans through the gate)",
            DefaultValueFactory = _ => "perception",
        };
        stage.AcceptOnlyFromAmong("perception", "planner", "gate");
        Option<string?> model = new("--model") { Description = "Folder of the world model, whichever made the run; without it, models/weights, which must be the run's own" };
        Option<string?> robot = new("--robot") { Description = "Robot in configs/robots, for instance with other limits; without it, the recorded one" };
        Option<bool> json = new("--json") { Description = "Print the report as JSON on standard output" };
        Command command = new("replay", "Replay a recorded run with this build and say what differs") { file, stage, model, robot, json };
        command.SetAction((parsed, cancellation) => System.Threading.Tasks.Task.Run(
            () => new ReplayCommand
            {
                File = parsed.GetValue(file)!,
                Stage = Enum.Parse<ReplayStage>(parsed.GetValue(stage)!, ignoreCase: true),
                ModelDirectory = parsed.GetValue(model),
                RobotName = parsed.GetValue(robot),
                Json = parsed.GetValue(json),
            }.Run(cancellation),
            CancellationToken.None));
        return command;
    }
}
