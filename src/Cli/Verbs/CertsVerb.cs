using System.CommandLine;
using System.Net;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Security;
using Spectre.Console;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot certs: a private authority, for a broker that is not on the robot's own machine.</summary>
internal static class CertsVerb
{
    public static Command Create()
    {
        Option<string> output = new("--out") { Description = "Folder for the certificates; an authority that is there already is used again", DefaultValueFactory = _ => "certs" };
        Option<string[]> hosts = new("--host") { Description = "Name or address that the broker is reached by; may be given several times", DefaultValueFactory = _ => ["localhost", "127.0.0.1"] };
        Option<int> port = new("--port") { Description = "Port that the broker will listen on", DefaultValueFactory = _ => 8883 };
        Option<int> days = new("--days") { Description = "How long the certificates are good for", DefaultValueFactory = _ => 365 };
        Command command = new("certs", "Make certificates for a broker that is not on this machine, and the broker's configuration") { output, hosts, port, days };
        command.SetAction(parsed => Make(parsed.GetValue(output)!, parsed.GetValue(hosts)!, parsed.GetValue(port), parsed.GetValue(days)));
        return command;
    }

    private static void Make(string path, string[] hosts, int port, int days)
    {
        if (hosts.FirstOrDefault(host => Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic) is { } bad)
        {
            throw new UserErrorException($"--host '{bad}' is neither a host name nor an address.");
        }
        if (port is < 1 or > IPEndPoint.MaxPort)
        {
            throw new UserErrorException($"--port {port} is out of range: give 1 to {IPEndPoint.MaxPort}.");
        }
        if (days is < 1 or > 825)
        {
            throw new UserErrorException($"--days {days} is out of range: give 1 to 825.");
        }
        CertificateFolder folder = CertificateFolder.Issue(path, hosts, port, DateTimeOffset.UtcNow, TimeSpan.FromDays(days));
        Table table = new Table().RoundedBorder().AddColumn("on").AddColumn("needs of this folder").AddColumn("may");
        table.AddRow("the broker's machine", "broker.crt, broker.key, ca.crt, access, mosquitto.conf", "relay; start it with mosquitto -c mosquitto.conf");
        table.AddRow("the robot", "gate.crt, gate.key, ca.crt", "publish sensors and what it sent");
        table.AddRow("the brain's machine", "brain.crt, brain.key, ca.crt", "publish plans");
        table.AddRow("the operator's machine", "operator.crt, operator.key, ca.crt", "engage, stop, read everything");
        table.AddRow("any viewer", "viewer.crt, viewer.key, ca.crt", "read everything");
        table.AddRow("a safe place, off the network", "ca.key", "sign more; keep it");
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"Good for {days} days; run the same command again to renew all but the authority.");
        AnsiConsole.MarkupLineInterpolated($"Try it here:  mosquitto -c {folder.ConfigurationFile}  and  ./robot coffee --broker mqtts://{hosts[0]}:{port} --certs {path}");
    }
}
