using System.Globalization;

namespace RoboticsStack.Cli.Benchmarks.Training;

/// <summary>The most memory this process has held since the last reset, as Linux counts it.</summary>
internal static class PeakMemory
{
    public static double Megabytes
    {
        get
        {
            string? line = File.ReadLines("/proc/self/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            string kibibytes = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] ?? "0";
            return double.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
    }

    /// <summary>Forgets the peak so far; garbage of earlier work goes first.</summary>
    public static void Reset()
    {
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
    }
}
