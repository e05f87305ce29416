using System.Net.Sockets;
using System.Text;

namespace RoboticsStack.Runtime.Gate.Standalone;

/// <summary>Tells systemd that the service is up and alive (sd_notify(3)); does nothing where nobody listens.</summary>
internal sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;

    /// <param name="address">Value of NOTIFY_SOCKET; a leading @ stands for an abstract socket.</param>
    public SystemdNotifier(string? address)
    {
        if (string.IsNullOrEmpty(address))
        {
            return;
        }
        string path = address[0] == '@' ? "\0" + address[1..] : address;
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        _socket.Connect(new UnixDomainSocketEndPoint(path));
    }

    public void Ready() => Send("READY=1");

    /// <param name="status">A line for people.</param>
    public void Alive(string status) => Send($"WATCHDOG=1\nSTATUS={status}");

    public void Stopping() => Send("STOPPING=1");

    public void Dispose() => _socket?.Dispose();

    private void Send(string text)
    {
        try
        {
            _socket?.Send(Encoding.UTF8.GetBytes(text));
        }
        catch (SocketException)
        {
            // Without anyone to tell, there is nothing to do but to go on.
        }
    }
}
