using System.Globalization;

namespace RoboticsStack.Runtime.Benchmarks;

/// <summary>Whether other work shares the processors, which no bench can measure away.</summary>
public static class MachineLoad
{
    private const double QuietShare = 0.25;

    /// <summary>A warning for a bench's notes; null on a quiet machine or where the system does not say.</summary>
    public static string? Warning() => File.Exists("/proc/loadavg") ? Warning(File.ReadAllText("/proc/loadavg"), Environment.ProcessorCount) : null;

    public static string? Warning(string loadAverages, int processors)
    {
        double lastMinute = double.Parse(loadAverages.Split(' ')[0], CultureInfo.InvariantCulture);
        return lastMinute <= QuietShare * processors
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the machine was busy when this began (load {lastMinute:F1} on {processors} processors): trust the ratios, not the times");
    }
}
