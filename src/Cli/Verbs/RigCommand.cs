using System.CommandLine;
using RoboticsStack.Runtime.Benchmarks.Rig;
using RoboticsStack.Runtime.Processes;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot gate rig: the parent that 'robot bench kill' may kill.</summary>
internal static class RigCommand
{
    public static Command Create()
    {
        Option<string> image = new("--image") { Required = true };
        Option<string> output = new("--out") { Required = true };
        Option<string> robot = CommonOptions.Robot();
        Command command = new("rig", "Broker, gate and brain under one parent") { image, output, robot };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using ParentWatch parent = new(watchInput: true);
            KillRig.Run(new GateRigOptions
            {
                Robot = parsed.GetValue(robot)!,
                Directory = parsed.GetValue(output)!,
                Hardware = "simulated",
                Image = parsed.GetValue(image)!,
            }, parent.Token);
            return 0;
        });
        return command;
    }
}
