using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using RoboticsStack.Core;

namespace RoboticsStack.Runtime.Benchmarks;

/// <summary>Runs cyclictest (Debian package rt-tests) and reads its histogram of wake-up latencies.</summary>
public static class Cyclictest
{
    private const int HistogramMicroseconds = 10_000;
    private const int Priority = 80;

    /// <param name="period">Between wake-ups.</param>
    /// <param name="duration">Of the whole.</param>
    /// <param name="processor">That it keeps to; null for any.</param>
    /// <exception cref="UserErrorException">Not installed, or the system does not let it run.</exception>
    public static LatencyCounts Measure(TimeSpan period, TimeSpan duration, int? processor, CancellationToken cancellation)
    {
        string[] withPriority = ["-m", "-p", Text(Priority)];
        string[] common =
        [
            "-q", "-t1", "-i", Text((long)period.TotalMicroseconds), "-h", Text(HistogramMicroseconds),
            "-l", Text((long)(duration / period)), .. processor is { } own ? new[] { "-a", Text(own) } : [],
        ];
        (string output, int code) = Run([.. common, .. withPriority], cancellation);
        if (code != 0)
        {
            // Without the right to a real-time priority it refuses; at an ordinary one it is still the same test as the loop's.
            (output, code) = Run(common, cancellation);
        }
        return Parse(output)
            ?? throw new UserErrorException($"cyclictest gave no histogram (exit code {code}), so the loop has no yardstick: run it by hand to see why.");
    }

    /// <summary>Lines of "microseconds count"; comments start with #. Null if there is none.</summary>
    public static LatencyCounts? Parse(string output)
    {
        LatencyCounts counts = new();
        foreach (string line in output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (line.StartsWith("# Histogram Overflows:", StringComparison.Ordinal))
            {
                counts.Add(HistogramMicroseconds, long.Parse(fields[^1], CultureInfo.InvariantCulture));
            }
            else if (!line.StartsWith('#') && fields.Length == 2 && int.TryParse(fields[0], out int microseconds) && long.TryParse(fields[1], out long count))
            {
                counts.Add(microseconds, count);
            }
        }
        foreach (string line in output.Split('\n').Where(line => line.StartsWith("# Max Latencies:", StringComparison.Ordinal)))
        {
            counts.NoteMaximum(double.Parse(line.Split(':')[1], CultureInfo.InvariantCulture));
        }
        return counts.Total == 0 ? null : counts;
    }

    private static (string Output, int Code) Run(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("cyclictest", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            using CancellationTokenRegistration kill = cancellation.Register(process.Kill);
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return (output, process.ExitCode);
        }
        catch (Win32Exception error)
        {
            throw new UserErrorException("cyclictest is not installed, so the loop has no yardstick: install the Debian package rt-tests and run again.", error);
        }
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
