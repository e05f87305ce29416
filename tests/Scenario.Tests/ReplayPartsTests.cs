using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Replay;
using RoboticsStack.Safety;

namespace RoboticsStack.Scenario.Tests;

public sealed class ReplayPartsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(64)]
    public void Columns_give_back_every_bit(int count)
    {
        RandomStream random = new(11);
        ulong[] rows = [.. Enumerable.Range(0, count * CycleColumns.MeasurementWidth).Select(_ => BitConverter.DoubleToUInt64Bits(random.Gaussian()))];
        (rows[0], rows[1], rows[^1]) = (ulong.MaxValue, BitConverter.DoubleToUInt64Bits(double.NaN), BitConverter.DoubleToUInt64Bits(-0.0));
        byte[] planes = new byte[rows.Length * sizeof(ulong)];
        CycleColumns.ToPlanes(rows, CycleColumns.MeasurementWidth, planes);
        ulong[] back = new ulong[rows.Length];
        CycleColumns.FromPlanes(planes, CycleColumns.MeasurementWidth, back);
        Assert.Equal(rows, back);
    }

    [Fact]
    public void A_measurement_has_a_column_for_each_of_its_numbers()
    {
        RandomStream random = new(12);
        ulong[] row = [.. Enumerable.Range(0, CycleColumns.MeasurementWidth).Select(_ => BitConverter.DoubleToUInt64Bits(random.Gaussian()))];
        Timestamp time = CycleColumns.Read(row, out RobotMeasurement measurement);
        ulong[] back = new ulong[row.Length];
        CycleColumns.Write(time, measurement, back);
        Assert.Equal(row, back);
        Assert.Equal((CycleColumns.MeasurementWidth - 1) * sizeof(ulong), System.Runtime.CompilerServices.Unsafe.SizeOf<RobotMeasurement>());
        Assert.Equal(CycleColumns.CommandWidth, CycleColumns.CommandNames.Count);
    }

    [Fact]
    public void A_full_disk_ends_the_file_of_commands_and_nothing_else()
    {
        using CommandLog onFullDisk = new("/dev/full");
        using CommandLog inMemory = new(null);
        ulong[] command = new ulong[CycleColumns.CommandWidth];
        for (ulong n = 0; n < 5000; n++)
        {
            command[0] = n;
            onFullDisk.Append(command);
            inMemory.Append(command);
        }
        onFullDisk.Close();
        inMemory.Close();
        Assert.Contains("No space left", onFullDisk.Failure);
        Assert.Null(inMemory.Failure);
        Assert.Equal(inMemory.Hash, onFullDisk.Hash);
    }

    [Fact]
    public void Logging_cycles_allocates_nothing_on_the_control_loop()
    {
        RobotDescription robot = ReplayRun.Robot;
        StillRobot hardware = new(robot.Arm.NominalPosture);
        GateInputs inputs = new();
        GateLoop loop = new(new SafetyGate(robot, new(1, robot.ContentHash, null)), hardware, inputs);
        GateCycleLog log = new(new NowhereBus(), new Topics("quiet"), new MessageSource("gate", 1));
        ulong[] command = new ulong[CycleColumns.CommandWidth];
        inputs.RequestEngage();
        Run(200);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(500);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int cycles)
        {
            for (int n = 0; n < cycles; n++)
            {
                hardware.Now = hardware.Now.AddSeconds(robot.Safety.CycleSec);
                inputs.SendHeartbeat();
                if (n % 50 == 0)
                {
                    inputs.Draft.Sequence++;
                    inputs.SendPlan();
                }
                loop.Cycle(hardware.Now);
                CycleColumns.Write(loop.Gate.Latest, command);
                log.Append(loop, hardware.Now, command);
                if (n % 50 == 49)
                {
                    log.Publish(hardware.Now);
                }
            }
        }
    }

    [Fact]
    public void Differences_are_named_by_their_path_and_leave_out_headers_wall_times_and_hashes()
    {
        ReplanReport old = new() { Header = new() { Sequence = 1 }, EncodeMs = 1, BestCost = 2, LatentPhysicsDistance = double.NaN, PlannedPathInMap = { new Vector3 { X = 1 } } };
        ReplanReport now = old.Clone();
        (now.Header.Sequence, now.EncodeMs) = (2, 5);
        Assert.Empty(MessageDifference.Between(old, now));
        Assert.Empty(MessageDifference.Between(new Plan { ModelHash = "a", RobotHash = "b" }, new Plan()));
        now.BestCost = 2.5;
        now.PlannedPathInMap[0].X = -0.0;
        now.PlannedPathInMap.Add(new Vector3());
        Assert.Equal(
            [new("best_cost", "2", "2.5"), new("planned_path_in_map, how many", "1", "2"), new ValueDifference("planned_path_in_map[0].x", "1", "-0")],
            MessageDifference.Between(old, now));
    }

    private sealed class StillRobot(JointVector position) : IRobotHardware
    {
        public Timestamp Now { get; set; }

        public void Read(ref RobotMeasurement measurement)
        {
            measurement.Stamp = Now;
            measurement.PositionRad = position;
            measurement.WristWrench = new(Vec3.Zero, Vec3.Zero);
        }

        public void Write(in GatedCommand command)
        {
        }
    }

    private sealed class NowhereBus : IMessageBus
    {
        public event Action<string>? ConnectionLost
        {
            add { }
            remove { }
        }

        public bool IsConnected => true;
        public long UnsentCount => 0;

        public void Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos = QualityOfService.AtMostOnce, bool retain = false)
        {
        }

        public IDisposable Subscribe(string filter, MessageHandler handler, QualityOfService qos = QualityOfService.AtLeastOnce) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
