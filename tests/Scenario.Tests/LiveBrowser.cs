using System.Diagnostics;
using System.Text.Json;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Tasks.Coffee;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Training.Experience;
using RoboticsStack.Viewing.Live;

namespace RoboticsStack.Scenario.Tests;

/// <summary>
/// One visit to the live page of a run, in headless Chromium: gate, plant and a brain with a scripted arm in this process. A scripted arm does not
/// search, so a search is published beside it.
/// </summary>
public sealed class LiveBrowser
{
    private const ulong Seed = 3;
    private static readonly RobotDescription Robot = RobotDescription.Load(Path.Combine(Cli.RepositoryFiles.Root, "configs", "robots", "home_manipulator.yaml"));
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public LiveBrowser()
    {
        CoffeeOptions options = new() { Seed = Seed, Speed = 1, TimeLimitSec = 600 };
        RobotBrain brain = BrainFactory.Around(
            Robot, new ExpertPolicy(RandomStream.For(Seed, "expert")), LocalRun.ModelFreeHash, options.PlanningLatencySec, CoffeeTask.Create());
        using AssembledGate gate = GateFactory.Simulated(Robot, Seed, runId: 1, LocalRun.ModelFreeHash);
        using CancellationTokenSource end = new();
        TaskCompletionSource<LivePage> served = new();
        Task run = Task.Run(() => LocalRun.Run(options, gate, brain, runId: 1, end.Token, (bus, topics) =>
        {
            PublishSearches(bus, topics);
            served.SetResult(LivePage.StartAsync(new LiveRun
            {
                Bus = bus,
                Topics = topics,
                RunId = 1,
                Scene = SceneReplay.Of(gate.Plant.Kitchen, Robot),
                Title = "A run",
                CanPause = true,
                CanStop = true,
            }, port: 0).GetAwaiter().GetResult());
        }));
        LivePage page = served.Task.GetAwaiter().GetResult();
        try
        {
            Found = ClickThrough(page.Address, "dining_table");
        }
        finally
        {
            end.Cancel();
            run.GetAwaiter().GetResult();
            page.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>What the visit found; see click-through.mjs.</summary>
    public JsonElement Found { get; }

    private static JsonElement ClickThrough(Uri address, string body)
    {
        string script = Path.Combine(Cli.RepositoryFiles.Root, "tests", "Scenario.Tests", "node", "click-through.mjs");
        using Process node = Process.Start(new ProcessStartInfo("node", [script, address.ToString(), body]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = node.StandardOutput.ReadToEndAsync();
        Task<string> errors = node.StandardError.ReadToEndAsync();
        if (!node.WaitForExit(Patience))
        {
            node.Kill(entireProcessTree: true);
            Assert.Fail($"the visit took longer than {Patience.TotalMinutes} minutes: {errors.Result}");
        }
        Assert.True(node.ExitCode == 0, errors.Result);
        return JsonDocument.Parse(output.Result).RootElement;
    }

    private static void PublishSearches(IMessageBus bus, Topics topics)
    {
        MessageWriter<ReplanReport> replans = new(bus, topics.BrainReplan, new MessageSource("test", 1));
        MessageWriter<PlannerTrace> traces = new(bus, topics.BrainPlanner, new MessageSource("test", 1));
        bus.SubscribeTo<Tick>(topics.LockstepTick, tick =>
        {
            Timestamp now = new(tick.TimeNs);
            replans.Publish(new ReplanReport { Skill = "reach", Samples = 512, Iterations = 2, LatentPhysicsDistance = 0.012, PlannedPathInMap = { new Vector3(), new Vector3 { X = 0.1 } } }, now, now);
            traces.Publish(new PlannerTrace
            {
                OriginInMap = new(),
                PointsPerPath = 1,
                Iterations =
                {
                    new SearchIteration { BestCost = 2, LastEliteCost = 5, ElitePathsMm = Google.Protobuf.ByteString.CopyFrom(100, 0, 0, 0, 200, 0) },
                    new SearchIteration { BestCost = 1, LastEliteCost = 2, ElitePathsMm = Google.Protobuf.ByteString.CopyFrom(50, 0, 0, 0, 200, 0) },
                },
            }, now, now);
        }, new DropCounters());
    }
}
