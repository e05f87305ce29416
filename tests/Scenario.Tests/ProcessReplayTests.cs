using System.Text.Json;

namespace RoboticsStack.Scenario.Tests;

/// <summary>A run as a user starts it, with processes and broker, replayed as a user does.</summary>
[Collection("processes")]
public sealed class ProcessReplayTests(ProcessModel model)
{
    [Fact]
    public void A_run_over_the_broker_gives_the_same_commands_again_and_another_model_is_asked_for_by_name()
    {
        using ProcessRun run = ProcessRun.Coffee(model.Path, 3);
        run.Wait();
        string hash = File.ReadAllText(Path.Combine(run.OutputDirectory, "commands.sha256")).Trim();

        using ProcessRun replay = ProcessRun.Start("replay", run.OutputDirectory, "--model", model.Path, "--json");
        Assert.True(replay.Wait() == 0, replay.Output);
        JsonElement report = JsonDocument.Parse(replay.Output[replay.Output.IndexOf('{', StringComparison.Ordinal)..]).RootElement;
        Assert.True(report.GetProperty("isIdentical").GetBoolean());
        Assert.Equal(hash, report.GetProperty("gate").GetProperty("replayedSha256").GetString());

        using ProcessRun withAnotherModel = ProcessRun.Start("replay", run.OutputDirectory);
        Assert.Equal(2, withAnotherModel.Wait());
        Assert.Contains("--model", withAnotherModel.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cannot be opened", "no-such.mcap")]
    [InlineData("not an MCAP file", "../../RoboticsStack.sln")]
    [InlineData("'brain'", "x.mcap", "--stage", "brain")]
    public void What_cannot_be_replayed_is_said_in_one_line(string expected, params string[] arguments)
    {
        arguments[0] = Path.Combine(Cli.RepositoryFiles.Root, "tests", "Scenario.Tests", arguments[0]);
        using ProcessRun replay = ProcessRun.Start(["replay", .. arguments]);
        Assert.Equal(2, replay.Wait());
        Assert.Contains(expected, Assert.Single(replay.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), StringComparison.Ordinal);
    }
}
