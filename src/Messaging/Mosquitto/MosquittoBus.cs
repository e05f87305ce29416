using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Bus;
using static RoboticsStack.Messaging.Mosquitto.LibMosquitto;

namespace RoboticsStack.Messaging.Mosquitto;

/// <summary>
/// A bus over an MQTT broker, by libmosquitto. One thread of its own does the network and calls the handlers; publishing hands
/// the payload to that thread and returns at once, without managed allocation.
/// </summary>
/// <remarks>
/// A lost connection is final: whoever controls a robot must notice and stop, not hope. A handler that throws ends the bus the
/// same way, with the exception's text as the reason.
/// </remarks>
public sealed unsafe class MosquittoBus : IMessageBus
{
    /// <summary>Version of the client library; null where it is not installed.</summary>
    public static string? LibraryVersion => FindVersion();

    private static readonly TimeSpan ReachTimeout = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2.5);
    private const int LoopTimeoutMs = 1000;

    private readonly BrokerAddress _address;
    private readonly Lock _lock = new();
    private readonly ReaderWriterLockSlim _alive = new();
    private readonly TopicNameCache _topics = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<bool>> _answers = new();
    private readonly TaskCompletionSource<int> _connack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _loop;
    private volatile Subscription[] _subscriptions = [];
    private GCHandle _self;
    private nint _client;
    private byte[] _payload = new byte[4096];
    private Exception? _handlerFailure;
    private volatile bool _connected;
    private volatile bool _closing;
    private long _unsent;

    /// <exception cref="UserErrorException">
    /// The library is missing, nothing answers at the address (within 3 s), or the broker refuses.
    /// </exception>
    public MosquittoBus(MosquittoBusOptions options)
    {
        Require();
        _address = options.Address;
        Reachability.Require(_address, ReachTimeout);
        _self = GCHandle.Alloc(this);
        _client = mosquitto_new(options.ClientId, cleanSession: true, GCHandle.ToIntPtr(_self));
        _loop = new(Run) { Name = $"mqtt {options.ClientId}", IsBackground = true };
        try
        {
            Configure(options);
            string host = _address.SocketPath ?? _address.Host;
            int rc = mosquitto_connect(_client, host, _address.Port, options.KeepAliveSec);
            if (rc != Success)
            {
                throw Reachability.Unreachable(_address, rc == 14 ? Marshal.GetPInvokeErrorMessage(Marshal.GetLastSystemError()) : Describe(rc));
            }
        }
        catch
        {
            Destroy();
            throw;
        }
        _loop.Start();
        WaitForConnack();
    }

    public event Action<string>? ConnectionLost;

    public bool IsConnected => _connected;

    public long UnsentCount => Interlocked.Read(ref _unsent);

    public void Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos = QualityOfService.AtMostOnce, bool retain = false)
    {
        TopicFilter.RequireTopic(topic);
        int rc = NoConnection;
        _alive.EnterReadLock();
        try
        {
            if (_client != 0 && _connected)
            {
                fixed (byte* bytes = payload)
                {
                    rc = mosquitto_publish(_client, null, topic, payload.Length, bytes, (int)qos, retain);
                }
            }
        }
        finally
        {
            _alive.ExitReadLock();
        }
        if (rc != Success)
        {
            Interlocked.Increment(ref _unsent);
        }
    }

    public IDisposable Subscribe(string filter, MessageHandler handler, QualityOfService qos = QualityOfService.AtLeastOnce)
    {
        TopicFilter.RequireFilter(filter);
        Subscription subscription = new(filter, handler, qos, Remove);
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }
        Ask((client, id) => mosquitto_subscribe(client, id, filter, (int)qos));
        return subscription;
    }

    /// <summary>Sends what is waiting, says goodbye and ends the thread.</summary>
    public void Dispose()
    {
        _closing = true;
        _connected = false;
        _alive.EnterReadLock();
        try
        {
            if (_client != 0)
            {
                _ = mosquitto_disconnect(_client);
            }
        }
        finally
        {
            _alive.ExitReadLock();
        }
        if (Thread.CurrentThread != _loop && _loop.IsAlive)
        {
            _loop.Join();
        }
    }

    private void Configure(MosquittoBusOptions options)
    {
        BrokerAddress address = options.Address;
        Check(mosquitto_threaded_set(_client, true));
        Check(mosquitto_int_option(_client, OptionProtocolVersion, ProtocolV311));
        Check(mosquitto_int_option(_client, OptionTcpNoDelay, 1));
        if (address.User is not null)
        {
            Check(mosquitto_username_pw_set(_client, address.User, address.Password));
        }
        if (address.Tls)
        {
            string? systemCertificates = address.CaFile is null ? "/etc/ssl/certs" : null;
            Check(mosquitto_tls_set(_client, address.CaFile, systemCertificates, address.CertificateFile, address.KeyFile, 0));
        }
        if (options.LastWillTopic is { } topic)
        {
            ReadOnlySpan<byte> will = StatusText.Offline;
            fixed (byte* payload = will)
            {
                Check(mosquitto_will_set(_client, topic, will.Length, payload, (int)QualityOfService.AtLeastOnce, retain: true));
            }
        }
        mosquitto_connect_callback_set(_client, &OnConnect);
        mosquitto_message_callback_set(_client, &OnMessage);
        mosquitto_subscribe_callback_set(_client, &OnSubscribe);
    }

    private void WaitForConnack()
    {
        string? problem = null;
        try
        {
            bool answered = _connack.Task.Wait(AnswerTimeout);
            problem = !answered ? "it accepts the connection but does not speak MQTT" : _connack.Task.Result != 0 ? DescribeConnack(_connack.Task.Result) : null;
        }
        catch (AggregateException e)
        {
            problem = e.InnerException!.Message;
        }
        if (problem is not null)
        {
            Dispose();
            throw Reachability.Unreachable(_address, problem.TrimEnd('.'));
        }
    }

    /// <summary>The network thread, from connection to the end of the native client.</summary>
    private void Run()
    {
        int rc = Success;
        while (rc == Success && _handlerFailure is null)
        {
            rc = mosquitto_loop(_client, LoopTimeoutMs, maxPackets: 1);
            if (rc == Success && _connack.Task.IsCompleted && _connack.Task.Result != 0)
            {
                break;
            }
        }
        _connected = false;
        string reason = _handlerFailure is { } failure ? $"a message handler failed: {failure}" : Describe(rc);
        Destroy();
        _connack.TrySetException(new IOException(reason));
        foreach (TaskCompletionSource<bool> answer in _answers.Values)
        {
            answer.TrySetResult(false);
        }
        if (!_closing && _connack.Task.IsCompletedSuccessfully && _connack.Task.Result == 0)
        {
            ConnectionLost?.Invoke(_handlerFailure is null ? $"connection to the MQTT broker at {_address.Display} lost ({reason.TrimEnd('.')})" : reason);
        }
    }

    private void Destroy()
    {
        _alive.EnterWriteLock();
        try
        {
            mosquitto_destroy(_client);
            _client = 0;
            _self.Free();
        }
        finally
        {
            _alive.ExitWriteLock();
        }
    }

    private delegate int Request(nint client, int* id);

    /// <summary>Sends a request and, unless on the network thread itself, waits for the broker's answer or the connection's end.</summary>
    private void Ask(Request request)
    {
        TaskCompletionSource<bool>? answer = null;
        _alive.EnterReadLock();
        try
        {
            // The lock keeps the answer from being looked up before its id is known.
            lock (_answers)
            {
                int id = 0;
                if (_client != 0 && request(_client, &id) == Success && Thread.CurrentThread != _loop)
                {
                    answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    _answers[id] = answer;
                }
            }
        }
        finally
        {
            _alive.ExitReadLock();
        }
        answer?.Task.Wait();
    }

    private void Remove(Subscription subscription)
    {
        bool last;
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(s => s != subscription)];
            last = !_subscriptions.Any(s => s.Filter == subscription.Filter);
        }
        if (!last)
        {
            return;
        }
        _alive.EnterReadLock();
        try
        {
            if (_client != 0)
            {
                _ = mosquitto_unsubscribe(_client, null, subscription.Filter);
            }
        }
        finally
        {
            _alive.ExitReadLock();
        }
    }

    private void Receive(Message* message)
    {
        int length = message->PayloadLength;
        if (_payload.Length < length)
        {
            _payload = new byte[Math.Max(length, 2 * _payload.Length)];
        }
        new ReadOnlySpan<byte>(message->Payload, length).CopyTo(_payload);
        string topic = _topics.Get(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message->Topic));
        foreach (Subscription subscription in _subscriptions)
        {
            subscription.Offer(topic, _payload.AsMemory(0, length), replayed: message->Retain != 0);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnect(nint client, nint self, int code)
    {
        MosquittoBus bus = Owner(self);
        bus._connected = code == 0;
        bus._connack.TrySetResult(code);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(nint client, nint self, Message* message)
    {
        MosquittoBus bus = Owner(self);
        if (bus._handlerFailure is not null)
        {
            return;
        }
        try
        {
            bus.Receive(message);
        }
        catch (Exception e)
        {
            // Nothing may unwind through the C library; the loop ends on seeing this.
            bus._handlerFailure = e;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSubscribe(nint client, nint self, int id, int count, int* granted)
    {
        ConcurrentDictionary<int, TaskCompletionSource<bool>> answers = Owner(self)._answers;
        lock (answers)
        {
            if (answers.TryRemove(id, out TaskCompletionSource<bool>? answer))
            {
                answer.TrySetResult(true);
            }
        }
    }

    private static MosquittoBus Owner(nint self) => (MosquittoBus)GCHandle.FromIntPtr(self).Target!;

    private static void Check(int rc)
    {
        if (rc != Success)
        {
            throw new UserErrorException($"The MQTT client cannot be set up: {Describe(rc)}. Check the broker's address, its certificates and the key.");
        }
    }
}
