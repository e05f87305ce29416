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

    /// <summary>What is written beside the messages themselves; null for nothing.</summary>
    public IDerivedChannels? Derived { get; init; }

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
    private IDerivedChannels? _derived;
    private readonly Dictionary<string, (ushort Id, uint Count)> _channels = [];
    private readonly Dictionary<string, ushort> _schemas = [];
    private ulong _latestTime;
    private long _waitingBytes;
    private long _dropped;
    private int _disposed;
    private Exception? _failure;
    private Exception? _derivedFailure;

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
        _derived = options.Derived;
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

    /// <summary>What ended the writing of derived channels early; the messages themselves are still recorded.</summary>
    public Exception? DerivedFailure => Volatile.Read(ref _derivedFailure);

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
        WriteMessage(item.Name, _types.GetValueOrDefault(item.Name), derivedFrom: null, publishTime, data);
        Derive(item, publishTime);
    }

    private void Derive(Item item, ulong publishTime)
    {
        try
        {
            _derived?.Derive(item.Name, item.Buffer.AsMemory(0, item.Length),
                (topic, message) => WriteMessage(topic, message.Descriptor, item.Name, publishTime, message.ToByteArray()));
        }
        catch (Exception e) when (e is not IOException)
        {
            _derived = null;
            Volatile.Write(ref _derivedFailure, e);
        }
    }

    private void WriteMessage(string topic, MessageDescriptor? type, string? derivedFrom, ulong publishTime, ReadOnlySpan<byte> data)
    {
        (ushort id, uint count) = _channels.TryGetValue(topic, out var known) ? known : (AddChannel(topic, type, derivedFrom), 0);
        _channels[topic] = (id, count + 1);
        _writer.WriteMessage(id, count + 1, _latestTime, publishTime, data);
    }

    private ushort AddChannel(string topic, MessageDescriptor? type, string? derivedFrom)
    {
        Dictionary<string, string> metadata = derivedFrom is null ? [] : new() { [IDerivedChannels.ChannelKey] = derivedFrom };
        if (type is null)
        {
            return _writer.AddChannel(topic, 0, "", metadata);
        }
        if (!_schemas.TryGetValue(type.FullName, out ushort schema))
        {
            _schemas[type.FullName] = schema = _writer.AddSchema(type.FullName, "protobuf", TopicTypes.DescriptorSet(type).ToByteArray());
        }
        return _writer.AddChannel(topic, schema, "protobuf", metadata);
    }

    /// <param name="Name">Topic of a message, or name of an attachment.</param>
    /// <param name="MediaType">Set for attachments, whose buffer is not from the pool.</param>
    private readonly record struct Item(string Name, string? MediaType, byte[] Buffer, int Length);
}
