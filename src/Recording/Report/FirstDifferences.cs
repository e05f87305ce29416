using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Recording.Report;

/// <summary>
/// Where two recordings first say different things, channel by channel, message by message. In lockstep equal runs say the same, so that the earliest
/// of these is where two runs parted. Left out is what differs between any two runs: headers, which name the run, how long something took, and hashes,
/// by which any two models would differ from the first message on.
/// </summary>
internal static class FirstDifferences
{
    private static readonly string[] LeftOut = ["EngageRequest", "RunControl", "LoopTiming"];

    private static readonly IReadOnlyDictionary<string, MessageDescriptor> Types =
        RoboticsStackReflection.Descriptor.MessageTypes.Where(type => !LeftOut.Contains(type.Name)).ToDictionary(type => type.FullName);

    private readonly record struct Said(double Time, ulong Digest);

    /// <summary>One entry a channel, those that differ first, by time.</summary>
    public static IReadOnlyList<object> Find(string firstRecording, string secondRecording)
    {
        Dictionary<string, List<Said>> first = Read(firstRecording);
        Dictionary<string, List<Said>> second = Read(secondRecording);
        List<(double Time, string Name, object Entry)> entries = [];
        foreach (string name in first.Keys.Union(second.Keys))
        {
            List<Said> a = first.GetValueOrDefault(name) ?? [];
            List<Said> b = second.GetValueOrDefault(name) ?? [];
            int same = a.Zip(b).TakeWhile(pair => pair.First.Digest == pair.Second.Digest).Count();
            // A recording that merely ends earlier says nothing different.
            bool isDifferent = same < a.Count && same < b.Count;
            double time = isDifferent ? a[same].Time : double.PositiveInfinity;
            ValueDifference? field = isDifferent ? MessageDifference.Between(Fetch(firstRecording, name, same), Fetch(secondRecording, name, same)).FirstOrDefault() : null;
            entries.Add((time, name, new
            {
                channel = name,
                same,
                first = a.Count,
                second = b.Count,
                t = isDifferent ? Math.Round(time, 3) : (double?)null,
                field,
            }));
        }
        return [.. entries.OrderBy(entry => entry.Time).ThenBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => entry.Entry)];
    }

    private static Dictionary<string, List<Said>> Read(string recording)
    {
        Dictionary<string, List<Said>> channels = [];
        ulong? start = null;
        using McapReader reader = new(recording);
        foreach (McapMessage message in reader.ReadMessages())
        {
            start ??= message.LogTime;
            if (message.Channel.Schema?.Name is { } type && Types.ContainsKey(type))
            {
                string name = NameOf(message.Channel.Topic);
                if (!channels.TryGetValue(name, out List<Said>? channel))
                {
                    channels[name] = channel = [];
                }
                double time = (message.LogTime - Math.Min(start.Value, message.LogTime)) * 1e-9;
                channel.Add(new(time, Digest(type, message.Payload)));
            }
        }
        return channels;
    }

    private static IMessage Fetch(string recording, string name, int index)
    {
        using McapReader reader = new(recording);
        McapMessage message = reader.ReadMessages().Where(m => m.Channel.Schema is not null && NameOf(m.Channel.Topic) == name).ElementAt(index);
        return Parse(message.Channel.Schema!.Name, message.Payload);
    }

    /// <summary>Without the robot's id, which is another in every run.</summary>
    private static string NameOf(string topic) => string.Join('/', topic.Split('/').Skip(2));

    private static ulong Digest(string type, ReadOnlyMemory<byte> payload)
    {
        // Most types have nothing but the header to leave out, and need not be parsed for that.
        ReadOnlySpan<byte> body = Types[type].Fields.InFieldNumberOrder().Any(field => field.Name != "header" && HoldsLeftOut(field))
            ? Parse(type, payload).ToByteArray()
            : WithoutHeader(payload.Span);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private static bool HoldsLeftOut(FieldDescriptor field) => !MessageDifference.IsCompared(field)
        || (field.FieldType == FieldType.Message && field.MessageType.Fields.InFieldNumberOrder().Any(HoldsLeftOut));

    private static IMessage Parse(string type, ReadOnlyMemory<byte> payload)
    {
        IMessage message = Types[type].Parser.ParseFrom(payload.Span);
        Clear(message);
        return message;
    }

    private static void Clear(IMessage message)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder().Where(HoldsLeftOut))
        {
            if (!MessageDifference.IsCompared(field))
            {
                field.Accessor.Clear(message);
            }
            else if (field.IsRepeated)
            {
                foreach (IMessage item in ((System.Collections.IList)field.Accessor.GetValue(message)).Cast<IMessage>())
                {
                    Clear(item);
                }
            }
            else if (field.Accessor.GetValue(message) is IMessage part)
            {
                Clear(part);
            }
        }
    }

    /// <summary>The header is the first field of every stamped message.</summary>
    private static ReadOnlySpan<byte> WithoutHeader(ReadOnlySpan<byte> payload)
    {
        const byte headerTag = 1 << 3 | 2;
        if (payload.Length < 2 || payload[0] != headerTag)
        {
            return payload;
        }
        int length = 0;
        int at = 1;
        for (int shift = 0; shift < 28 && at < payload.Length; shift += 7)
        {
            byte next = payload[at++];
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }
        }
        return length <= payload.Length - at ? payload[(at + length)..] : payload;
    }
}
