using System.Buffers;
using System.Buffers.Binary;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Viewing.Live;

namespace RoboticsStack.Scenario.Tests;

/// <summary>What a page is sent of what passes over the bus.</summary>
public sealed class LiveFeedTests
{
    private static readonly Topics Topics = new("test");

    [Fact]
    public void Of_most_topics_a_frame_has_only_the_newest_message()
    {
        using InProcessBus bus = new();
        using LiveFeed feed = new(bus, Topics);
        bus.Publish(Topics.PlantTruth, "old"u8);
        bus.Publish(Topics.PlantTruth, "new and longer than the old one"u8);
        Assert.Equal([(Topics.PlantTruth, "new and longer than the old one")], Frame(feed, 0).Messages);
    }

    [Fact]
    public void Of_events_a_frame_has_all_since_the_one_before_in_order()
    {
        using InProcessBus bus = new();
        using LiveFeed feed = new(bus, Topics);
        bus.Publish(Topics.GateEvent, "one"u8);
        (long version, _) = Frame(feed, 0);
        bus.Publish(Topics.GateEvent, "two"u8);
        bus.Publish(Topics.GateEvent, "three"u8);
        Assert.Equal([(Topics.GateEvent, "two"), (Topics.GateEvent, "three")], Frame(feed, version).Messages);
    }

    [Fact]
    public void A_frame_without_news_is_empty_and_a_page_that_comes_late_gets_what_there_is()
    {
        using InProcessBus bus = new();
        using LiveFeed feed = new(bus, Topics);
        bus.Publish(Topics.GateState, "state"u8);
        bus.Publish(Topics.GateEvent, "event"u8);
        bus.Publish(Topics.Plan, "not shown"u8);
        (long version, IReadOnlyList<(string, string)> all) = Frame(feed, 0);
        Assert.Equal(2, all.Count);
        Assert.Empty(Frame(feed, version).Messages);
        Assert.Equal(all, Frame(feed, 0).Messages);
    }

    [Fact]
    public void A_page_that_takes_nothing_costs_no_more_than_the_latest_events()
    {
        using InProcessBus bus = new();
        using LiveFeed feed = new(bus, Topics);
        for (int i = 0; i < 5000; i++)
        {
            bus.Publish(Topics.GateEvent, BitConverter.GetBytes(i));
        }
        IReadOnlyList<(string Topic, string Payload)> kept = Frame(feed, 0).Messages;
        Assert.InRange(kept.Count, 1, 1000);
        Assert.Equal(System.Text.Encoding.Latin1.GetString(BitConverter.GetBytes(4999)), kept[^1].Payload);
    }

    private static (long Version, IReadOnlyList<(string Topic, string Payload)> Messages) Frame(LiveFeed feed, long since)
    {
        ArrayBufferWriter<byte> frame = new();
        long version = feed.WriteFrame(since, frame);
        List<(string, string)> messages = [];
        ReadOnlySpan<byte> rest = frame.WrittenSpan;
        while (rest.Length > 0)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[1..]);
            messages.Add((feed.Topics[rest[0]].Topic, System.Text.Encoding.Latin1.GetString(rest.Slice(5, length))));
            rest = rest[(5 + length)..];
        }
        return (version, messages);
    }
}
