using RoboticsStack.Messaging.Bus;

namespace RoboticsStack.Messaging.Tests;

public sealed class InProcessBusTests : BusContract, IDisposable
{
    private readonly InProcessBus _bus = new();

    protected override IMessageBus Publisher => _bus;
    protected override IMessageBus Subscriber => _bus;

    public void Dispose() => _bus.Dispose();

    [Fact]
    public void Publish_returns_after_everything_that_follows_from_it_was_delivered()
    {
        List<string> seen = [];
        _bus.Subscribe("tick", (_, _) =>
        {
            _bus.Publish("plan", []);
            _bus.Publish("done", []);
            seen.Add("tick handled");
        });
        _bus.Subscribe("#", (topic, _) => seen.Add(topic));
        _bus.Publish("tick", []);
        Assert.Equal(["tick handled", "tick", "plan", "done"], seen);
    }

    [Fact]
    public void Breaking_the_bus_raises_connection_lost_once()
    {
        List<string> reasons = [];
        _bus.ConnectionLost += reasons.Add;
        _bus.Break("test");
        _bus.Break("again");
        Assert.Equal(["test"], reasons);
        Assert.False(_bus.IsConnected);
    }

    [Fact]
    public void A_handlers_exception_reaches_the_publisher_and_the_bus_goes_on()
    {
        int received = 0;
        _bus.Subscribe("a", (_, _) => throw new InvalidOperationException());
        _bus.Subscribe("b", (_, _) => received++);
        Assert.Throws<InvalidOperationException>(() => _bus.Publish("a", []));
        _bus.Publish("b", []);
        Assert.Equal(1, received);
    }

    [Fact]
    public void Publishing_from_many_threads_loses_nothing()
    {
        int received = 0;
        _bus.Subscribe("n/+", (_, _) => received++);
        Parallel.For(0, 4, t =>
        {
            for (int i = 0; i < 5000; i++)
            {
                _bus.Publish($"n/{t}", [1, 2, 3]);
            }
        });
        _bus.Publish("end", []);
        Assert.Equal(20000, received);
    }
}
