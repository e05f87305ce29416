using System.CommandLine;
using RoboticsStack.Control.Robot;
using RoboticsStack.Runtime.Gate.Standalone;
using RoboticsStack.Runtime.Processes;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot brain: a brain for a gate that runs on its own. Its hidden subcommand is the process that 'robot coffee' starts.</summary>
internal static class BrainVerb
{
    public static Command Create()
    {
        Option<string> configuration = GateVerb.Configuration();
        Option<ulong> seed = CommonOptions.Seed();
        Option<string> model = CommonOptions.Model(), planner = CommonOptions.Planner(), check = CommonOptions.Check();
        Option<double> latency = CommonOptions.Latency();
        Option<string?> telemetry = CommonOptions.Telemetry();
        Command command = new("brain", "Attach a brain to a gate that runs on its own")
        {
            configuration, seed, model, planner, check, latency, telemetry,
            new ChildOptions().CreateCommand("child", "The brain's process of a coffee run", BrainProcess.Run),
        };
        command.SetAction(parsed =>
        {
            GateConfiguration gate = GateConfiguration.Load(RepositoryFiles.Resolve(parsed.GetValue(configuration)!));
            CoffeeOptions options = new()
            {
                Seed = parsed.GetValue(seed),
                Robot = gate.Robot,
                ModelDirectory = RepositoryFiles.Resolve(parsed.GetValue(model)!),
                Planner = CommonOptions.PlannerKind(parsed.GetValue(planner)!),
                PhysicsCheck = parsed.GetValue(check) == "on",
                PlanningLatencySec = parsed.GetValue(latency),
                TelemetryUrl = parsed.GetValue(telemetry),
                RealTime = true,
            };
            options.Validate();
            using ParentWatch parent = new(watchInput: false);
            BrainService.Run(gate, options, RobotDescription.Load(RepositoryFiles.Robot(gate.Robot)), Console.WriteLine, parent.Token);
            return 0;
        });
        return command;
    }
}
