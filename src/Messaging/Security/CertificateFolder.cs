using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Mosquitto;

namespace RoboticsStack.Messaging.Security;

/// <summary>
/// A private authority and what it signed, as PEM files in one folder: for the broker, and for each identity that may connect to it.
/// The certificate's common name is the identity; the broker's access list gives rights by that name.
/// </summary>
public sealed class CertificateFolder
{
    private const string Authority = "ca";
    private const string Broker = "broker";
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;

    private CertificateFolder(string path) => _path = Path.GetFullPath(path);

    public string CaFile => CertificateOf(Authority);

    /// <summary>Configuration for a mosquitto that takes only these certificates.</summary>
    public string ConfigurationFile => Path.Combine(_path, "mosquitto.conf");

    /// <summary>Makes what is missing and renews what an existing authority has signed; the authority itself is never replaced.</summary>
    /// <param name="path">Made if missing, then only its owner may enter it.</param>
    /// <param name="hosts">Names and addresses that the broker is reached by.</param>
    /// <param name="port">Where that broker will listen.</param>
    /// <param name="now">Certificates are valid from a day before, so that clocks may differ.</param>
    /// <param name="lifetime">Of what is signed; the authority lives ten years.</param>
    /// <exception cref="UserErrorException">The folder cannot be written, or its authority cannot be used.</exception>
    public static CertificateFolder Issue(string path, IReadOnlyList<string> hosts, int port, DateTimeOffset now, TimeSpan lifetime)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UserErrorException("Certificates are made on Linux only, where the rights of their files can be kept to their owner.");
        }
        CertificateFolder folder = new(path);
        try
        {
            Directory.CreateDirectory(folder._path);
            File.SetUnixFileMode(folder._path, OnlyOwner | UnixFileMode.UserExecute);
            using X509Certificate2 authority = folder.OpenAuthority(now) ?? folder.MakeAuthority(now);
            DateTimeOffset end = now + lifetime < authority.NotAfter ? now + lifetime : authority.NotAfter;
            folder.Write(Broker, authority, hosts, now, end);
            foreach (BrokerIdentity identity in Enum.GetValues<BrokerIdentity>())
            {
                folder.Write(BrokerFiles.UserName(identity), authority, [], now, end);
            }
            string access = Path.Combine(folder._path, "access");
            WriteFile(access, BrokerFiles.AccessList("robot/+"));
            WriteFile(folder.ConfigurationFile, BrokerFiles.TlsConfiguration(port, folder.CaFile, folder.CertificateOf(Broker), folder.KeyOf(Broker), access));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Certificates cannot be written to '{path}': {e.Message} Choose another folder with --out.", e);
        }
        return folder;
    }

    /// <exception cref="UserErrorException">Something that <paramref name="identity"/> needs is not there.</exception>
    public static BrokerAddress Present(string path, BrokerIdentity identity, BrokerAddress address)
    {
        CertificateFolder folder = new(path);
        string name = BrokerFiles.UserName(identity);
        foreach (string file in new[] { folder.CaFile, folder.CertificateOf(name), folder.KeyOf(name) })
        {
            if (!File.Exists(file))
            {
                throw new UserErrorException($"The certificate file '{file}' is missing. Make certificates with './robot certs --out {path}'.");
            }
        }
        return address with { CaFile = folder.CaFile, CertificateFile = folder.CertificateOf(name), KeyFile = folder.KeyOf(name) };
    }

    private string CertificateOf(string name) => Path.Combine(_path, $"{name}.crt");

    private string KeyOf(string name) => Path.Combine(_path, $"{name}.key");

    private X509Certificate2? OpenAuthority(DateTimeOffset now)
    {
        bool hasCertificate = File.Exists(CaFile), hasKey = File.Exists(KeyOf(Authority));
        if (!hasCertificate && !hasKey)
        {
            return null;
        }
        string mend = $"Put the authority's two files back, or start anew in another folder with --out; then every certificate has to be handed out again.";
        if (!hasCertificate || !hasKey)
        {
            throw new UserErrorException($"The authority in '{_path}' is incomplete: {(hasKey ? Authority + ".crt" : Authority + ".key")} is missing. {mend}");
        }
        X509Certificate2 authority;
        try
        {
            authority = X509Certificate2.CreateFromPemFile(CaFile, KeyOf(Authority));
        }
        catch (CryptographicException e)
        {
            throw new UserErrorException($"The authority in '{_path}' cannot be read: {e.Message} {mend}", e);
        }
        return authority.NotAfter > now ? authority : throw new UserErrorException($"The authority in '{_path}' ran out on {authority.NotAfter:yyyy-MM-dd}. {mend}");
    }

    [SupportedOSPlatform("linux")]
    private X509Certificate2 MakeAuthority(DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=RoboticsStack private authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        X509Certificate2 authority = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        WriteFile(KeyOf(Authority), key.ExportPkcs8PrivateKeyPem());
        WriteFile(CaFile, authority.ExportCertificatePem());
        return authority;
    }

    [SupportedOSPlatform("linux")]
    private void Write(string name, X509Certificate2 authority, IReadOnlyList<string> hosts, DateTimeOffset now, DateTimeOffset end)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        bool isServer = hosts.Count > 0;
        string purpose = isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2"; // server and client authentication, RFC 5280 section 4.2.1.12
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (isServer)
        {
            SubjectAlternativeNameBuilder names = new();
            foreach (string host in hosts)
            {
                if (IPAddress.TryParse(host, out IPAddress? address))
                {
                    names.AddIpAddress(address);
                }
                else
                {
                    names.AddDnsName(host);
                }
            }
            request.CertificateExtensions.Add(names.Build());
        }
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        using X509Certificate2 certificate = request.Create(authority, now.AddDays(-1) > authority.NotBefore ? now.AddDays(-1) : authority.NotBefore, end, serial);
        WriteFile(KeyOf(name), key.ExportPkcs8PrivateKeyPem());
        WriteFile(CertificateOf(name), certificate.ExportCertificatePem());
    }

    /// <summary>Under another name first: a write that fails leaves the file as it was.</summary>
    [SupportedOSPlatform("linux")]
    private static void WriteFile(string path, string text)
    {
        string draft = path + ".new";
        using (FileStream stream = new(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OnlyOwner }))
        using (StreamWriter writer = new(stream))
        {
            writer.Write(text);
        }
        File.Move(draft, path, overwrite: true);
    }
}
