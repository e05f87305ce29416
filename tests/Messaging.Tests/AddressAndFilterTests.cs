using RoboticsStack.Core;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;

namespace RoboticsStack.Messaging.Tests;

public sealed class AddressAndFilterTests
{
    [Theory]
    [InlineData("mqtt://host:1884")]
    [InlineData("mqtt://user:p%40ss%2Fw@10.0.0.1:1883")]
    [InlineData("mqtts://[::1]:8883")]
    [InlineData("mqtt+unix://gate:ABC@localhost/tmp/robot%20one/mqtt.sock")]
    public void An_address_survives_the_round_trip(string url) => Assert.Equal(BrokerAddress.Parse(url), BrokerAddress.Parse(BrokerAddress.Parse(url).ToUrl()));

    [Fact]
    public void The_parts_of_an_address_are_read()
    {
        BrokerAddress address = BrokerAddress.Parse("mqtts://me:p%40ss@broker.example");
        Assert.Equal(("broker.example", 8883, "me", "p@ss", true), (address.Host, address.Port, address.User, address.Password, address.Tls));
        Assert.Equal("/tmp/a b.sock", BrokerAddress.Parse("mqtt+unix://localhost/tmp/a%20b.sock").SocketPath);
        Assert.Equal(1883, BrokerAddress.Parse("mqtt://h").Port);
    }

    [Theory]
    [InlineData("localhost:1883")]
    [InlineData("http://localhost")]
    [InlineData("mqtt://")]
    [InlineData("mqtt://h:99999")]
    [InlineData("mqtt://h/path")]
    [InlineData("mqtt://h?ca=x")]
    [InlineData("mqtts://h?ca=/no/such/file")]
    [InlineData("mqtts://h?wrong=1")]
    [InlineData("mqtt+unix://localhost")]
    public void An_unusable_address_says_how_to_write_it(string url) =>
        Assert.Contains("mqtt://host:port", Assert.Throws<UserErrorException>(() => BrokerAddress.Parse(url)).Message);

    [Fact]
    public void An_error_never_shows_the_password() =>
        Assert.DoesNotContain("secret", Assert.Throws<UserErrorException>(() => BrokerAddress.Parse("mqtt://me:secret@h/path")).Message);

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/c", false)]
    [InlineData("a", "a/b", false)]
    [InlineData("a/b", "a", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("+/b", "a/b", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "b", false)]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    [InlineData("a//b", "a//b", true)]
    [InlineData("a/+/b", "a//b", true)]
    public void Filters_match_as_mqtt_says(string filter, string topic, bool expected) => Assert.Equal(expected, TopicFilter.Matches(filter, topic));

    [Fact]
    public void A_queue_keeps_order_drops_the_oldest_and_counts()
    {
        using InProcessBus bus = new();
        using MessageQueue queue = new(bus, "n", capacity: 3);
        for (byte i = 0; i < 5; i++)
        {
            bus.Publish("n", [i]);
        }
        List<byte> got = [];
        Assert.Equal(3, queue.Drain((_, payload) => got.Add(payload.Span[0])));
        Assert.Equal([2, 3, 4], got);
        Assert.Equal(2, queue.DroppedCount);
        Assert.False(queue.Take((_, _) => { }, TimeSpan.FromMilliseconds(1)));
    }
}
