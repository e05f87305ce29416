using System.CommandLine;
using RoboticsStack.Runtime.Processes;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot gate: the child process that owns the hardware. Started by 'robot coffee'.</summary>
internal static class GateVerb
{
    public static Command Create() =>
        new ChildOptions().CreateCommand("gate", "The gate's process, with the simulated plant", GateProcess.Run);
}
