using System.Buffers;
using System.Collections.Concurrent;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Recording;

/// <summary>
/// Writes everything a robot's topics carry into an MCAP file, on a thread of its own: publishers are never held up, and whatever goes wrong with
/// the disk costs messages in the recording, which are counted, and nothing else. The time axis of the file is the messages' own (their
/// header's made time), so that lockstep and real time look alike.
/// </summary>
public sealed class RunRecorder : IDisposable
{
    public const string RunMetadataName = "run";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Pauses without a message after which an unfinished chunk is written all the same: a second.</summary>
    private const int QuietPauses = 20;

    private readonly RecorderOptions _options;
    private readonly Stream _stream;
    private readonly RecorderQueue _queue;
    private readonly IDisposable _subscription;
    private readonly Thread _thread;
    private readonly ConcurrentDictionary<string, TopicTally> _tallies = new();
    private Progress _progress = Progress.None;
    private McapWriter? _writer;
    private ChannelWriter? _channels;
    private int _chunks;
    private bool _gaveUp;
    private int _disposed;
    private long _refused;

    /// <exception cref="UserErrorException">The file cannot be created.</exception>
    public RunRecorder(IMessageBus bus, RecorderOptions options)
        : this(bus, options, Create(options.Path))
    {
    }

    /// <param name="stream">Written to in place of the file; closed in the end.</param>
    public RunRecorder(IMessageBus bus, RecorderOptions options, Stream stream)
    {
        (_options, _stream) = (options, stream);
        _queue = new(options.MaxWaitingMessages, options.MaxWaitingBytes);
        _thread = new(Run) { Name = "recorder", IsBackground = true };
        _thread.Start();
        _subscription = bus.Subscribe(options.Topics.All, Enqueue);
    }

    /// <summary>Messages refused so far because too many waited.</summary>
    public long DroppedCount => Interlocked.Read(ref _refused);

    /// <summary>What ended the writing early, for instance a full disk; the run goes on without a recording.</summary>
    public Exception? Failure => Volatile.Read(ref _progress).Failure;

    /// <summary>What ended the writing of derived channels early; the messages themselves are still recorded.</summary>
    public Exception? DerivedFailure => Volatile.Read(ref _progress).DerivedFailure;

    /// <summary>What the file holds; all of it once disposed.</summary>
    public RecordingSummary Summary()
    {
        Progress progress = Volatile.Read(ref _progress);
        Dictionary<string, long> lacking = [];
        foreach ((string topic, TopicTally tally) in _tallies.OrderBy(topic => topic.Key, StringComparer.Ordinal))
        {
            long lacks = tally.Published - progress.Written.GetValueOrDefault(topic);
            if (lacks > 0)
            {
                lacking[topic] = lacks;
            }
        }
        long dropped = lacking.Values.Sum();
        return new RecordingSummary
        {
            Messages = _tallies.Values.Sum(tally => tally.Published) - dropped,
            Dropped = dropped,
            Failure = Describe(progress, _tallies.Values.Sum(tally => tally.Missed)),
            Bytes = progress.Bytes,
            DroppedByTopic = lacking,
        };
    }

    /// <summary>Stores a file inside the recording, for instance the scene; after the messages that came before.</summary>
    public void AddAttachment(string name, string mediaType, ReadOnlySpan<byte> data) => Offer(new(name, mediaType, data.ToArray(), data.Length));

    /// <summary>Writes what waits, as far as the disk takes it in time, and ends the file.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        _subscription.Dispose();
        _queue.Complete();
        _gaveUp = !_thread.Join(_options.ClosePatience);
        if (!_gaveUp)
        {
            _queue.Dispose();
        }
    }

    private static FileStream Create(string path)
    {
        try
        {
            return new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The recording '{path}' cannot be created: {e.Message}. Choose another place with --out.", e);
        }
    }

    private void Enqueue(string topic, ReadOnlyMemory<byte> payload)
    {
        _tallies.GetOrAdd(topic, static _ => new()).Count(payload.Span);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(buffer);
        Offer(new(topic, null, buffer, payload.Length));
    }

    private void Offer(RecorderItem item)
    {
        if (!_queue.TryAdd(item))
        {
            Interlocked.Increment(ref _refused);
            item.Release();
        }
    }

    private void Run()
    {
        Attempt(Begin);
        bool closing = false;
        for (int quiet = 0; !closing; quiet++)
        {
            closing = _queue.IsCompleted;
            while (_queue.TryTake(out RecorderItem item))
            {
                quiet = 0;
                Attempt(() => Write(item, _writer!, _channels!));
                item.Release();
            }
            if (quiet == QuietPauses)
            {
                Attempt(() => _writer!.FlushChunk());
            }
            if (!closing)
            {
                _queue.Wait(Pause);
            }
        }
        Attempt(End);
    }

    private void Begin()
    {
        _writer = new(_stream, new McapWriterOptions());
        _channels = new(_writer, TopicTypes.Of(_options.Topics), _options.Derived);
        _writer.AddMetadata(RunMetadataName, _options.Metadata);
    }

    private void End()
    {
        _writer!.Dispose();
        Note(null);
    }

    /// <summary>Whatever goes wrong here ends the recording and must not end the process, which has a robot to look after.</summary>
    private void Attempt(Action write)
    {
        if (Failure is not null)
        {
            return;
        }
        try
        {
            write();
            if (_writer!.ChunkCount != _chunks)
            {
                _chunks = _writer.ChunkCount;
                Note(null);
            }
        }
        catch (Exception e)
        {
            Note(e);
            Abandon();
        }
    }

    private void Note(Exception? failure) =>
        Volatile.Write(ref _progress, _channels is null ? Progress.None with { Failure = failure } : new(_channels.WrittenCounts(), _writer!.Bytes, failure, _channels.DerivedFailure));

    /// <summary>Closes the file as it is.</summary>
    private void Abandon()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // What made it fail is known already.
        }
    }

    private static void Write(RecorderItem item, McapWriter writer, ChannelWriter channels)
    {
        if (item.MediaType is null)
        {
            channels.Write(item.Name, item.Buffer.AsMemory(0, item.Length));
        }
        else
        {
            writer.AddAttachment(item.Name, item.MediaType, channels.LatestTime, item.Buffer.AsSpan(0, item.Length));
        }
    }

    private string? Describe(Progress progress, long missed)
    {
        List<string> reasons = [];
        if (progress.Failure is { } failure)
        {
            reasons.Add($"the recording breaks off: {failure.Message}");
        }
        if (DroppedCount > 0)
        {
            reasons.Add($"the disk was too slow for {DroppedCount} messages");
        }
        if (missed > 0)
        {
            reasons.Add($"{missed} messages did not arrive from the bus");
        }
        if (_gaveUp)
        {
            reasons.Add(FormattableString.Invariant($"the disk had not taken the rest {_options.ClosePatience.TotalSeconds:F0} s after the end"));
        }
        if (progress.DerivedFailure is { } derived)
        {
            reasons.Add($"the channels for other viewers break off: {derived.Message}");
        }
        return reasons.Count == 0 ? null : string.Join("; ", reasons);
    }

    /// <summary>Where the writing stands; replaced as a whole, so that other threads may read it.</summary>
    /// <param name="Written">Messages in finished chunks, by topic.</param>
    private sealed record Progress(IReadOnlyDictionary<string, long> Written, long Bytes, Exception? Failure, Exception? DerivedFailure)
    {
        public static Progress None { get; } = new(new Dictionary<string, long>(), 0, null, null);
    }
}
