using System.CommandLine;
using System.Globalization;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Runtime.Gate.Standalone;
using RoboticsStack.Runtime.Processes;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot gate: the gate as a service. Its hidden subcommands are the processes that it, 'robot coffee' and the benches start.</summary>
internal static class GateVerb
{
    public static Command Create()
    {
        Option<string> configuration = Configuration();
        Option<string?> image = new("--image") { Description = "Process image shared with whoever watches the simulated robot", Hidden = true };
        Option<string?> output = new("--out") { Description = "Folder for the simulated robot's log; default: out/gate" };
        Command command = new("gate", "Run the safety gate on its own: hardware and broker attached, brains come and go")
        {
            configuration, image, output,
            new ChildOptions().CreateCommand("child", "The gate's process of a coffee run, with the simulated plant", GateProcess.Run),
            Plant(), Exercise(), RigCommand.Create(),
        };
        command.SetAction(parsed =>
        {
            GateConfiguration settings = GateConfiguration.Load(RepositoryFiles.Resolve(parsed.GetValue(configuration)!));
            string directory = Directory.CreateDirectory(parsed.GetValue(output) ?? Path.Combine(RepositoryFiles.Root, "out", "gate")).FullName;
            using ParentWatch parent = new(watchInput: IsChild);
            return Interruptible(() => GateService.Run(
                settings, RobotDescription.Load(RepositoryFiles.Robot(settings.Robot)), parsed.GetValue(image), directory, parent.Token));
        });
        return command;
    }

    internal static Option<string> Configuration() => new("--config") { Description = "The gate's configuration (YAML)", DefaultValueFactory = _ => "configs/gate/home.yaml" };

    /// <summary>Set by whoever starts a gate through a pipe and wants it to end with the pipe; systemd's /dev/null must not end it.</summary>
    public const string ChildVariable = "ROBOTICS_STACK_CHILD";

    private static bool IsChild => Environment.GetEnvironmentVariable(ChildVariable) == "1";

    private static Command Plant()
    {
        Option<string> image = new("--image") { Required = true };
        Option<string> id = new("--id") { Required = true };
        Option<string> run = new("--run") { Required = true };
        Option<bool> ready = new("--ready");
        Option<ulong> seed = CommonOptions.Seed();
        Option<string> robot = CommonOptions.Robot();
        Command command = new("plant", "The simulated robot's process") { image, id, run, ready, seed, robot };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using ParentWatch parent = new(watchInput: true, PlantProcess.Afterlife);
            PlantProcess.Run(parsed.GetValue(image)!, RobotDescription.Load(RepositoryFiles.Robot(parsed.GetValue(robot)!)), parsed.GetValue(seed), parsed.GetValue(ready),
                new Topics(parsed.GetValue(id)!), ulong.Parse(parsed.GetValue(run)!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), parent.Token);
            return 0;
        });
        return command;
    }

    private static Command Exercise()
    {
        Option<string> id = new("--id") { Required = true };
        Option<bool> flood = new("--flood");
        Option<string> robot = CommonOptions.Robot();
        Command command = new("exercise", "A brain that keeps the robot in motion and knows nothing else") { id, flood, robot };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            string url = Environment.GetEnvironmentVariable(CoffeeSession.BrokerVariable)
                ?? throw new UserErrorException($"The environment variable {CoffeeSession.BrokerVariable} is missing: give the broker's address with the brain's identity.");
            using ParentWatch parent = new(watchInput: Console.IsInputRedirected);
            ExerciseBrain.Run(RobotDescription.Load(RepositoryFiles.Robot(parsed.GetValue(robot)!)), new Topics(parsed.GetValue(id)!), BrokerAddress.Parse(url),
                parsed.GetValue(flood), parent.Token);
            return 0;
        });
        return command;
    }

    private static int Interruptible(Action run)
    {
        try
        {
            run();
            return 0;
        }
        catch (RunInterruptedException interrupted)
        {
            foreach (string reason in interrupted.Reasons)
            {
                Console.Error.WriteLine($"robot: {reason}");
            }
            return ExitOnError.Interrupted;
        }
    }
}
