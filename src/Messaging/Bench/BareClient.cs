using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RoboticsStack.Messaging.Mosquitto;
using static RoboticsStack.Messaging.Mosquitto.LibMosquitto;

namespace RoboticsStack.Messaging.Bench;

/// <summary>libmosquitto with nothing around it: the yardstick.</summary>
internal sealed unsafe class BareClient : IDisposable
{
    public delegate void Handler(ReadOnlySpan<byte> payload);

    private readonly ManualResetEventSlim _subscribed = new();
    private readonly Handler _handler;
    private readonly string _filter;
    private readonly nint _client;
    private GCHandle _self;

    public BareClient(BrokerAddress address, string filter, Handler handler)
    {
        Require();
        _handler = handler;
        _filter = filter;
        _self = GCHandle.Alloc(this);
        _client = mosquitto_new(null, cleanSession: true, GCHandle.ToIntPtr(_self));
        _ = mosquitto_int_option(_client, OptionTcpNoDelay, 1);
        if (address.User is not null)
        {
            _ = mosquitto_username_pw_set(_client, address.User, address.Password);
        }
        mosquitto_connect_callback_set(_client, &OnConnect);
        mosquitto_message_callback_set(_client, &OnMessage);
        mosquitto_subscribe_callback_set(_client, &OnSubscribe);
        int rc = mosquitto_connect(_client, address.SocketPath ?? address.Host, address.Port, 5);
        if (rc != Success)
        {
            Free();
            throw Reachability.Unreachable(address, Describe(rc));
        }
        _ = mosquitto_loop_start(_client);
    }

    public void WaitUntilSubscribed() => _subscribed.Wait();

    public void Publish(string topic, ReadOnlySpan<byte> payload)
    {
        fixed (byte* bytes = payload)
        {
            _ = mosquitto_publish(_client, null, topic, payload.Length, bytes, 0, retain: false);
        }
    }

    public void Dispose()
    {
        _ = mosquitto_disconnect(_client);
        _ = mosquitto_loop_stop(_client, force: false);
        Free();
    }

    private void Free()
    {
        mosquitto_destroy(_client);
        _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnect(nint client, nint self, int code) => _ = mosquitto_subscribe(client, null, Owner(self)._filter, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSubscribe(nint client, nint self, int id, int count, int* granted) => Owner(self)._subscribed.Set();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(nint client, nint self, Message* message) =>
        Owner(self)._handler(new ReadOnlySpan<byte>(message->Payload, message->PayloadLength));

    private static BareClient Owner(nint self) => (BareClient)GCHandle.FromIntPtr(self).Target!;
}
