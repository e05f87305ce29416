using System.Globalization;
using System.Net;
using RoboticsStack.Core;

namespace RoboticsStack.Messaging.Mosquitto;

/// <summary>Where a broker listens and who connects: what fits into one URL.</summary>
/// <remarks>
/// <c>mqtt://[user:password@]host[:1883]</c>, <c>mqtts://[user:password@]host[:8883][?ca=FILE&amp;cert=FILE&amp;key=FILE]</c> or
/// <c>mqtt+unix://[user:password@]localhost/path/to/socket</c>. User and password are percent-encoded.
/// </remarks>
public sealed record BrokerAddress
{
    /// <summary>Host name or address; empty with <see cref="SocketPath"/>.</summary>
    public string Host { get; init; } = "";
    public int Port { get; init; }

    /// <summary>Unix socket in place of host and port.</summary>
    public string? SocketPath { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }
    public bool Tls { get; init; }

    /// <summary>Certificate authorities to trust (PEM); null: those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>Client certificate (PEM), if the broker asks for one.</summary>
    public string? CertificateFile { get; init; }
    public string? KeyFile { get; init; }

    /// <summary>The address without the secrets, for messages.</summary>
    public string Display => SocketPath is not null ? $"mqtt+unix://localhost{SocketPath}" : $"{(Tls ? "mqtts" : "mqtt")}://{DisplayHost}:{Port}";

    /// <summary>A Unix socket or the loopback interface: nothing leaves the machine on the way.</summary>
    public bool IsOnThisMachine => SocketPath is not null || Host == "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private string DisplayHost => Host.Contains(':') ? $"[{Host}]" : Host;

    /// <exception cref="UserErrorException">Not one of the three forms.</exception>
    public static BrokerAddress Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Fragment.Length > 0 || uri.Host.Length == 0)
        {
            throw Unusable(url, "it is not a URL");
        }
        bool unix = uri.Scheme == "mqtt+unix";
        bool tls = uri.Scheme == "mqtts";
        if (!unix && !tls && uri.Scheme != "mqtt")
        {
            throw Unusable(url, $"'{uri.Scheme}' is not a scheme it can have");
        }
        if (unix ? uri.AbsolutePath.Length < 2 : uri.AbsolutePath is not ("" or "/"))
        {
            throw Unusable(url, unix ? "the path of the socket is missing" : "it has a path");
        }
        if (!unix && uri.Port == 0)
        {
            throw Unusable(url, "the port must be 1 to 65535");
        }
        int colon = uri.UserInfo.IndexOf(':');
        Dictionary<string, string> options = ReadQuery(url, uri.Query, tls);
        return new()
        {
            Host = unix ? "" : uri.IdnHost,
            Port = unix ? 0 : uri.Port > 0 ? uri.Port : tls ? 8883 : 1883,
            SocketPath = unix ? Uri.UnescapeDataString(uri.AbsolutePath) : null,
            User = uri.UserInfo.Length == 0 ? null : Uri.UnescapeDataString(colon < 0 ? uri.UserInfo : uri.UserInfo[..colon]),
            Password = colon < 0 ? null : Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]),
            Tls = tls,
            CaFile = ExistingFile(url, options, "ca"),
            CertificateFile = ExistingFile(url, options, "cert"),
            KeyFile = ExistingFile(url, options, "key"),
        };
    }

    /// <summary>The inverse of <see cref="Parse"/>, secrets included: for handing on to a child process through its environment.</summary>
    public string ToUrl()
    {
        string who = User is null ? "" : Uri.EscapeDataString(User) + (Password is null ? "" : ":" + Uri.EscapeDataString(Password)) + "@";
        if (SocketPath is not null)
        {
            return $"mqtt+unix://{who}localhost{string.Join('/', SocketPath.Split('/').Select(Uri.EscapeDataString))}";
        }
        IEnumerable<string> options = new[] { ("ca", CaFile), ("cert", CertificateFile), ("key", KeyFile) }
            .Where(o => o.Item2 is not null)
            .Select(o => $"{o.Item1}={Uri.EscapeDataString(o.Item2!)}");
        string query = string.Join('&', options);
        return string.Create(CultureInfo.InvariantCulture, $"{(Tls ? "mqtts" : "mqtt")}://{who}{DisplayHost}:{Port}{(query.Length > 0 ? "?" : "")}{query}");
    }

    private static Dictionary<string, string> ReadQuery(string url, string query, bool tls)
    {
        Dictionary<string, string> options = [];
        foreach (string part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=', 2);
            if (!tls || pair.Length != 2 || pair[0] is not ("ca" or "cert" or "key"))
            {
                throw Unusable(url, $"the option '{part}' is unknown");
            }
            options[pair[0]] = Uri.UnescapeDataString(pair[1]);
        }
        if (options.ContainsKey("cert") != options.ContainsKey("key"))
        {
            throw Unusable(url, "cert and key go together");
        }
        return options;
    }

    private static string? ExistingFile(string url, Dictionary<string, string> options, string name)
    {
        if (options.TryGetValue(name, out string? path) && !File.Exists(path))
        {
            throw Unusable(url, $"the file '{path}' for {name} does not exist");
        }
        return path;
    }

    private static UserErrorException Unusable(string url, string reason) => new(
        $"Broker address '{WithoutSecrets(url)}' is not usable: {reason}. "
        + "Use mqtt://host:port, mqtts://host:port?ca=FILE&cert=FILE&key=FILE or mqtt+unix://localhost/path/to/socket.");

    private static string WithoutSecrets(string url)
    {
        int at = url.LastIndexOf('@');
        int start = url.IndexOf("://", StringComparison.Ordinal);
        return at > start && start >= 0 ? url[..(start + 3)] + "…" + url[at..] : url;
    }
}
