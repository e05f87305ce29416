using System.CommandLine;
using RoboticsStack.Runtime.Processes;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot brain: the child process that thinks. Started by 'robot coffee'.</summary>
internal static class BrainVerb
{
    public static Command Create() => new ChildOptions().CreateCommand("brain", "The brain's process", BrainProcess.Run);
}
