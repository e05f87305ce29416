using Google.Protobuf;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Recording.Mcap;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Replay;

namespace RoboticsStack.Scenario.Tests;

/// <summary>Kitchen and planner have seed 3 throughout.</summary>
public sealed class ReplayTests(ReplayRun run) : IClassFixture<ReplayRun>
{
    private const int TamperedTick = 12;
    private const double LatencySec = 0.06;

    [Theory]
    [InlineData(ReplayStage.Perception)]
    [InlineData(ReplayStage.Planner)]
    [InlineData(ReplayStage.Gate)]
    public void The_same_build_gives_the_same_commands_byte_for_byte(ReplayStage stage)
    {
        ReplayReport report = run.Replay(stage);
        Assert.Null(report.Gate.First);
        Assert.True(report.IsIdentical, report.ToJson());
        Assert.Equal(1300, report.Gate.Compared);
        Assert.Equal(run.CommandHash, report.Gate.RecordedSha256);
        Assert.Equal(run.CommandHash, report.Gate.ReplayedSha256);
        Assert.Equal(0, report.Gate.LostPlans);
        Assert.Empty(report.Missing);
        Assert.True(report.IsSameBuild);
    }

    [Fact]
    public void Every_decision_is_compared()
    {
        IReadOnlyList<DecisionComparison> decisions = run.Replay(ReplayStage.Perception).Decisions;
        Assert.Equal(["brain/map", "brain/situation", "brain/replan", "brain/imagination", "brain/planner", "brain/tree", "brain/task", "plan", "lockstep/done"], decisions.Select(decision => decision.Topic));
        Assert.All(decisions, decision => Assert.Equal((0, 0), (decision.Differing, decision.Unpaired)));
        Assert.Equal(27, decisions.Single(decision => decision.Topic == "plan").Compared);
        Assert.True(decisions.Single(decision => decision.Topic == "brain/replan").Compared >= 10);
    }

    [Theory]
    [InlineData(ReplayStage.Perception)]
    [InlineData(ReplayStage.Planner)]
    public void Another_planner_shows_as_another_choice_for_the_same_situation(ReplayStage stage)
    {
        ReplayReport report = run.Replay(stage, plannerSeed: 4);
        double firstReplan = FirstReplanSec();
        Assert.False(report.IsIdentical);
        Assert.Equal("brain/replan", report.FirstDecision!.Topic);
        Assert.Equal("what the planner chose", report.FirstDecision.What);
        Assert.Equal(firstReplan, report.FirstDecision.Seconds, 6);
        Assert.Contains(report.FirstDecision.Fields, field => field.Name == "best_cost");
        Assert.True(report.Gate.First!.Seconds >= firstReplan + LatencySec - 1e-9, $"{report.Gate.First.Seconds} s");
        Assert.True(report.Gate.Differing > 0);
        Assert.NotEqual(report.Gate.RecordedSha256, report.Gate.ReplayedSha256);
        Assert.Null(report.GateAlone!.First);
    }

    [Fact]
    public void A_sensor_that_said_something_else_shows_in_what_the_planner_was_shown_at_the_next_tick()
    {
        string file = run.Tamper((topic, payload) => topic != "sensors/joints" ? payload : Change(JointStates.Parser.ParseFrom(payload), IsAtTick, joints => joints.PositionRad[3] += 0.02));
        ReplayReport report = run.Replay(ReplayStage.Perception, file);
        Assert.False(report.IsIdentical);
        Assert.Equal(("brain/situation", (long)TamperedTick), (report.FirstDecision!.Topic, report.FirstDecision.Tick));
        Assert.Contains(report.FirstDecision.Fields, field => field.Name == "joint_position_rad[3]");
        Assert.True(report.Gate.First is null || report.Gate.First.Seconds >= 0.1 * TamperedTick + LatencySec - 1e-9);
        Assert.True(run.Replay(ReplayStage.Gate, file).IsIdentical);
    }

    [Fact]
    public void Another_plan_shows_in_the_gate_from_the_instant_it_takes_effect()
    {
        string file = run.Tamper((topic, payload) => topic != "plan" ? payload : Change(Plan.Parser.ParseFrom(payload), IsAtTick, plan => plan.LiftM += 0.05));
        ReplayReport report = run.Replay(ReplayStage.Gate, file);
        Assert.False(report.IsIdentical);
        CommandDifference first = report.Gate.First!;
        Assert.InRange(first.Seconds, 0.1 * TamperedTick + LatencySec - 1e-9, 0.1 * TamperedTick + LatencySec + 0.01);
        Assert.Equal("lift, m", Assert.Single(first.Values).Name);
        Assert.Equal(first.Cycle * ReplayRun.Robot.Safety.CycleSec, first.Seconds, 9);
    }

    [Fact]
    public void A_stop_of_the_run_is_found_again_whatever_the_planner_chose_instead()
    {
        foreach (ulong plannerSeed in (ulong[])[ReplayRun.Seed, 4])
        {
            ReplayReport report = run.Replay(ReplayStage.Perception, plannerSeed: plannerSeed);
            GateStopComparison stop = Assert.Single(report.Gate.Stops);
            Assert.Equal(("PowerOff", "EmergencyStop", StopVerdict.Stops), (stop.Recorded.Mode, stop.Recorded.Cause, stop.Verdict));
            Assert.Equal(0.1 * ReplayRun.StopTick, stop.Recorded.Seconds, 2);
            Assert.Equal(stop.Recorded.Seconds, stop.Replayed!.Seconds);
            Assert.Contains(report.Gate.Interventions, count => count is { Name: "EmergencyStop, PowerOff", Recorded: 1, Replayed: 1 });
        }
    }

    [Fact]
    public void With_other_limits_the_gate_sends_other_commands_and_says_which_stops_stay()
    {
        RobotSource source = ReplayRun.Robot.Source;
        RobotDescription slower = RobotDescription.Parse(
            source with { Safety = source.Safety.Replace(" speed: 0.40 ", " speed: 0.30 ", StringComparison.Ordinal) }, "slower");
        ReplayReport report = run.Replay(ReplayStage.Gate, robot: slower);
        Assert.NotNull(report.Gate.First);
        Assert.NotEqual(report.RecordedRobot, report.ReplayedRobot);
        Assert.Equal(StopVerdict.Stops, Assert.Single(report.Gate.Stops).Verdict);
    }

    [Fact]
    public void What_the_planner_was_shown_comes_back_from_the_message_as_it_was()
    {
        List<ReplanSituation> situations = [];
        using McapReader reader = new(run.File);
        foreach (McapMessage message in reader.ReadMessages().Where(message => message.Channel.Topic.EndsWith("brain/situation", StringComparison.Ordinal)))
        {
            ReplanSituation situation = ReplanSituation.Parser.ParseFrom(message.Payload.Span);
            situation.Header = null;
            Assert.Equal(situation, ReplanSituations.ToMessage(ReplanSituations.FromMessage(situation), situation.IsNewSkill, situation.ArmBaseInMap.ToCore()));
            situations.Add(situation);
        }
        Assert.Contains(situations, situation => situation is { IsNewSkill: true, WristDepthM.Count: > 0, TactileN.Count: > 0, CommandedRad.Count: 7 });
    }

    [Fact]
    public void A_recording_without_what_a_replay_needs_is_refused_with_a_way_to_mend_it()
    {
        Assert.Contains("cannot be opened", Refusal(run.NewFile()), StringComparison.Ordinal);
        string cut = run.NewFile();
        byte[] whole = File.ReadAllBytes(run.File);
        File.WriteAllBytes(cut, whole[..(whole.Length / 2)]);
        Assert.Contains($"./robot recover {cut}", Refusal(cut), StringComparison.Ordinal);
        Assert.Contains("no cycles of the control loop", Refusal(run.Tamper((topic, payload) => topic == "gate/cycles" ? null : payload)), StringComparison.Ordinal);
        Assert.Contains("no metadata", Refusal(run.Tamper((_, payload) => payload, keepsRun: false)), StringComparison.Ordinal);
        Assert.Contains("no run of this stack", Refusal(run.Tamper((_, _) => null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_cycles_end_a_replay_and_missing_sensors_are_counted()
    {
        int messages = 0;
        string file = run.Tamper((topic, payload) => topic == "gate/cycles" && messages++ == 5 ? null : payload);
        Assert.Contains("lacks the control loop's cycles", Assert.Throws<UserErrorException>(() => run.Replay(ReplayStage.Gate, file)).Message, StringComparison.Ordinal);
        messages = 0;
        string quieter = run.Tamper((topic, payload) => topic == "sensors/lidar" && messages++ is 3 or 4 ? null : payload);
        (string topic, ulong count) = Assert.Single(run.Replay(ReplayStage.Gate, quieter).Missing);
        Assert.Equal(("robot/home_manipulator/sensors/lidar", 2ul), (topic, count));
    }

    [Fact]
    public void What_another_build_recorded_otherwise_is_refused_not_guessed_at()
    {
        string narrower = run.Tamper((topic, payload) => topic != "gate/cycles" ? payload
            : Change(GateCycles.Parser.ParseFrom(payload), _ => true, cycles => cycles.Measurements = ByteString.CopyFrom(cycles.Measurements.Span[..^8])));
        Assert.Contains("values where this build has", Refusal(ReplayStage.Gate, narrower), StringComparison.Ordinal);
        string contradicting = run.Tamper((topic, payload) => topic != "gate/cycles" ? payload
            : Change(GateCycles.Parser.ParseFrom(payload), _ => true, cycles => cycles.PlanSequence.Clear()));
        Assert.Contains("contradict themselves", Refusal(ReplayStage.Gate, contradicting), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal(run.Tamper((topic, payload) => topic == "plan" ? [0xFF, 0xFF] : payload)), StringComparison.Ordinal);
        string without = run.Tamper((topic, payload) => topic != "brain/situation" ? payload
            : Change(ReplanSituation.Parser.ParseFrom(payload), _ => true, situation => situation.Objective = null));
        Assert.Contains("--stage perception", Refusal(ReplayStage.Planner, without), StringComparison.Ordinal);
    }

    private string Refusal(ReplayStage stage, string file) => Assert.Throws<UserErrorException>(() => run.Replay(stage, file)).Message;

    private static bool IsAtTick(Header header) => header.DataTimeNs is > (long)(1e8 * TamperedTick) - 30_000_000 and <= (long)(1e8 * TamperedTick);

    private static byte[] Change<T>(T message, Func<Header, bool> isMeant, Action<T> change)
        where T : IMessage<T>, IStamped
    {
        if (isMeant(message.Header))
        {
            change(message);
        }
        return message.ToByteArray();
    }

    private double FirstReplanSec()
    {
        using McapReader reader = new(run.File);
        return reader.ReadMessages().First(message => message.Channel.Topic.EndsWith("brain/replan", StringComparison.Ordinal)).LogTime * 1e-9;
    }

    private static string Refusal(string file)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => RecordedRun.Open(file));
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }
}
