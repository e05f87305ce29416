using System.Buffers;
using System.Collections.Concurrent;

namespace RoboticsStack.Recording;

/// <param name="Name">Topic of a message, or name of an attachment.</param>
/// <param name="MediaType">Set for attachments, whose buffer is not from the pool.</param>
internal readonly record struct RecorderItem(string Name, string? MediaType, byte[] Buffer, int Length)
{
    public void Release()
    {
        if (MediaType is null)
        {
            ArrayPool<byte>.Shared.Return(Buffer);
        }
    }
}

/// <summary>
/// What waits to be written, bounded in number and size. Adding never waits. The taker is woken seldom, when much has gathered: waking it for
/// every message would cost the adding thread more than all the rest.
/// </summary>
internal sealed class RecorderQueue(int maxMessages, long maxBytes) : IDisposable
{
    private const int WakeMessages = 512;
    private const int WakeBytes = 256 << 10;

    private readonly ConcurrentQueue<RecorderItem> _items = new();
    private readonly AutoResetEvent _wake = new(false);
    private int _messages;
    private long _bytes;
    private volatile bool _completed;

    public bool IsCompleted => _completed;

    /// <summary>False if there is no room, or no more is wanted.</summary>
    public bool TryAdd(RecorderItem item)
    {
        int messages = Interlocked.Increment(ref _messages);
        long bytes = Interlocked.Add(ref _bytes, item.Length);
        if (_completed || messages > maxMessages || bytes > maxBytes)
        {
            Leave(item);
            return false;
        }
        _items.Enqueue(item);
        if (messages == WakeMessages || (bytes >= WakeBytes && bytes - item.Length < WakeBytes))
        {
            _wake.Set();
        }
        return true;
    }

    public bool TryTake(out RecorderItem item)
    {
        if (!_items.TryDequeue(out item))
        {
            return false;
        }
        Leave(item);
        return true;
    }

    /// <summary>Returns when much has gathered, when the queue is completed, or after <paramref name="atMost"/>.</summary>
    public void Wait(TimeSpan atMost) => _wake.WaitOne(atMost);

    /// <summary>No more is coming.</summary>
    public void Complete()
    {
        _completed = true;
        _wake.Set();
    }

    public void Dispose() => _wake.Dispose();

    private void Leave(RecorderItem item)
    {
        Interlocked.Decrement(ref _messages);
        Interlocked.Add(ref _bytes, -item.Length);
    }
}
