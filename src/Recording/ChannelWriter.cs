using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Recording;

/// <summary>Writes bus messages into an MCAP file: a channel for each topic, with its schema, and the channels derived from it.</summary>
internal sealed class ChannelWriter(McapWriter writer, IReadOnlyDictionary<string, MessageDescriptor> types, IDerivedChannels? derived)
{
    private readonly Dictionary<string, (ushort Id, uint Count)> _channels = [];
    private readonly Dictionary<string, ushort> _schemas = [];
    private IDerivedChannels? _derived = derived;

    /// <summary>Of the newest message so far: log times never go back.</summary>
    public ulong LatestTime { get; private set; }

    /// <summary>What ended the writing of derived channels early.</summary>
    public Exception? DerivedFailure { get; private set; }

    public void Write(string topic, ReadOnlyMemory<byte> payload)
    {
        ulong publishTime = LatestTime;
        if (HeaderPeek.TryRead(payload.Span, out HeaderPeek.Stamp stamp) && stamp.MadeTimeNs >= 0)
        {
            LatestTime = Math.Max(LatestTime, (ulong)stamp.MadeTimeNs);
            publishTime = (ulong)Math.Max(0, stamp.DataTimeNs);
        }
        WriteMessage(topic, types.GetValueOrDefault(topic), derivedFrom: null, publishTime, payload.Span);
        Derive(topic, payload, publishTime);
    }

    /// <summary>Messages of each topic that lie in finished chunks.</summary>
    public FrozenDictionary<string, long> WrittenCounts() => _channels.ToFrozenDictionary(c => c.Key, c => (long)writer.WrittenCountOf(c.Value.Id));

    private void Derive(string topic, ReadOnlyMemory<byte> payload, ulong publishTime)
    {
        if (_derived is null)
        {
            return;
        }
        List<(string Topic, IMessage Message)> made = [];
        try
        {
            _derived.Derive(topic, payload, (name, message) => made.Add((name, message)));
        }
        catch (Exception e)
        {
            // Whatever is wrong with a converter, the messages themselves are worth more.
            _derived = null;
            DerivedFailure = e;
        }
        foreach ((string name, IMessage message) in made)
        {
            WriteMessage(name, message.Descriptor, topic, publishTime, message.ToByteArray());
        }
    }

    private void WriteMessage(string topic, MessageDescriptor? type, string? derivedFrom, ulong publishTime, ReadOnlySpan<byte> data)
    {
        (ushort id, uint count) = _channels.TryGetValue(topic, out var known) ? known : (AddChannel(topic, type, derivedFrom), 0);
        _channels[topic] = (id, count + 1);
        writer.WriteMessage(id, count + 1, LatestTime, publishTime, data);
    }

    private ushort AddChannel(string topic, MessageDescriptor? type, string? derivedFrom)
    {
        Dictionary<string, string> metadata = derivedFrom is null ? [] : new() { [IDerivedChannels.ChannelKey] = derivedFrom };
        if (type is null)
        {
            return writer.AddChannel(topic, 0, "", metadata);
        }
        if (!_schemas.TryGetValue(type.FullName, out ushort schema))
        {
            _schemas[type.FullName] = schema = writer.AddSchema(type.FullName, "protobuf", TopicTypes.DescriptorSet(type).ToByteArray());
        }
        return writer.AddChannel(topic, schema, "protobuf", metadata);
    }
}
