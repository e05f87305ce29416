using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Control.Tests;

public sealed class RealTimeTests
{
    [Fact]
    public void Missed_cycles_are_counted_and_never_caught_up()
    {
        CycleSchedule schedule = new(0, 2_000_000);
        schedule.Begin(2_010_000);
        Assert.Equal((0, 4_000_000), (schedule.Missed, schedule.NextNanoseconds));
        schedule.Begin(11_500_000);
        Assert.Equal((3, 12_000_000), (schedule.Missed, schedule.NextNanoseconds));
        schedule.Begin(12_000_000);
        Assert.Equal((3, 14_000_000), (schedule.Missed, schedule.NextNanoseconds));
        Assert.Equal(3, schedule.Lateness.Count);
        Assert.Equal(7500, schedule.Lateness.MaxMicroseconds);
    }

    [Fact]
    public void The_histogram_gives_percentiles_to_the_microsecond()
    {
        MicrosecondHistogram histogram = new();
        for (int i = 1; i <= 1000; i++)
        {
            histogram.Add(i * 1000 - 500);
        }
        histogram.Add(50_000_000);
        Assert.Equal(501, histogram.Percentile(0.5), 1.0);
        Assert.Equal(991, histogram.Percentile(0.99), 2.0);
        Assert.Equal(50_000, histogram.Percentile(1));
    }

    [Fact]
    public void The_loop_runs_against_the_clock_and_engages()
    {
        RobotDescription robot = ReferenceRobot.Load();
        StillRobot hardware = new(robot);
        GateInputs inputs = new();
        GateLoop loop = new(new SafetyGate(robot, new(1, robot.ContentHash, null)), hardware, inputs);
        inputs.RequestEngage();
        using (RealTimeGateLoop realTime = new(loop, robot.Safety.CycleSec, hardware.Start, RealTimeOptions.None,
            afterCycle: (_, _) => inputs.SendHeartbeat()))
        {
            realTime.Start();
            SpinWait.SpinUntil(() => loop.Gate.Mode == GateMode.Active, TimeSpan.FromSeconds(10));
            Assert.Null(realTime.Failure);
        }
        Assert.Equal(GateMode.Active, loop.Gate.Mode);
        Assert.Equal(0, loop.ReadFailures + loop.WriteFailures);
    }

    [Fact]
    public void After_its_warm_up_the_loops_thread_allocates_nothing_and_compiles_nothing()
    {
        RobotDescription robot = ReferenceRobot.Load();
        StillRobot hardware = new(robot);
        GateInputs inputs = new();
        GateLoop loop = new(new SafetyGate(robot, new(1, robot.ContentHash, null)), hardware, inputs);
        GateWarmUp.Run(robot);
        inputs.RequestEngage();
        using RealTimeGateLoop realTime = new(loop, 0.0005, hardware.Start, RealTimeOptions.None, (_, _) => inputs.SendHeartbeat());
        realTime.Start();
        Assert.True(SpinWait.SpinUntil(() => realTime.Schedule.Lateness.Count > 4 * RealTimeGateLoop.WarmUpCycles, TimeSpan.FromSeconds(60)));
        realTime.Dispose();
        Assert.Null(realTime.Failure);
        Assert.Equal((0L, 0L), (realTime.AllocatedBytes, realTime.CompiledMethods));
    }

    [Fact]
    public void A_histogram_of_wide_bins_spans_more_and_tells_less_apart()
    {
        MicrosecondHistogram histogram = new(100);
        histogram.Add(250_000);
        histogram.Add(40_000_000);
        Assert.Equal((1, 1), (histogram.CountAt(2), histogram.CountAt(400)));
        Assert.Equal(300, histogram.Percentile(0.5));
        Assert.Equal(40_000, histogram.MaxMicroseconds);
    }

    [Fact]
    [Trait("safety", nameof(GateFunction.EmergencyStop))]
    public void An_emergency_stop_without_power_gives_none()
    {
        SimulatedRobot robot = new();
        robot.Gate.EmergencyStop();
        robot.Cycle();
        Assert.Equal((GateMode.PowerOff, false), (robot.Command.Mode, robot.Command.IsPowered));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void A_processor_that_is_not_there_is_refused_in_words(int processor) =>
        Assert.Contains("no processor", RealTimeThread.TryKeepTo(processor), StringComparison.Ordinal);

    [Fact]
    public void Warming_up_needs_nothing_but_the_description() => GateWarmUp.Run(ReferenceRobot.Load());

    [Fact]
    public void Hardware_that_throws_stops_the_robot_instead_of_the_loop()
    {
        RobotDescription robot = ReferenceRobot.Load();
        SimulatedRobot simulated = new();
        GateLoop loop = new(new SafetyGate(robot, new(1, robot.ContentHash, null)), new BrokenRobot(), new GateInputs());
        loop.Gate.RequestEngage();
        for (int n = 0; n < 10; n++)
        {
            loop.Cycle(simulated.Now.AddSeconds(n * 0.002));
        }
        Assert.Equal(GateMode.PowerOff, loop.Gate.Mode);
        Assert.Equal(10, loop.WriteFailures);
    }

    [Fact]
    public void Only_the_newest_plan_reaches_the_loop_and_handing_it_over_allocates_nothing()
    {
        SimulatedRobot robot = new();
        robot.Engage();
        SendTwo(robot);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SendTwo(robot);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4ul, robot.Gate.PlanSequence);
        Assert.Equal(2, robot.Gate.Verdicts[PlanVerdict.Accepted]);
    }

    [Fact]
    public void Interventions_are_drained_in_order_and_overflow_is_counted()
    {
        SimulatedRobot robot = new();
        robot.Engage();
        while (robot.Gate.Interventions.TryRead(out _))
        {
            // Of engaging itself.
        }
        for (int n = 0; n < 3; n++)
        {
            robot.Sensor = measurement => measurement with { PeakCellForceN = 50 };
            robot.Run(0.02);
            robot.Sensor = null;
            robot.Run(0.2);
        }
        int count = 0;
        Timestamp last = Timestamp.Zero;
        while (robot.Gate.Interventions.TryRead(out GateIntervention intervention))
        {
            Assert.True(intervention.Time >= last);
            Assert.Equal(GateFunction.CellForce, intervention.Function);
            last = intervention.Time;
            count++;
        }
        Assert.Equal(3, count);
        Assert.Equal(0, robot.Gate.Interventions.Dropped);
    }

    private static void SendTwo(SimulatedRobot robot)
    {
        ulong newest = robot.Gate.PlanSequence;
        for (ulong n = 1; n <= 2; n++)
        {
            GatePlan draft = robot.Inputs.Draft;
            draft.RunId = SimulatedRobot.RunId;
            draft.RobotHash = robot.Description.ContentHash;
            draft.Sequence = newest + n;
            draft.ObservedTime = robot.Now;
            draft.Expires = robot.Now.AddSeconds(1);
            draft.ArmCount = 1;
            draft.Arm[0] = new(robot.Now.AddSeconds(0.2), robot.Gate.CommandedGripper, 0.1, 10);
            robot.Inputs.SendPlan();
        }
        robot.Cycle();
        robot.Cycle();
    }

    /// <summary>Holds its position; stamps its samples with the real clock.</summary>
    private sealed class StillRobot(RobotDescription robot) : IRobotHardware
    {
        public long Start { get; } = MonotonicTimer.NowNanoseconds();

        public void Read(ref RobotMeasurement measurement)
        {
            measurement.PositionRad = robot.Arm.NominalPosture;
            measurement.Stamp = new(MonotonicTimer.NowNanoseconds() - Start);
        }

        public void Write(in GatedCommand command)
        {
        }
    }

    private sealed class BrokenRobot : IRobotHardware
    {
        public void Read(ref RobotMeasurement measurement) => throw new IOException("bus gone");

        public void Write(in GatedCommand command) => throw new IOException("bus gone");
    }
}
