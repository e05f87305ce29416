using System.Net.WebSockets;

namespace RoboticsStack.Viewing.Foxglove;

/// <summary>
/// What waits to be sent to one client. Data are bounded: when a client reads more slowly than they come, the oldest are dropped and
/// counted, and nobody waits. Control messages are few and always kept, and go first.
/// </summary>
internal sealed class ClientOutbox(int maxMessages, int maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _control = new();
    private readonly Queue<byte[]> _data = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private long _dataBytes;
    private long _dropped;
    private bool _isClosed;

    public long DroppedCount => Interlocked.Read(ref _dropped);

    public void SendControl(byte[] json)
    {
        lock (_lock)
        {
            _control.Enqueue(json);
        }
        Wake();
    }

    public void SendData(byte[] frame)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }
            _data.Enqueue(frame);
            _dataBytes += frame.Length;
            while (_data.Count > maxMessages || _dataBytes > maxBytes && _data.Count > 1)
            {
                _dataBytes -= _data.Dequeue().Length;
                _dropped++;
            }
        }
        Wake();
    }

    /// <summary>Lets <see cref="TakeAsync"/> return null once everything has been taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _data.Clear();
        }
        Wake();
    }

    /// <summary>The next message; null when closed and empty.</summary>
    public async ValueTask<(byte[] Bytes, WebSocketMessageType Type)?> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_control.TryDequeue(out byte[]? json))
                {
                    return (json, WebSocketMessageType.Text);
                }
                if (_data.TryDequeue(out byte[]? frame))
                {
                    _dataBytes -= frame.Length;
                    return (frame, WebSocketMessageType.Binary);
                }
                if (_isClosed)
                {
                    return null;
                }
            }
            await _arrived.WaitAsync(cancellation);
        }
    }

    private void Wake()
    {
        if (_arrived.CurrentCount == 0)
        {
            _arrived.Release();
        }
    }
}
