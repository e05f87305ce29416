using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Mosquitto;

namespace RoboticsStack.Messaging.Broker;

public sealed record BrokerOptions
{
    /// <summary>The robot whose topics the access list is for.</summary>
    public required Topics Topics { get; init; }

    /// <summary>Null: a Unix socket. 0: a free port of the loopback interface. Otherwise that port.</summary>
    public int? Port { get; init; }
}

/// <summary>
/// A mosquitto of one's own: private configuration, a password for each identity made up for this run, an access list. It ends
/// with <see cref="Dispose"/>, and with this process even if that is killed: the kernel kills it then (parent-death signal).
/// </summary>
public sealed class BrokerProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);
    private const int StartAttempts = 5;
    private const int SignalBase = 128;
    private const int MaxLogLines = 200;
    private const int MaxSocketPathLength = 100;

    private readonly string _directory;
    private readonly Dictionary<BrokerIdentity, string> _passwords = [];
    private readonly Queue<string> _log = new();
    private readonly ManualResetEventSlim _ready = new();
    private readonly ManualResetEventSlim _launched = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _keeper;
    private readonly BrokerAddress _address;
    private Process? _process;
    private Exception? _launchFailure;
    private volatile bool _disposing;

    private BrokerProcess(BrokerOptions options)
    {
        _directory = CreateDirectory();
        foreach (BrokerIdentity identity in Enum.GetValues<BrokerIdentity>())
        {
            _passwords[identity] = Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
        }
        int port = options.Port == 0 ? FreePort() : options.Port ?? 0;
        string socket = Path.Combine(_directory, "mqtt.sock");
        _address = options.Port is null ? new() { SocketPath = socket } : new() { Host = IPAddress.Loopback.ToString(), Port = port };
        string listener = options.Port is null ? $"0 {socket}" : $"{port} {IPAddress.Loopback}";
        string passwords = Write("passwords", BrokerFiles.Passwords(_passwords));
        string access = Write("access", BrokerFiles.AccessList(options.Topics.Root));
        string configuration = Write("mosquitto.conf", BrokerFiles.Configuration(listener, passwords, access));

        // The parent-death signal follows the thread that started the child, so that thread must live as long as the child.
        _keeper = new(() => Keep(configuration)) { Name = "mqtt broker", IsBackground = true };
    }

    /// <summary>Raised once if the broker ends by itself, with what it last said.</summary>
    public event Action<string>? Exited;

    public int ProcessId { get; private set; }

    /// <summary>The last lines the broker wrote.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>Starts a broker and returns once it accepts connections.</summary>
    /// <exception cref="UserErrorException">Not installed, port taken, or it ends at once.</exception>
    public static BrokerProcess Start(BrokerOptions options)
    {
        if (options.Port is < 0 or > 65535)
        {
            throw new UserErrorException($"Broker port {options.Port} is out of range: use 1 to 65535, or 0 for a free one.");
        }
        string mosquitto = FindProgram("mosquitto", "mosquitto");
        string setpriv = FindProgram("setpriv", "util-linux");
        string setsid = FindProgram("setsid", "util-linux");
        for (int attempt = 1; ; attempt++)
        {
            if (options.Port is > 0)
            {
                RequireFree(options.Port.Value);
            }
            BrokerProcess broker = new(options) { CommandLine = [setsid, setpriv, "--pdeathsig", "KILL", "--", mosquitto, "-c"] };
            if (broker.Launch() is not { } problem)
            {
                return broker;
            }
            broker.Dispose();

            // Another process may take the free port before mosquitto does.
            if (options.Port != 0 || attempt == StartAttempts)
            {
                throw new UserErrorException($"The MQTT broker at {broker._address.Display} does not start: {problem}");
            }
        }
    }

    /// <summary>How <paramref name="identity"/> connects; hand <see cref="BrokerAddress.ToUrl"/> to a child in its environment.</summary>
    public BrokerAddress AddressFor(BrokerIdentity identity) =>
        _address with { User = BrokerFiles.UserName(identity), Password = _passwords[identity] };

    public void Dispose()
    {
        if (_disposing)
        {
            return;
        }
        _disposing = true;
        if (_process is { } process)
        {
            Terminate(process);
            _keeper.Join();
            process.Dispose();
        }
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>In a session of its own, so that Ctrl-C in the terminal reaches us first and not the broker.</summary>
    private string[] CommandLine { get; init; } = [];

    /// <summary>Null when it runs, else what went wrong.</summary>
    private string? Launch()
    {
        _keeper.Start();
        _launched.Wait();
        if (_launchFailure is not null)
        {
            return _launchFailure.Message;
        }
        WaitHandle[] either = [_ready.WaitHandle, _ended.WaitHandle];
        return WaitHandle.WaitAny(either, StartTimeout) switch
        {
            0 => null,
            1 => $"it ended with code {_process!.ExitCode}: {LastWords()}",
            _ => $"it was not ready within {StartTimeout.TotalSeconds:0} s: {LastWords()}",
        };
    }

    private void Keep(string configuration)
    {
        ProcessStartInfo start = new(CommandLine[0], [.. CommandLine[1..], configuration]) { RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        try
        {
            _process = Process.Start(start)!;
            ProcessId = _process.Id;
        }
        catch (Exception e)
        {
            _launchFailure = e;
            _launched.Set();
            return;
        }
        _launched.Set();
        while (_process.StandardError.ReadLine() is { } line)
        {
            Note(line);
        }
        _process.WaitForExit();
        _ended.Set();
        if (!_disposing && _ready.IsSet)
        {
            int code = _process.ExitCode;
            Exited?.Invoke(code > SignalBase ? $"the MQTT broker was killed (signal {code - SignalBase})" : $"the MQTT broker ended with code {code}: {LastWords()}");
        }
    }

    private void Note(string line)
    {
        lock (_log)
        {
            if (_log.Count == MaxLogLines)
            {
                _log.Dequeue();
            }
            _log.Enqueue(line);
        }

        // Written once all listeners are open.
        if (line.StartsWith("mosquitto version ", StringComparison.Ordinal) && line.EndsWith(" running", StringComparison.Ordinal))
        {
            _ready.Set();
        }
    }

    private string LastWords() => Log.LastOrDefault(l => l.StartsWith("Error", StringComparison.Ordinal)) ?? Log.LastOrDefault() ?? "it said nothing";

    private void Terminate(Process process)
    {
        if (!_ended.IsSet)
        {
            _ = PosixSignals.Send(process.Id, PosixSignals.Terminate);
        }
        if (!_ended.Wait(StopTimeout))
        {
            process.Kill();
        }
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A directory only we may enter, with a path short enough for a Unix socket.</summary>
    private static string CreateDirectory()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UserErrorException("The stack starts its own MQTT broker on Linux only. Give an existing one with --broker URL.");
        }
        string parent = Path.GetTempPath().Length <= MaxSocketPathLength - 40 ? Path.GetTempPath() : "/tmp";
        string path = Path.Combine(parent, $"robot-mqtt-{Convert.ToHexString(RandomNumberGenerator.GetBytes(6))}");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static void RequireFree(int port)
    {
        try
        {
            using TcpListener probe = new(IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException e)
        {
            throw new UserErrorException($"Port {port} cannot be used for the MQTT broker: {e.Message}. Choose another, or 0 for a free one.", e);
        }
    }

    private static string FindProgram(string name, string package)
    {
        string search = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";
        return search.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists)
            ?? throw new UserErrorException($"The program '{name}' is not installed. Install the package {package} (apt-get install {package}), or give an existing broker with --broker URL.");
    }
}
