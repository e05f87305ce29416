using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RoboticsStack.Scenario.Tests;

/// <summary>What a user can get wrong ends in one line and exit code 2.</summary>
[Collection("processes")]
public sealed class ProcessInputTests(ProcessModel model)
{
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("--bogus", "", "--bogus")]
    [InlineData("--seed", "seven", "whole number")]
    [InlineData("--seed", "-1", "whole number")]
    [InlineData("--robot", "r2d2", "home_manipulator")]
    [InlineData("--planner", "magic", "magic")]
    [InlineData("--time-limit", "NaN", "--time-limit")]
    [InlineData("--latency", "0.5", "--latency")]
    [InlineData("--speed", "-1", "--speed")]
    [InlineData("--broker", "mqtt://127.0.0.1:9", "127.0.0.1:9")]
    [InlineData("--broker", "http://here", "http")]
    [InlineData("--out", "/proc/nowhere", "--out")]
    public void A_bad_option(string option, string value, string expected)
    {
        Stopwatch took = Stopwatch.StartNew();
        using ProcessRun run = ProcessRun.Start(["coffee", option, .. value.Length > 0 ? new[] { value } : []]);
        Fails(run, expected);
        Assert.True(took.Elapsed < Quick + Quick, $"took {took.Elapsed.TotalSeconds:F1} s");
    }

    [Fact]
    public void A_port_that_is_taken()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using ProcessRun run = ProcessRun.Coffee(model.Path, 6, "--broker-port", port);
        Fails(run, port);
    }

    [Fact]
    public void A_page_on_a_port_that_is_taken()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using ProcessRun run = ProcessRun.Coffee(model.Path, 6, "--view", "--port", port);
        Fails(run, port);
    }

    [Fact]
    public void A_view_of_what_is_no_recording()
    {
        using (ProcessRun missing = ProcessRun.Start("view", "/nowhere/run.mcap", "--port", "0"))
        {
            Fails(missing, "/nowhere/run.mcap");
        }
        using ProcessRun other = ProcessRun.Start("view", Path.Combine(model.Path, "manifest.json"), "--port", "0");
        Fails(other, "MCAP");
    }

    [Theory]
    [InlineData("manifest.json", "missing")]
    [InlineData("planner.onnx", "missing")]
    [InlineData("planner.onnx", "truncated")]
    [InlineData("encoder.onnx", "altered")]
    public void A_model_file_that_is_not_what_it_was(string file, string damage)
    {
        string copy = Directory.CreateTempSubdirectory("process-broken-").FullName;
        foreach (string source in Directory.GetFiles(model.Path))
        {
            File.Copy(source, Path.Combine(copy, Path.GetFileName(source)));
        }
        string victim = Path.Combine(copy, file);
        byte[] bytes = File.ReadAllBytes(victim);
        switch (damage)
        {
            case "missing":
                File.Delete(victim);
                break;
            case "truncated":
                File.WriteAllBytes(victim, bytes[..(bytes.Length / 2)]);
                break;
            default:
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(victim, bytes);
                break;
        }
        using (ProcessRun run = ProcessRun.Coffee(copy, 6))
        {
            Fails(run, file);
        }
        Directory.Delete(copy, recursive: true);
    }

    private static void Fails(ProcessRun run, string expected)
    {
        Assert.Equal(2, run.Wait());
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.True(lines.Length == 1, run.Output);
        Assert.StartsWith("robot: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(expected, lines[0], StringComparison.Ordinal);
    }
}
