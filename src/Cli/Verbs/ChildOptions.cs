using System.CommandLine;
using System.Globalization;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Runtime.Processes;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Cli.Verbs;

/// <summary>What <see cref="CoffeeSession"/> passes to its child processes, gate and brain alike.</summary>
internal sealed class ChildOptions
{
    private readonly Option<string> _run = new("--run") { Description = "Run id, in hex", Required = true };
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<string> _robot = CommonOptions.Robot();
    private readonly Option<string> _model = CommonOptions.Model();
    private readonly Option<string> _planner = CommonOptions.Planner();
    private readonly Option<string> _check = CommonOptions.Check();
    private readonly Option<double> _latency = CommonOptions.Latency();
    private readonly Option<double> _limit = CommonOptions.TimeLimit();
    private readonly Option<int> _people = CommonOptions.People();
    private readonly Option<bool> _realTime = CommonOptions.RealTime();
    private readonly Option<string?> _telemetry = CommonOptions.Telemetry();
    private readonly Option<double> _speed = CommonOptions.Speed(0);
    private readonly Option<string> _output = new("--out") { Description = "Folder for the run's files", Required = true };

    public Command CreateCommand(string name, string description, Action<ChildRun, CancellationToken> run)
    {
        Command command = new(name, description) { _run, _seed, _robot, _model, _planner, _check, _latency, _limit, _people, _realTime, _speed, _telemetry, _output };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            ChildRun child = Read(parsed);
            using ParentWatch parent = new(watchInput: Console.IsInputRedirected);
            try
            {
                run(child, parent.Token);
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
        });
        return command;
    }

    private ChildRun Read(ParseResult parsed)
    {
        string run = parsed.GetValue(_run)!;
        if (!ulong.TryParse(run, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong runId))
        {
            throw new UserErrorException($"--run '{run}' is not a number in hex");
        }
        string broker = Environment.GetEnvironmentVariable(CoffeeSession.BrokerVariable)
            ?? throw new UserErrorException($"the environment variable {CoffeeSession.BrokerVariable} is missing; this verb is started by './robot coffee'");
        CoffeeOptions options = new()
        {
            Seed = parsed.GetValue(_seed),
            Robot = parsed.GetValue(_robot)!,
            ModelDirectory = RepositoryFiles.Resolve(parsed.GetValue(_model)!),
            Planner = CommonOptions.PlannerKind(parsed.GetValue(_planner)!),
            PhysicsCheck = parsed.GetValue(_check) == "on",
            PlanningLatencySec = parsed.GetValue(_latency),
            TimeLimitSec = parsed.GetValue(_limit),
            RealTime = parsed.GetValue(_realTime),
            People = parsed.GetValue(_people),
            TelemetryUrl = parsed.GetValue(_telemetry),
            Speed = parsed.GetValue(_speed),
            OutputDirectory = parsed.GetValue(_output),
        };
        options.Validate();
        return new ChildRun
        {
            Options = options,
            RunId = runId,
            Robot = RobotDescription.Load(RepositoryFiles.Robot(options.Robot)),
            Broker = BrokerAddress.Parse(broker),
        };
    }
}
