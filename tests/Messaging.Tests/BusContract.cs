using System.Collections.Concurrent;
using System.Text;
using RoboticsStack.Messaging.Bus;

namespace RoboticsStack.Messaging.Tests;

/// <summary>What every bus promises. Each test gets two clients of the same bus.</summary>
public abstract class BusContract
{
    protected static readonly Topics Topics = new("test");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected abstract IMessageBus Publisher { get; }
    protected abstract IMessageBus Subscriber { get; }

    [Theory]
    [InlineData(QualityOfService.AtMostOnce)]
    [InlineData(QualityOfService.AtLeastOnce)]
    public void Messages_of_one_publisher_arrive_once_and_in_order(QualityOfService qos)
    {
        const int count = 2000;
        Inbox inbox = new(Subscriber, "bench/+/order");
        for (int i = 0; i < count; i++)
        {
            Publisher.Publish($"bench/{i % 3}/order", BitConverter.GetBytes(i), qos);
        }
        Assert.Equal(Enumerable.Range(0, count), inbox.Take(count).Select(m => BitConverter.ToInt32(m.Payload)));
    }

    [Fact]
    public void Order_holds_from_topic_to_topic()
    {
        Inbox inbox = new(Subscriber, "bench/#");
        string[] topics = ["bench/a", "bench/b/c", "bench/d"];
        for (int i = 0; i < 300; i++)
        {
            Publisher.Publish(topics[i % 3], [(byte)i]);
        }
        Assert.Equal(Enumerable.Range(0, 300).Select(i => topics[i % 3]), inbox.Take(300).Select(m => m.Topic));
    }

    [Fact]
    public void The_last_retained_message_greets_a_late_subscriber()
    {
        Publisher.Publish("bench/retained/a", "old"u8, QualityOfService.AtLeastOnce, retain: true);
        Publisher.Publish("bench/retained/a", "new"u8, QualityOfService.AtLeastOnce, retain: true);
        Flush();
        Inbox inbox = new(Subscriber, "bench/retained/#");
        Assert.Equal("new", inbox.TakeText());
        inbox.AssertNothingMore(Publisher, "bench/retained/a");
    }

    [Fact]
    public void An_empty_retained_message_clears_the_topic()
    {
        Publisher.Publish("bench/cleared", "here"u8, QualityOfService.AtLeastOnce, retain: true);
        Publisher.Publish("bench/cleared", [], QualityOfService.AtLeastOnce, retain: true);
        Flush();
        Inbox inbox = new(Subscriber, "bench/cleared");
        inbox.AssertNothingMore(Publisher, "bench/cleared");
    }

    [Fact]
    public void A_second_subscription_is_greeted_too_and_the_first_not_again()
    {
        Publisher.Publish("bench/greet", "hello"u8, QualityOfService.AtLeastOnce, retain: true);
        Flush();
        Inbox first = new(Subscriber, "bench/greet");
        Assert.Equal("hello", first.TakeText());
        Inbox second = new(Subscriber, "bench/greet");
        Assert.Equal("hello", second.TakeText());
        first.AssertNothingMore(Publisher, "bench/greet");
    }

    [Fact]
    public void Overlapping_filters_each_see_a_message_once()
    {
        Inbox wide = new(Subscriber, "bench/#");
        Inbox narrow = new(Subscriber, "bench/+/x");
        Publisher.Publish("bench/1/x", "m"u8);
        Assert.Equal("m", wide.TakeText());
        Assert.Equal("m", narrow.TakeText());
        wide.AssertNothingMore(Publisher, "bench/1/x");
        Assert.Equal(Inbox.EndMark, narrow.TakeText());
        narrow.AssertNothingMore(Publisher, "bench/1/x");
    }

    [Fact]
    public void After_dispose_of_the_subscription_nothing_arrives()
    {
        Inbox ended = new(Subscriber, "bench/ended");
        Inbox other = new(Subscriber, "bench/other");
        ended.Dispose();
        Publisher.Publish("bench/ended", "m"u8);
        other.AssertNothingMore(Publisher, "bench/other");
        Assert.True(ended.IsEmpty);
    }

    [Fact]
    public void A_handler_may_publish_and_the_answer_comes_back()
    {
        Inbox answers = new(Publisher, "bench/answer");
        using IDisposable echo = Subscriber.Subscribe("bench/question", (_, payload) => Subscriber.Publish("bench/answer", payload.Span));
        Publisher.Publish("bench/question", "42"u8);
        Assert.Equal("42", answers.TakeText());
    }

    [Fact]
    public void Large_and_empty_payloads_pass_unchanged()
    {
        Inbox inbox = new(Subscriber, "bench/size");
        byte[] large = new byte[Typed.TypedSubscription.DefaultMaxBytes];
        new Random(7).NextBytes(large);
        Publisher.Publish("bench/size", large);
        Publisher.Publish("bench/size", []);
        IReadOnlyList<(string Topic, byte[] Payload)> got = inbox.Take(2);
        Assert.Equal(large, got[0].Payload);
        Assert.Empty(got[1].Payload);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/+/b")]
    [InlineData("a/#")]
    public void A_wildcard_is_not_a_topic(string topic) => Assert.Throws<ArgumentException>(() => Publisher.Publish(topic, []));

    [Theory]
    [InlineData("")]
    [InlineData("a/#/b")]
    [InlineData("a/b#")]
    [InlineData("a+/b")]
    public void A_misplaced_wildcard_is_refused(string filter) => Assert.Throws<ArgumentException>(() => Subscriber.Subscribe(filter, (_, _) => { }));

    [Fact]
    public void After_dispose_publishing_is_counted_and_harmless()
    {
        Publisher.Dispose();
        Publisher.Publish("bench/late", "m"u8);
        Assert.Equal(1, Publisher.UnsentCount);
        Assert.False(Publisher.IsConnected);
    }

    /// <summary>Returns once the bus holds everything published so far.</summary>
    private void Flush()
    {
        Inbox mark = new(Publisher, "bench/flush");
        Publisher.Publish("bench/flush", [], QualityOfService.AtLeastOnce);
        mark.Take(1);
        mark.Dispose();
    }

    private sealed class Inbox : IDisposable
    {
        public const string EndMark = "end";

        private readonly BlockingCollection<(string Topic, byte[] Payload)> _messages = [];
        private readonly IDisposable _subscription;

        public Inbox(IMessageBus bus, string filter) =>
            _subscription = bus.Subscribe(filter, (topic, payload) => _messages.Add((topic, payload.ToArray())));

        public bool IsEmpty => _messages.Count == 0;

        public IReadOnlyList<(string Topic, byte[] Payload)> Take(int count)
        {
            List<(string, byte[])> taken = [];
            while (taken.Count < count && _messages.TryTake(out var message, Patience))
            {
                taken.Add(message);
            }
            Assert.Equal(count, taken.Count);
            return taken;
        }

        public string TakeText() => Encoding.UTF8.GetString(Take(1)[0].Payload);

        /// <summary>Publishes a mark; the next thing in the box must be it.</summary>
        public void AssertNothingMore(IMessageBus publisher, string topic)
        {
            publisher.Publish(topic, Encoding.UTF8.GetBytes(EndMark));
            Assert.Equal(EndMark, TakeText());
        }

        public void Dispose() => _subscription.Dispose();
    }
}
