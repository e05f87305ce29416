using Google.Protobuf;
using Google.Protobuf.Reflection;
using RoboticsStack.Recording;

namespace RoboticsStack.Viewing.Foxglove;

/// <summary>One advertised channel.</summary>
internal sealed class LiveChannel(uint id, string topic, MessageDescriptor type, bool isDerived)
{
    public uint Id => id;
    public string Topic => topic;
    public string SchemaName => type.FullName;
    public bool IsDerived => isDerived;

    /// <summary>The type's FileDescriptorSet.</summary>
    public string SchemaBase64 { get; } = Convert.ToBase64String(TopicTypes.DescriptorSet(type).ToByteArray());

    /// <summary>The newest message, for those who subscribe later; kept for derived channels, of which some speak rarely.</summary>
    public LiveMessage? Latest { get; set; }
}

internal sealed record LiveMessage(ulong TimeNs, byte[] Payload);
