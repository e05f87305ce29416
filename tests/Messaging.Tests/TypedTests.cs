using Google.Protobuf;
using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using Xunit.Abstractions;

namespace RoboticsStack.Messaging.Tests;

public sealed class TypedTests(ITestOutputHelper output)
{
    private readonly InProcessBus _bus = new();
    private readonly DropCounters _drops = new();

    [Fact]
    public void A_writer_fills_the_header_and_counts()
    {
        List<Imu> got = [];
        using TypedSubscription<Imu> subscription = _bus.SubscribeTo<Imu>("imu", got.Add, _drops);
        MessageWriter<Imu> writer = new(_bus, "imu", new("gate", 99));
        Imu message = new() { AccelerationMPerSec2 = new() { Z = 9.81 } };
        writer.Publish(message, Timestamp.FromSeconds(1), Timestamp.FromSeconds(1.002));
        writer.Publish(message, Timestamp.FromSeconds(2), Timestamp.FromSeconds(2.002));
        Assert.Equal([1ul, 2ul], got.Select(m => m.Header.Sequence));
        Assert.Equal(2_000_000_000, got[1].Header.DataTimeNs);
        Assert.Equal(2_002_000_000, got[1].Header.MadeTimeNs);
        Assert.Equal(("gate", 99ul, 9.81), (got[1].Header.Source, got[1].Header.RunId, got[1].AccelerationMPerSec2.Z));
    }

    [Fact]
    public void Malformed_and_oversized_payloads_are_dropped_and_counted_by_topic()
    {
        int received = 0;
        using TypedSubscription<Plan> subscription = _bus.SubscribeTo<Plan>("plan/+", _ => received++, _drops, maxBytes: 1000);
        _bus.Publish("plan/a", [0xFF, 0xFF, 0xFF]);
        _bus.Publish("plan/a", [0x0A, 0x7F]);
        _bus.Publish("plan/b", new byte[1001]);
        _bus.Publish("plan/b", new Plan { Sequence = 1 }.ToByteArray());
        Assert.Equal(1, received);
        Assert.Equal(2, _drops.Count("plan/a", DropReason.Malformed));
        Assert.Equal(1, _drops.Count("plan/b", DropReason.Oversized));
        Assert.Equal(3, _drops.Total);
    }

    [Fact]
    public void Ten_thousand_random_payloads_never_throw()
    {
        const ulong seed = 20250101;
        output.WriteLine($"seed {seed}");
        RandomStream random = RandomStream.For(seed, "fuzz");
        long handled = 0;
        using TypedSubscription<Plan> plan = _bus.SubscribeTo<Plan>("fuzz", p =>
        {
            _ = PlanNumbers.AreFinite(p);
            handled++;
        }, _drops, maxBytes: 300);
        byte[] valid = SamplePlan().ToByteArray();
        for (int i = 0; i < 10_000; i++)
        {
            byte[] payload = i % 2 == 0 ? new byte[random.Index(400)] : [.. valid];
            int changes = i % 2 == 0 ? payload.Length : 1 + random.Index(4);
            for (int j = 0; j < changes; j++)
            {
                payload[i % 2 == 0 ? j : random.Index(payload.Length)] = (byte)random.Index(256);
            }
            _bus.Publish("fuzz", payload);
        }
        Assert.Equal(10_000, handled + _drops.Total);
        Assert.True(handled > 0 && _drops.Total > 0);
    }

    [Fact]
    public void Any_number_that_is_not_finite_is_found()
    {
        Assert.True(PlanNumbers.AreFinite(SamplePlan()));
        Action<Plan, double>[] places =
        [
            (p, x) => p.LiftM = x,
            (p, x) => p.Arm[0].GripperWidthM = x,
            (p, x) => p.Arm[0].GripperForceN = x,
            (p, x) => p.Arm[0].GripperInArmBase.Position.Y = x,
            (p, x) => p.Arm[0].GripperInArmBase.Orientation.W = x,
            (p, x) => p.Joints[0].PositionRad[1] = x,
            (p, x) => p.Base[0].YawRateRadPerSec = x,
        ];
        foreach (Action<Plan, double> set in places)
        {
            foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
            {
                Plan plan = SamplePlan();
                set(plan, bad);
                Assert.False(PlanNumbers.AreFinite(plan));
            }
        }
        Plan incomplete = SamplePlan();
        incomplete.Arm[0].GripperInArmBase.Position = null;
        Assert.False(PlanNumbers.AreFinite(incomplete));
    }

    [Fact]
    public void A_reused_message_is_published_without_allocation()
    {
        NullBus bus = new();
        MessageWriter<Plan> writer = new(bus, "plan", new("brain", 1));
        Plan plan = SamplePlan();
        writer.Publish(plan, default, default);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            writer.Publish(plan, new(i), new(i));
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a+")]
    public void A_robot_id_that_would_break_topics_is_refused(string id) => Assert.Throws<UserErrorException>(() => new Topics(id));

    private static Plan SamplePlan() => new()
    {
        Sequence = 1,
        Arm = { new ArmPoint { TimeNs = 1, GripperInArmBase = new() { Position = new() { X = 0.5 }, Orientation = new() { W = 1 } }, GripperWidthM = 0.1 } },
        Joints = { new JointPoint { TimeNs = 1, PositionRad = { 0, 0, 0, -1, 0, 1, 0 } } },
        Base = { new BasePoint { TimeNs = 1, VxMPerSec = 0.1 } },
        LiftM = 0.2,
    };

    private sealed class NullBus : IMessageBus
    {
        public event Action<string>? ConnectionLost
        {
            add { }
            remove { }
        }

        public bool IsConnected => true;
        public long UnsentCount => 0;

        public void Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos, bool retain)
        {
        }

        public IDisposable Subscribe(string filter, MessageHandler handler, QualityOfService qos) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
