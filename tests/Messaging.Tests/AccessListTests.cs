using System.Collections.Concurrent;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;

namespace RoboticsStack.Messaging.Tests;

/// <summary>Every identity on every topic: who publishes and who reads, as a broker with the stack's access list lets them.</summary>
public sealed class AccessListTests : IDisposable
{
    private const BrokerIdentity Gate = BrokerIdentity.Gate, Brain = BrokerIdentity.Brain, Operator = BrokerIdentity.Operator;
    private static readonly Topics Topics = new("access");
    private static readonly string End = $"{Topics.Root}/gate/end";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The one identity that may publish under each of these; nobody may elsewhere.</summary>
    private static readonly (string Topic, BrokerIdentity Publisher)[] Publishers =
    [
        .. typeof(Topics).GetProperties().Where(property => property.PropertyType == typeof(string))
            .Select(property => (string)property.GetValue(Topics)!)
            .Where(topic => topic.StartsWith(Topics.Root + "/", StringComparison.Ordinal) && !topic.EndsWith('#'))
            .Select(topic => (topic, PublisherOf(topic[(Topics.Root.Length + 1)..]))),
    ];

    private readonly BrokerProcess _broker = BrokerProcess.Start(new() { Topics = Topics });

    public void Dispose() => _broker.Dispose();

    [Fact]
    public void Every_topic_has_one_publisher() => Assert.True(Publishers.Length >= 30 && Publishers.Select(pair => pair.Topic).Distinct().Count() == Publishers.Length);

    [Theory]
    [InlineData(BrokerIdentity.Gate)]
    [InlineData(BrokerIdentity.Brain)]
    [InlineData(BrokerIdentity.Operator)]
    [InlineData(BrokerIdentity.Viewer)]
    public void An_identity_publishes_on_its_own_topics_and_on_no_other(BrokerIdentity who)
    {
        using MosquittoBus reader = Connect(Operator), writer = Connect(who), gate = Connect(Gate);
        using BlockingCollection<string> seen = [];
        reader.Subscribe(Topics.All, (topic, _) => seen.Add(topic));
        foreach ((string topic, _) in Publishers)
        {
            writer.Publish(topic, "m"u8);
        }
        Assert.Equal(Publishers.Where(pair => pair.Publisher == who).Select(pair => pair.Topic).Order(), Until(seen, writer, gate).Order());
    }

    [Theory]
    [InlineData(BrokerIdentity.Gate)]
    [InlineData(BrokerIdentity.Brain)]
    [InlineData(BrokerIdentity.Operator)]
    [InlineData(BrokerIdentity.Viewer)]
    public void The_brain_reads_all_but_the_plants_truth_and_the_gate_what_it_has_to(BrokerIdentity who)
    {
        using MosquittoBus reader = Connect(who), gate = Connect(Gate);
        using BlockingCollection<string> seen = [];
        foreach (string topic in Publishers.Select(pair => pair.Topic).Append(End))
        {
            reader.Subscribe(topic, (arrived, _) => seen.Add(arrived));
        }
        foreach ((string topic, BrokerIdentity publisher) in Publishers)
        {
            using MosquittoBus writer = Connect(publisher);
            writer.Publish(topic, "m"u8);
            writer.Subscribe("bench/barrier", (_, _) => { }).Dispose();
        }
        IEnumerable<string> expected = Publishers.Select(pair => pair.Topic).Where(topic => MayRead(who, topic[(Topics.Root.Length + 1)..]));
        Assert.Equal(expected.Order(), Until(seen, gate, gate).Order());
    }

    private static BrokerIdentity PublisherOf(string path) => path switch
    {
        "plan" or "lockstep/done" or "status/brain" => Brain,
        _ when path.StartsWith("brain/", StringComparison.Ordinal) => Brain,
        "engage" or "stop" or "control" => Operator,
        _ => Gate,
    };

    private static bool MayRead(BrokerIdentity who, string path) => who switch
    {
        Gate => path is not "lockstep/tick" && !path.StartsWith("brain/", StringComparison.Ordinal),
        Brain => path is not ("control" or "lockstep/done") && !path.StartsWith("plant/", StringComparison.Ordinal),
        _ => true,
    };

    /// <summary>What has arrived when a message has that the broker handled last, and that everyone may read.</summary>
    private static List<string> Until(BlockingCollection<string> seen, MosquittoBus writer, MosquittoBus gate)
    {
        // The answer to a subscription on the writer's own connection shows that the broker has handled what it published before; but not what waits
        // in the client for acknowledgements, which is why all of it goes without.
        writer.Subscribe("bench/barrier", (_, _) => { }).Dispose();
        gate.Publish(End, "end"u8);
        List<string> topics = [];
        while (seen.TryTake(out string? topic, Patience) && topic != End)
        {
            topics.Add(topic);
        }
        return topics;
    }

    private MosquittoBus Connect(BrokerIdentity identity) => new(new() { Address = _broker.AddressFor(identity) });
}
