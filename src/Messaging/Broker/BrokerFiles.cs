using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RoboticsStack.Messaging.Typed;

namespace RoboticsStack.Messaging.Broker;

/// <summary>The files a mosquitto of the stack's own reads: configuration, passwords, access list.</summary>
internal static class BrokerFiles
{
    private const int HashIterations = 101;
    private const int SaltBytes = 12;
    private const int HashBytes = 64;

    /// <summary>As long as receivers take; the longest of our own, an image with its header or a tenth of a second of cycles, has under 100 KiB.</summary>
    public const int MaxMessageBytes = TypedSubscription.DefaultMaxBytes;

    /// <summary>What waits for a client that reads too slowly is bounded: beyond, it loses messages, and the others notice nothing.</summary>
    private const int MaxQueuedMessages = 20_000;
    private const int MaxQueuedBytes = 64 << 20;

    /// <summary>Sent with a guarantee and not yet acknowledged, per client; 20, as it comes, holds back a recording.</summary>
    private const int MaxInflightMessages = 200;

    public static string Configuration(string listener, string passwordFile, string accessFile) => Configuration($"""
        listener {listener}
        allow_anonymous false
        password_file {passwordFile}
        """, accessFile);

    /// <summary>For any interface: both sides show certificates, and the client's common name is its identity.</summary>
    public static string TlsConfiguration(int port, string caFile, string certificateFile, string keyFile, string accessFile) => Configuration($"""
        listener {port.ToString(CultureInfo.InvariantCulture)}
        allow_anonymous false
        cafile {caFile}
        certfile {certificateFile}
        keyfile {keyFile}
        tls_version tlsv1.3
        require_certificate true
        use_identity_as_username true
        """, accessFile);

    private static string Configuration(string listener, string accessFile) => string.Create(CultureInfo.InvariantCulture, $"""
        per_listener_settings false
        {listener}
        acl_file {accessFile}
        user {Environment.UserName}
        persistence false
        set_tcp_nodelay true
        allow_duplicate_messages false
        max_queued_messages {MaxQueuedMessages}
        max_queued_bytes {MaxQueuedBytes}
        max_inflight_messages {MaxInflightMessages}
        message_size_limit {MaxMessageBytes}
        connection_messages false
        log_dest stderr
        log_timestamp false
        log_type error
        log_type warning
        log_type notice
        log_type information

        """);

    /// <summary>Mosquitto's format 7: PBKDF2 with SHA-512, as mosquitto_passwd writes it.</summary>
    public static string Passwords(IReadOnlyDictionary<BrokerIdentity, string> passwords)
    {
        StringBuilder text = new();
        foreach ((BrokerIdentity identity, string password) in passwords)
        {
            byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
            byte[] hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, HashIterations, HashAlgorithmName.SHA512, HashBytes);
            text.Append(CultureInfo.InvariantCulture, $"{UserName(identity)}:$7${HashIterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}\n");
        }
        return text.ToString();
    }

    /// <summary>Only the brain publishes plans, only the gate sensors, only the operator engages; the brain never reads the plant.</summary>
    public static string AccessList(string root) => $"""
        user {UserName(BrokerIdentity.Gate)}
        topic readwrite {root}/sensors/#
        topic readwrite {root}/gate/#
        topic readwrite {root}/plant/#
        topic readwrite {root}/status/gate
        topic write {root}/lockstep/tick
        topic read {root}/lockstep/done
        topic read {root}/plan
        topic read {root}/engage
        topic read {root}/stop
        topic read {root}/control
        topic read {root}/status/brain

        user {UserName(BrokerIdentity.Brain)}
        topic readwrite {root}/plan
        topic readwrite {root}/brain/#
        topic readwrite {root}/status/brain
        topic write {root}/lockstep/done
        topic read {root}/sensors/#
        topic read {root}/gate/#
        topic read {root}/lockstep/tick
        topic read {root}/engage
        topic read {root}/stop
        topic read {root}/status/gate

        user {UserName(BrokerIdentity.Operator)}
        topic read {root}/#
        topic write {root}/engage
        topic write {root}/stop
        topic write {root}/control
        topic readwrite bench/#

        user {UserName(BrokerIdentity.Viewer)}
        topic read {root}/#

        """;

    public static string UserName(BrokerIdentity identity) => identity switch
    {
        BrokerIdentity.Gate => "gate",
        BrokerIdentity.Brain => "brain",
        BrokerIdentity.Operator => "operator",
        BrokerIdentity.Viewer => "viewer",
        _ => throw new ArgumentOutOfRangeException(nameof(identity)),
    };
}
