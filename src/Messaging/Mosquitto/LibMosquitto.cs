using System.Runtime.InteropServices;
using RoboticsStack.Core;

namespace RoboticsStack.Messaging.Mosquitto;

/// <summary>The part of libmosquitto's C interface (mosquitto.h of 2.0) in use here.</summary>
internal static unsafe partial class LibMosquitto
{
    public const string LibraryName = "libmosquitto.so.1";
    public const string PackageName = "libmosquitto1";

    public const int Success = 0;
    public const int NoConnection = 4;

    public const int OptionProtocolVersion = 1;
    public const int OptionTcpNoDelay = 11;
    public const int ProtocolV311 = 4;

    private static readonly Lazy<string?> LoadProblem = new(Load);

    /// <summary>Version of the library; null where it is not installed.</summary>
    public static string? FindVersion()
    {
        if (LoadProblem.Value is not null)
        {
            return null;
        }
        _ = mosquitto_lib_version(out int major, out int minor, out int revision);
        return $"{major}.{minor}.{revision}";
    }

    /// <exception cref="UserErrorException">The library is not installed.</exception>
    public static void Require()
    {
        if (LoadProblem.Value is { } problem)
        {
            throw new UserErrorException(problem);
        }
    }

    public static string Describe(int error) => Marshal.PtrToStringUTF8(mosquitto_strerror(error)) ?? $"error {error}";

    /// <summary>Text of the code in a CONNACK.</summary>
    public static string DescribeConnack(int code) => Marshal.PtrToStringUTF8(mosquitto_connack_string(code)) ?? $"code {code}";

    private static string? Load()
    {
        if (!NativeLibrary.TryLoad(LibraryName, out _))
        {
            return $"The MQTT client library {LibraryName} is not installed. Install the package {PackageName} (apt-get install {PackageName}).";
        }
        int rc = mosquitto_lib_init();
        return rc == Success ? null : $"{LibraryName} does not start: {Describe(rc)}. Reinstall the package {PackageName}.";
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public int Id;
        public byte* Topic;
        public byte* Payload;
        public int PayloadLength;
        public int Qos;
        public byte Retain;
    }

    [LibraryImport(LibraryName)]
    private static partial int mosquitto_lib_init();

    [LibraryImport(LibraryName)]
    private static partial int mosquitto_lib_version(out int major, out int minor, out int revision);

    [LibraryImport(LibraryName)]
    private static partial nint mosquitto_strerror(int error);

    [LibraryImport(LibraryName)]
    private static partial nint mosquitto_connack_string(int code);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint mosquitto_new(string? id, [MarshalAs(UnmanagedType.U1)] bool cleanSession, nint userData);

    [LibraryImport(LibraryName)]
    public static partial void mosquitto_destroy(nint client);

    [LibraryImport(LibraryName)]
    public static partial int mosquitto_threaded_set(nint client, [MarshalAs(UnmanagedType.U1)] bool threaded);

    [LibraryImport(LibraryName)]
    public static partial int mosquitto_int_option(nint client, int option, int value);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_username_pw_set(nint client, string? user, string? password);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_tls_set(nint client, string? caFile, string? caPath, string? certificate, string? key, nint passwordCallback);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_will_set(nint client, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_connect(nint client, string host, int port, int keepAliveSec);

    [LibraryImport(LibraryName)]
    public static partial int mosquitto_disconnect(nint client);

    [LibraryImport(LibraryName)]
    public static partial int mosquitto_loop(nint client, int timeoutMs, int maxPackets);

    [LibraryImport(LibraryName)]
    public static partial int mosquitto_loop_start(nint client);

    [LibraryImport(LibraryName)]
    public static partial int mosquitto_loop_stop(nint client, [MarshalAs(UnmanagedType.U1)] bool force);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_publish(nint client, int* messageId, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_subscribe(nint client, int* messageId, string filter, int qos);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_unsubscribe(nint client, int* messageId, string filter);

    [LibraryImport(LibraryName)]
    public static partial void mosquitto_connect_callback_set(nint client, delegate* unmanaged[Cdecl]<nint, nint, int, void> callback);

    [LibraryImport(LibraryName)]
    public static partial void mosquitto_message_callback_set(nint client, delegate* unmanaged[Cdecl]<nint, nint, Message*, void> callback);

    [LibraryImport(LibraryName)]
    public static partial void mosquitto_subscribe_callback_set(nint client, delegate* unmanaged[Cdecl]<nint, nint, int, int, int*, void> callback);
}
