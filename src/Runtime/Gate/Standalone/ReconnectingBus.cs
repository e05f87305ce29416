using RoboticsStack.Core;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;

namespace RoboticsStack.Runtime.Gate.Standalone;

/// <summary>
/// A broker that comes and goes: connects when it can, subscribes again each time, and says each time that it is lost. While it is away, what is
/// published is counted and dropped.
/// </summary>
internal sealed class ReconnectingBus : IMessageBus
{
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(500);

    private readonly Func<MosquittoBus> _connect;
    private readonly Action<MosquittoBus> _onConnected;
    private readonly List<(string Filter, MessageHandler Handler, QualityOfService Qos)> _subscriptions = [];
    private readonly AutoResetEvent _lost = new(false);
    private readonly Thread _thread;
    private volatile MosquittoBus? _bus;
    private volatile bool _closing;
    private long _unsent;
    private long _losses;

    /// <param name="connect">Throws <see cref="UserErrorException"/> while the broker cannot be reached.</param>
    /// <param name="onConnected">Called each time, after subscribing.</param>
    public ReconnectingBus(Func<MosquittoBus> connect, Action<MosquittoBus> onConnected)
    {
        (_connect, _onConnected) = (connect, onConnected);
        _thread = new(Run) { Name = "broker link", IsBackground = true };
    }

    /// <summary>Raised each time the connection is lost.</summary>
    public event Action<string>? ConnectionLost;

    /// <summary>Why the broker cannot be reached; null while it can. Changes with the reason.</summary>
    public string? Problem { get; private set; } = "not connected yet";

    /// <summary>Times the connection was lost.</summary>
    public long Losses => Interlocked.Read(ref _losses);
    public bool IsConnected => _bus?.IsConnected ?? false;
    public long UnsentCount => Interlocked.Read(ref _unsent);

    /// <summary>After all subscriptions are made.</summary>
    public void Start() => _thread.Start();

    public void Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos = QualityOfService.AtMostOnce, bool retain = false)
    {
        if (_bus is { } bus)
        {
            bus.Publish(topic, payload, qos, retain);
        }
        else
        {
            Interlocked.Increment(ref _unsent);
        }
    }

    /// <summary>In force from the next connection on; for good.</summary>
    public IDisposable Subscribe(string filter, MessageHandler handler, QualityOfService qos = QualityOfService.AtLeastOnce)
    {
        _subscriptions.Add((filter, handler, qos));
        return new ForGood();
    }

    public void Dispose()
    {
        _closing = true;
        _lost.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
        _bus?.Dispose();
        _lost.Dispose();
    }

    private void Run()
    {
        while (!_closing)
        {
            try
            {
                MosquittoBus bus = _connect();
                bus.ConnectionLost += Lose;
                foreach ((string filter, MessageHandler handler, QualityOfService qos) in _subscriptions)
                {
                    bus.Subscribe(filter, handler, qos);
                }
                _bus = bus;
                Problem = null;
                _onConnected(bus);
                if (!bus.IsConnected)
                {
                    _lost.Set();
                }
                _lost.WaitOne();
                if (!_closing)
                {
                    _bus = null;
                    Interlocked.Add(ref _unsent, bus.UnsentCount);
                    bus.Dispose();
                }
            }
            catch (UserErrorException unreachable)
            {
                Problem = unreachable.Message;
                _lost.WaitOne(TryEvery);
            }
        }
    }

    private void Lose(string reason)
    {
        Interlocked.Increment(ref _losses);
        Problem = reason;
        ConnectionLost?.Invoke(reason);
        _lost.Set();
    }

    private sealed class ForGood : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
