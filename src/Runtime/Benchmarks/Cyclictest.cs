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

    /// <exception cref="UserErrorException">Not installed, or the system does not let it run.</exception>
    public static BenchFigure Measure(string name, TimeSpan period, TimeSpan duration, CancellationToken cancellation)
    {
        string[] withPriority = ["-m", "-p", Text(Priority)];
        string[] common =
        [
            "-q", "-t1", "-i", Text((long)period.TotalMicroseconds), "-h", Text(HistogramMicroseconds),
            "-l", Text((long)(duration / period)),
        ];
        (string output, int code) = Run([.. common, .. withPriority], cancellation);
        if (code != 0)
        {
            // Without the right to a real-time priority it refuses; at an ordinary one it is still the same test as the loop's.
            (output, code) = Run(common, cancellation);
        }
        return Parse(name, output)
            ?? throw new UserErrorException($"cyclictest gave no histogram (exit code {code}), so the loop has no yardstick: run it by hand to see why.");
    }

    /// <summary>Lines of "microseconds count"; comments start with #.</summary>
    public static BenchFigure? Parse(string name, string output)
    {
        SortedDictionary<int, long> counts = [];
        double worst = 0;
        foreach (string line in output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# Max Latencies:", StringComparison.Ordinal))
            {
                worst = double.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
            }
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (!line.StartsWith('#') && fields.Length == 2 && int.TryParse(fields[0], out int microseconds) && long.TryParse(fields[1], out long count) && count > 0)
            {
                counts[microseconds] = count;
            }
        }
        long total = counts.Values.Sum();
        return total == 0 ? null : new BenchFigure
        {
            Name = name,
            Unit = "µs late",
            Median = At(0.5),
            P90 = At(0.9),
            P99 = At(0.99),
            Worst = Math.Max(worst, counts.Keys.Max()),
            Samples = (int)total,
        };

        double At(double share)
        {
            long wanted = (long)Math.Ceiling(share * total);
            long seen = 0;
            foreach ((int microseconds, long count) in counts)
            {
                seen += count;
                if (seen >= wanted)
                {
                    return microseconds;
                }
            }
            return counts.Keys.Max();
        }
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
