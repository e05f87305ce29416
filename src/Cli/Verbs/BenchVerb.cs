using System.CommandLine;
using RoboticsStack.Cli.Benchmarks;
using RoboticsStack.Cli.Benchmarks.TwoRooms;
using RoboticsStack.Core;
using RoboticsStack.Learning;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot bench: how fast the parts are, each against a yardstick measured in the same run; and what long, hostile use does to the gate.</summary>
internal static class BenchVerb
{
    private const string TwoRoom = "tworoom";

    public static Command Create()
    {
        Argument<string> what = new("what")
        {
            Description = "plan, plant, mqtt, loop, record, view, train, or all of these; a trial of the gate that takes long: soak, fuzz, kill; or tworoom, a world that others defined",
            DefaultValueFactory = _ => "all",
        };
        what.AcceptOnlyFromAmong([.. BenchCommand.All, .. BenchCommand.Others, TwoRoom, "all"]);
        Option<double> seconds = new("--seconds") { Description = "How long to measure each", DefaultValueFactory = _ => 10 };
        Option<string> load = new("--load") { Description = "loop: what else the machine does: idle, planning, training, flood (worthless plans), all", DefaultValueFactory = _ => "all" };
        load.AcceptOnlyFromAmong([.. BenchCommand.Loads, "all"]);
        Option<double> hours = new("--hours") { Description = "soak: simulated hours of hostile input", DefaultValueFactory = _ => 2 };
        Option<long> payloads = new("--payloads") { Description = "fuzz: how many broken payloads", DefaultValueFactory = _ => 1_000_000 };
        Option<int> times = new("--times") { Description = "kill: how many processes to kill", DefaultValueFactory = _ => 100 };
        Option<ulong?> seed = new("--seed") { Description = $"soak, fuzz, kill: of everything random, 1 if not given; tworoom: of the first episode, {TwoRoomEpisode.FirstEvaluationSeed} if not given (lower ones are for development)" };
        Option<int?> steps = new("--steps") { Description = "train: steps to time per network, 60 if not given; tworoom --train: steps of each of its three stages, those of the committed weights if not given" };
        Option<int> episodes = new("--episodes") { Description = "tworoom: how many to try", DefaultValueFactory = _ => 200 };
        Option<bool> train = new("--train") { Description = "tworoom: first train the weights anew" };
        Option<string> device = CommonOptions.Device("cpu");
        Option<bool> json = new("--json") { Description = "Print the figures as JSON on standard output" };
        Option<string> model = CommonOptions.Model();
        Option<string> robot = CommonOptions.Robot();
        Command command = new("bench", "Measure planning latency, plant speed, MQTT round trip, the control loop's lateness, what recording and the live page cost, and training steps beside PyTorch's; try the gate")
        {
            what, seconds, load, hours, steps, device, payloads, times, seed, episodes, train, json, model, robot,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string wanted = parsed.GetValue(what)!, models = RepositoryFiles.Resolve(parsed.GetValue(model)!);
            if (wanted == TwoRoom)
            {
                new TwoRoomBench(new(Path.Combine(models, TwoRoom), Path.Combine(RepositoryFiles.Root, "out", TwoRoom), (int)Between(episodes.Name, parsed.GetValue(episodes), 1, 100_000),
                    parsed.GetValue(seed) ?? TwoRoomEpisode.FirstEvaluationSeed, parsed.GetValue(train),
                    parsed.GetValue(steps) is { } limit ? (long)Between(steps.Name, limit, 1, 10_000_000) : null, parsed.GetValue(json))).Run(cancellation);
                return Task.FromResult(0);
            }
            BenchOptions options = new()
            {
                ModelDirectory = models,
                Robot = parsed.GetValue(robot)!,
                Duration = TimeSpan.FromSeconds(Between(seconds.Name, parsed.GetValue(seconds), 0.1, 3600)),
                Load = parsed.GetValue(load)!,
                Hours = Between(hours.Name, parsed.GetValue(hours), 0.001, 1000),
                Steps = (int)Between(steps.Name, parsed.GetValue(steps) ?? 60, 5, 100_000),
                Device = ComputeDevices.Parse(parsed.GetValue(device)!),
                Payloads = (long)Between(payloads.Name, parsed.GetValue(payloads), 1, 1e12),
                Times = (int)Between(times.Name, parsed.GetValue(times), 1, 1e6),
                Seed = parsed.GetValue(seed) ?? 1,
                Json = parsed.GetValue(json),
            };
            return new BenchCommand(options).RunAsync(wanted, cancellation);
        });
        return command;
    }

    private static double Between(string name, double value, double low, double high) => value >= low && value <= high
        ? value
        : throw new UserErrorException(FormattableString.Invariant($"{name} {value} is out of range: give {low} to {high}."));
}
