using System.Net.Sockets;
using RoboticsStack.Core;

namespace RoboticsStack.Messaging.Mosquitto;

/// <summary>Finds out in bounded time whether anything listens at an address; the C library's own connect may block for minutes.</summary>
internal static class Reachability
{
    /// <exception cref="UserErrorException">Nothing answers there.</exception>
    public static void Require(BrokerAddress address, TimeSpan timeout)
    {
        using CancellationTokenSource expiry = new(timeout);
        try
        {
            if (address.SocketPath is not null)
            {
                using Socket unix = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                unix.Connect(new UnixDomainSocketEndPoint(address.SocketPath));
                return;
            }
            using TcpClient tcp = new();
            tcp.ConnectAsync(address.Host, address.Port, expiry.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw Unreachable(address, $"no answer within {timeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw Unreachable(address, e.Message);
        }
    }

    public static UserErrorException Unreachable(BrokerAddress address, string reason) => new(
        $"No connection to the MQTT broker at {address.Display}: {reason}. "
        + "Check that it runs and that address, user and password are right; without --broker the stack starts its own.");
}
