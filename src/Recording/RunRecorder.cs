using System.Buffers;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using RoboticsStack.Core;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Recording;

public sealed record RecorderOptions
{
    public required string Path { get; init; }
    public required Topics Topics { get; init; }

    /// <summary>Name and value pairs stored with the run: seed, versions, options.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Messages that may wait to be written; beyond that they are dropped and counted.</summary>
    public int MaxWaitingMessages { get; init; } = 32768;

    /// <summary>The same in bytes of payload.</summary>
    public long MaxWaitingBytes { get; init; } = 64 << 20;
}

/// <summary>
/// Writes everything a robot's topics carry into an MCAP file, on a thread of its own: publishers are never held up. The time axis
/// of the file is the messages' own (their header's made time), so that lockstep and real time look alike.
/// </summary>
public sealed class RunRecorder : IDisposable
{
    public const string RunMetadataName = "run";

    private readonly McapWriter _writer;
    private readonly IDisposable _subscription;
    private readonly Channel<Item> _waiting;
    private readonly Thread _thread;
    private readonly long _maxBytes;
    private readonly IReadOnlyDictionary<string, MessageDescriptor> _types;
    private readonly Dictionary<string, (ushort Id, uint Count)> _channels = [];
    private readonly Dictionary<string, ushort> _schemas = [];
    private ulong _latestTime;
    private long _waitingBytes;
    private long _dropped;
    private int _disposed;
    private Exception? _failure;

    /// <exception cref="UserErrorException">The file cannot be created.</exception>
    public RunRecorder(IMessageBus bus, RecorderOptions options)
    {
        FileStream stream;
        try
        {
            stream = new(options.Path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The recording '{options.Path}' cannot be created: {e.Message}. Choose another place with --out.", e);
        }
        _maxBytes = options.MaxWaitingBytes;
        _types = TopicTypes.Of(options.Topics);
        _writer = new(stream);
        _writer.AddMetadata(RunMetadataName, options.Metadata);
        _waiting = Channel.CreateBounded<Item>(new BoundedChannelOptions(options.MaxWaitingMessages) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _thread = new(Run) { Name = "recorder", IsBackground = true };
        _thread.Start();
        _subscription = bus.Subscribe(options.Topics.All, Enqueue);
    }

    public long DroppedCount => Interlocked.Read(ref _dropped);

    /// <summary>What ended the writing early, for instance a full disk; the run goes on without a recording.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Stores a file inside the recording, for instance the scene; after the messages that came before.</summary>
    public void AddAttachment(string name, string mediaType, ReadOnlySpan<byte> data) => Offer(new(name, mediaType, data.ToArray(), data.Length));

    /// <summary>Writes what waits, and ends the file.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        _subscription.Dispose();
        _waiting.Writer.Complete();
        _thread.Join();
    }

    private void Enqueue(string topic, ReadOnlyMemory<byte> payload)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(buffer);
        if (!Offer(new(topic, null, buffer, payload.Length)))
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool Offer(Item item)
    {
        bool room = Interlocked.Add(ref _waitingBytes, item.Length) <= _maxBytes;
        if (room && _waiting.Writer.TryWrite(item))
        {
            return true;
        }
        Interlocked.Add(ref _waitingBytes, -item.Length);
        Interlocked.Increment(ref _dropped);
        return false;
    }

    private void Run()
    {
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_waiting.Reader.TryRead(out Item item))
            {
                Attempt(() => Write(item));
                Interlocked.Add(ref _waitingBytes, -item.Length);
                if (item.MediaType is null)
                {
                    ArrayPool<byte>.Shared.Return(item.Buffer);
                }
            }
        }
        Attempt(_writer.Dispose);
    }

    private void Attempt(Action write)
    {
        if (_failure is not null)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }
        try
        {
            write();
        }
        catch (IOException e)
        {
            Volatile.Write(ref _failure, e);
        }
    }

    private void Write(Item item)
    {
        ReadOnlySpan<byte> data = item.Buffer.AsSpan(0, item.Length);
        if (item.MediaType is not null)
        {
            _writer.AddAttachment(item.Name, item.MediaType, _latestTime, data);
            return;
        }
        ulong publishTime = _latestTime;
        if (HeaderPeek.TryRead(data, out HeaderPeek.Stamp stamp) && stamp.MadeTimeNs >= 0)
        {
            _latestTime = Math.Max(_latestTime, (ulong)stamp.MadeTimeNs);
            publishTime = (ulong)Math.Max(0, stamp.DataTimeNs);
        }
        (ushort id, uint count) = _channels.TryGetValue(item.Name, out var known) ? known : (AddChannel(item.Name), 0);
        _channels[item.Name] = (id, count + 1);
        _writer.WriteMessage(id, count + 1, _latestTime, publishTime, data);
    }

    private ushort AddChannel(string topic)
    {
        if (!_types.TryGetValue(topic, out MessageDescriptor? type))
        {
            return _writer.AddChannel(topic, 0, "", new Dictionary<string, string>());
        }
        if (!_schemas.TryGetValue(type.FullName, out ushort schema))
        {
            _schemas[type.FullName] = schema = _writer.AddSchema(type.FullName, "protobuf", TopicTypes.DescriptorSet(type).ToByteArray());
        }
        return _writer.AddChannel(topic, schema, "protobuf", new Dictionary<string, string>());
    }

    /// <param name="Name">Topic of a message, or name of an attachment.</param>
    /// <param name="MediaType">Set for attachments, whose buffer is not from the pool.</param>
    private readonly record struct Item(string Name, string? MediaType, byte[] Buffer, int Length);
}
