using System.CommandLine;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Gate.Standalone;
using RoboticsStack.Runtime.Processes;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot operate: a person's word to a gate that runs on its own.</summary>
internal static class OperateVerb
{
    public static Command Create()
    {
        Argument<string> action = new("action") { Description = "engage: follow plans; stop: emergency stop; reset: after an emergency stop" };
        action.AcceptOnlyFromAmong("engage", "stop", "reset");
        Option<string> configuration = GateVerb.Configuration();
        Option<double> wait = new("--wait") { Description = "Seconds until it gives up", DefaultValueFactory = _ => 5 };
        Command command = new("operate", "Engage, stop or reset a gate that runs on its own, with the operator's credentials") { action, configuration, wait };
        command.SetAction(parsed =>
        {
            double seconds = parsed.GetValue(wait) is > 0 and <= 600 and var given ? given : throw new UserErrorException("--wait is out of range: give seconds up to 600.");
            Console.WriteLine(GateOperator.Ask(GateConfiguration.Load(RepositoryFiles.Resolve(parsed.GetValue(configuration)!)),
                Enum.Parse<OperatorRequest>(parsed.GetValue(action)!, ignoreCase: true), TimeSpan.FromSeconds(seconds), CancellationToken.None));
            return 0;
        });
        return command;
    }
}
