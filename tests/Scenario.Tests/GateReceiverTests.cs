using Google.Protobuf;
using RoboticsStack.Cli.Benchmarks.Soak;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Faults;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Benchmarks.Fuzz;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Gate.Receiving;
using RoboticsStack.Runtime.Hardware;
using RoboticsStack.Runtime.Processes;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using Xunit.Abstractions;
using GateMode = RoboticsStack.Safety.GateMode;

namespace RoboticsStack.Scenario.Tests;

/// <summary>What a gate takes in, what it refuses, and that it counts both.</summary>
public sealed class GateReceiverTests : IDisposable
{
    private const ulong RunId = 21;
    private static readonly RobotDescription Robot = RobotDescription.Load(Cli.RepositoryFiles.Robot("home_manipulator"));

    private readonly ITestOutputHelper _output;
    private readonly Topics _topics = new("received");
    private readonly InProcessBus _bus = new();
    private readonly GateInputs _inputs = new();
    private readonly ReceiptCounts _counts = new();
    private readonly GateLoop _loop;
    private readonly GateReceiver _receiver;
    private Timestamp _now = Timestamp.FromSeconds(1);
    private long _clockNs = 1_000_000_000;

    public GateReceiverTests(ITestOutputHelper output)
    {
        _output = output;
        _loop = new(new SafetyGate(Robot, new PlanOrigin(RunId, Robot.ContentHash, null)), new LoopbackRobot(Robot, () => _now), _inputs);
        _receiver = new(_bus, _topics, RunId, _counts, new GateListener
        {
            OnPlan = plan =>
            {
                plan.CopyTo(_inputs.Draft);
                _inputs.SendPlan();
            },
            OnEngage = _ => _inputs.RequestEngage(),
            OnStop = _inputs.EmergencyStop,
            OnLife = _inputs.SendHeartbeat,
            OnGone = _inputs.ReportLinkLost,
        }, new ReceiverLimits(), () => _clockNs);
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _bus.Dispose();
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.Plan))]
    public void Plans_replayed_out_of_order_of_another_run_or_from_somebody_else_are_refused_each_for_its_reason()
    {
        Engage();
        Offer(PlanOf(sequence: 5));
        Offer(PlanOf(sequence: 5));
        Offer(PlanOf(sequence: 4));
        Offer(PlanOf(sequence: 6, run: RunId + 1));
        Offer(PlanOf(sequence: 7, source: "operator"));
        VerdictCounts verdicts = _loop.Gate.Verdicts;
        Assert.Equal((1, 2, 1), (verdicts[PlanVerdict.Accepted], verdicts[PlanVerdict.SequenceNotNewer], verdicts[PlanVerdict.WrongRun]));
        Assert.Equal((4, 1), (_counts[MessageKind.Plan, Receipt.Taken], _counts[MessageKind.Plan, Receipt.WrongSource]));
        Assert.Equal(5ul, _loop.Gate.PlanSequence);
    }

    [Fact]
    public void Only_the_operator_of_this_run_engages()
    {
        _bus.Publish(_topics.Engage, EngageOf("brain", RunId));
        _bus.Publish(_topics.Engage, EngageOf("operator", RunId + 1));
        _bus.Publish(_topics.Engage, []);
        Cycle(100);
        Assert.Equal(GateMode.Disengaged, _loop.Gate.Mode);
        Assert.Equal((0, 2, 1), (_counts[MessageKind.Engage, Receipt.Taken], _counts[MessageKind.Engage, Receipt.WrongSource], _counts[MessageKind.Engage, Receipt.WrongRun]));
        Engage();
    }

    [Fact]
    public void Of_a_flood_of_plans_a_few_are_looked_into_and_the_loop_judges_one_a_cycle_at_most()
    {
        const int floods = 100_000;
        byte[] plan = PlanOf(sequence: 1).ToByteArray();
        for (int i = 0; i < 200; i++)
        {
            _bus.Publish(_topics.Plan, plan);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < floods; i++)
        {
            _bus.Publish(_topics.Plan, plan);
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Cycle(3);
        ReceiverLimits limits = new();
        Assert.Equal(limits.Burst, _counts[MessageKind.Plan, Receipt.Taken]);
        Assert.Equal(floods + 200 - limits.Burst, _counts[MessageKind.Plan, Receipt.TooMany]);
        Assert.Equal(0, allocated);
        Assert.Equal(1, _loop.Gate.Verdicts[PlanVerdict.NotEngaged]);

        _clockNs += 1_000_000_000;
        for (int i = 0; i < floods; i++)
        {
            _bus.Publish(_topics.Plan, plan);
        }
        Assert.InRange(_counts[MessageKind.Plan, Receipt.Taken], limits.Burst, limits.Burst + limits.PlansPerSec);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.EmergencyStop))]
    public void An_emergency_stop_is_obeyed_whatever_it_carries_and_however_many_came_before()
    {
        Engage();
        for (int i = 0; i < 1000; i++)
        {
            _bus.Publish(_topics.Stop, new byte[i * 100]);
        }
        Cycle(1);
        Assert.Equal(GateMode.PowerOff, _loop.Gate.Mode);
        Assert.Equal(1000, _counts[MessageKind.Stop, Receipt.Taken]);
    }

    [Fact]
    public void What_is_too_long_is_not_looked_into()
    {
        _bus.Publish(_topics.Plan, new byte[new ReceiverLimits().MaxBytes + 1]);
        _bus.Publish(_topics.BrainStatus, new byte[1 << 20]);
        Assert.Equal((1, 1), (_counts[MessageKind.Plan, Receipt.Oversized], _counts[MessageKind.BrainStatus, Receipt.Oversized]));
        Assert.Equal((2, 2), (_counts.Total, _counts.Refused));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20261121)]
    public void Broken_payloads_move_nothing_end_nothing_and_are_all_counted(ulong seed)
    {
        _output.WriteLine($"seed {seed}");
        FuzzResult result = new GateFuzz(Robot, seed).Run(40_000, null, CancellationToken.None);
        Assert.Equal((0L, 0L, result.Sent), (result.MovedCycles, result.Waiting, result.ReceivedTotal));
        Assert.True(result.EngagedCycles > 100 && result.Judged > 100, result.ToString());
    }

    [Theory]
    [InlineData(3)]
    public void Minutes_of_hostile_input_leave_no_limit_and_allocate_nothing_in_the_loop(ulong seed)
    {
        _output.WriteLine($"seed {seed}");
        SoakResult result = new GateSoak(Robot, PromiseBook.Load(Cli.RepositoryFiles.Promises, Robot), seed).Run(0.05, null, CancellationToken.None);
        Assert.Equal(0, result.AllocatedBytes);
        Assert.Empty(result.Violations);
        _output.WriteLine(string.Join(Environment.NewLine, result.ToReport().Notes));
        Assert.True(result.Engagements > 5 && result.Tally.Share(GateMode.Active) > 0.5 && result.Tally.MovingShare > 0.4, "the gate was not put to use");
    }

    private void Engage()
    {
        _bus.Publish(_topics.Engage, EngageOf("operator", RunId));
        Cycle(100);
        Assert.Equal(GateMode.Active, _loop.Gate.Mode);
    }

    private void Offer(Plan plan)
    {
        _bus.Publish(_topics.Plan, plan.ToByteArray());
        Cycle(1);
    }

    private void Cycle(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _now = _now.AddSeconds(Robot.Safety.CycleSec);
            _inputs.SendHeartbeat();
            _loop.Cycle(_now);
        }
    }

    private Plan PlanOf(ulong sequence, ulong run = RunId, string source = "brain")
    {
        Plan plan = ExerciseBrain.PlanFor(Robot, _now.Nanoseconds, sequence);
        plan.Header = new Header { Source = source, RunId = run };
        return plan;
    }

    private static byte[] EngageOf(string source, ulong run) => new EngageRequest { Header = new Header { Source = source, RunId = run } }.ToByteArray();
}
