using RoboticsStack.Core;

namespace RoboticsStack.Recording.Mcap;

/// <summary>What became of a recording that was cut off or damaged.</summary>
public sealed record McapRecoveryResult
{
    /// <summary>The mended file; null if there was nothing to mend, and nothing was written.</summary>
    public required string? OutputPath { get; init; }

    public required long Messages { get; init; }
    public required int Attachments { get; init; }

    /// <summary>Where the original could not be read; empty if only its summary was missing.</summary>
    public required IReadOnlyList<McapDamage> Damage { get; init; }

    /// <summary>Bytes of the original that could not be read.</summary>
    public long LostBytes => Damage.Sum(damage => damage.Bytes);
}

/// <summary>Writes what is whole of a recording into a new file with index and summary. The original stays as it is.</summary>
public static class McapRecovery
{
    /// <param name="path">The recording.</param>
    /// <param name="outputPath">Must not exist yet.</param>
    /// <exception cref="UserErrorException">There is no such file, it is no MCAP file, or the new one cannot be written.</exception>
    public static McapRecoveryResult Recover(string path, string outputPath)
    {
        if (File.Exists(outputPath))
        {
            throw new UserErrorException($"'{outputPath}' exists already. Delete it, or choose another file with --out.");
        }
        (McapRecoveryResult found, bool isWhole) = Copy(path, null);
        if (isWhole)
        {
            return found;
        }
        try
        {
            using McapWriter writer = new(new FileStream(outputPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0), new McapWriterOptions());
            return Copy(path, writer).Result with { OutputPath = outputPath };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The mended recording '{outputPath}' cannot be written: {e.Message} Choose another file with --out.", e);
        }
    }

    /// <param name="writer">Null only looks.</param>
    private static (McapRecoveryResult Result, bool IsWhole) Copy(string path, McapWriter? writer)
    {
        using McapReader reader = new(path, tolerant: true);
        Dictionary<McapChannel, ushort> channels = [];
        Dictionary<McapSchema, ushort> schemas = [];
        int attachments = 0;
        int metadata = 0;
        long messages = 0;
        foreach (McapMessage message in reader.ReadMessages())
        {
            CopyOthers();
            messages++;
            writer?.WriteMessage(ChannelOf(message.Channel, writer), message.Sequence, message.LogTime, message.PublishTime, message.Payload.Span);
        }
        CopyOthers();
        McapRecoveryResult result = new() { OutputPath = null, Messages = messages, Attachments = attachments, Damage = [.. reader.Damage] };
        return (result, !reader.IsTruncated && reader.Damage.Count == 0);

        // Attachments and metadata keep their places among the messages.
        void CopyOthers()
        {
            for (; attachments < reader.Attachments.Count; attachments++)
            {
                McapAttachment attachment = reader.Attachments[attachments];
                writer?.AddAttachment(attachment.Name, attachment.MediaType, attachment.Time, attachment.Data.Span);
            }
            for (; metadata < reader.Metadata.Count; metadata++)
            {
                writer?.AddMetadata(reader.Metadata[metadata].Name, reader.Metadata[metadata].Values);
            }
        }

        ushort ChannelOf(McapChannel channel, McapWriter to)
        {
            if (!channels.TryGetValue(channel, out ushort id))
            {
                channels[channel] = id = to.AddChannel(channel.Topic, SchemaOf(channel.Schema, to), channel.MessageEncoding, channel.Metadata);
            }
            return id;
        }

        ushort SchemaOf(McapSchema? schema, McapWriter to)
        {
            if (schema is null)
            {
                return 0;
            }
            if (!schemas.TryGetValue(schema, out ushort id))
            {
                schemas[schema] = id = to.AddSchema(schema.Name, schema.Encoding, schema.Data.Span);
            }
            return id;
        }
    }
}
