using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Mcap;
using RoboticsStack.Recording;
using RoboticsStack.Runtime.Processes;

namespace RoboticsStack.Scenario.Tests;

[CollectionDefinition("processes", DisableParallelization = true)]
public sealed class ProcessesCollection : ICollectionFixture<ProcessModel>;

/// <summary>The whole stack in its processes over a real broker, as './robot coffee' starts it.</summary>
[Collection("processes")]
public sealed partial class ProcessTests(ProcessModel model)
{
    private const double MaxStopMs = 200;
    private static readonly TimeSpan LeaveTime = TimeSpan.FromSeconds(5);

    [Fact]
    public void The_same_seed_gives_the_same_commands_also_side_by_side()
    {
        using ProcessRun first = ProcessRun.Coffee(model.Path, 6);
        using ProcessRun second = ProcessRun.Coffee(model.Path, 6);
        int[] exits = [first.Wait(), second.Wait()];
        Assert.Equal([1, 1], exits);
        Assert.Equal(6, first.Summary.GetProperty("timing").GetProperty("simSeconds").GetDouble(), 0.11);
        string hash = first.Summary.GetProperty("commandLogHash").GetString()!;
        Assert.Equal(64, hash.Length);
        Assert.Equal(hash, second.Summary.GetProperty("commandLogHash").GetString());
        Assert.Equal(File.ReadAllBytes(Path.Combine(first.OutputDirectory, "commands.bin")), File.ReadAllBytes(Path.Combine(second.OutputDirectory, "commands.bin")));
        AssertIsAllRecorded(first);
        Assert.Contains("three", File.ReadAllText(Path.Combine(first.OutputDirectory, "report.html")), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("brain", "the brain was killed (signal 9)")]
    [InlineData("broker", "the MQTT broker was killed (signal 9)")]
    public void When_brain_or_broker_dies_the_gate_alone_stops_the_robot(string victim, string said)
    {
        using ProcessRun run = ProcessRun.Coffee(model.Path, 1200);
        run.WaitUntilMoving();
        IReadOnlyDictionary<string, int> children = run.Children();
        Assert.Equal(["brain", "broker", "gate"], children.Keys.Order());
        ProcessRun.Kill(children[victim], Signals.Kill);
        Assert.Equal(1, run.Wait());
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
        Assert.InRange(StopMs(run.Output), 0, MaxStopMs);
        Assert.True(ProcessRun.AllEndWithin(children.Values, LeaveTime));
    }

    [Fact]
    public void In_real_time_too_the_gate_alone_stops_the_robot()
    {
        using ProcessRun run = ProcessRun.Coffee(model.Path, 1200, "--real-time");
        run.WaitUntilMoving();
        ProcessRun.Kill(run.Children()["brain"], Signals.Kill);
        Assert.Equal(1, run.Wait());
        Assert.Contains("the brain was killed (signal 9)", run.Output, StringComparison.Ordinal);
        Assert.InRange(StopMs(run.Output), 0, MaxStopMs);
        using McapReader recording = new(Path.Combine(run.OutputDirectory, "run.mcap"));
        Assert.Contains(recording.ReadMessages(), m => m.Channel.Schema?.Name == "roboticsstack.v1.GateState"
            && GateState.Parser.ParseFrom(m.Payload.Span).Mode == GateMode.Active);
    }

    [Fact]
    public void When_the_gate_dies_the_run_ends_and_says_so()
    {
        using ProcessRun run = ProcessRun.Coffee(model.Path, 1200);
        run.WaitUntilMoving();
        IReadOnlyDictionary<string, int> children = run.Children();
        ProcessRun.Kill(children["gate"], Signals.Kill);
        Assert.Equal(1, run.Wait());
        Assert.Contains("the gate was killed (signal 9)", run.Output, StringComparison.Ordinal);
        Assert.True(ProcessRun.AllEndWithin(children.Values, LeaveTime));
    }

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    public void A_run_that_is_told_to_end_stops_the_robot_and_leaves_nothing_behind(int signal)
    {
        using ProcessRun run = ProcessRun.Coffee(model.Path, 1200);
        run.WaitUntilMoving();
        IReadOnlyDictionary<string, int> children = run.Children();
        run.Signal(signal);
        Assert.Equal(1, run.Wait());
        Assert.Contains("stopped by the user", run.Output, StringComparison.Ordinal);
        Assert.InRange(StopMs(run.Output), 0, MaxStopMs);
        Assert.True(File.Exists(Path.Combine(run.OutputDirectory, "report.html")));
        Assert.True(ProcessRun.AllEndWithin(children.Values, LeaveTime));
    }

    [Fact]
    public void Nothing_outlives_a_killed_parent()
    {
        using ProcessRun run = ProcessRun.Coffee(model.Path, 1200);
        run.WaitUntilMoving();
        IReadOnlyDictionary<string, int> children = run.Children();
        run.Signal(Signals.Kill);
        Assert.True(ProcessRun.AllEndWithin(children.Values, LeaveTime));
        string cutOff = Path.Combine(run.OutputDirectory, "run.mcap");
        using ProcessRun recovery = ProcessRun.Start("recover", cutOff);
        Assert.Equal(0, recovery.Wait());
        Assert.Contains("messages and 5 attachments saved", recovery.Output, StringComparison.Ordinal);
        using McapReader mended = new(Path.Combine(run.OutputDirectory, "run.recovered.mcap"));
        Assert.True(mended.ReadMessages().Count() > 1000);
        Assert.False(mended.IsTruncated);
    }

    private static void AssertIsAllRecorded(ProcessRun run)
    {
        using McapReader reader = new(Path.Combine(run.OutputDirectory, "run.mcap"));
        JsonElement recording = run.Summary.GetProperty("recording");
        ILookup<bool, McapMessage> messages = reader.ReadMessages().ToLookup(message => message.Channel.Metadata.ContainsKey(IDerivedChannels.ChannelKey));
        Assert.Equal(recording.GetProperty("messages").GetInt64(), messages[false].LongCount());
        Assert.NotEmpty(messages[true]);
        Assert.Equal((0, JsonValueKind.Null), (recording.GetProperty("dropped").GetInt64(), recording.GetProperty("failure").ValueKind));
        Assert.Equal(["robot.yaml", "robot.urdf", "robot.safety.yaml", "configuration.json", "scene.json"], reader.Attachments.Select(attachment => attachment.Name));
        IReadOnlyDictionary<string, string> metadata = Assert.Single(reader.Metadata).Values;
        Assert.Equal("3", metadata["seed"]);
        Assert.Equal(64, metadata["model.planner.onnx"].Length);
        Assert.StartsWith("ONNX Runtime 1.", metadata["versions.inference"], StringComparison.Ordinal);
    }

    private static double StopMs(string output)
    {
        Match match = RestTime().Match(output);
        Assert.True(match.Success, output);
        return double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"brought the robot to rest in\s+(\d+)\s+ms")]
    private static partial Regex RestTime();
}
