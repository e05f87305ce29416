using System.Diagnostics;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Cli;

/// <summary>Wall time since a stopwatch was started, for trainings with a budget.</summary>
internal sealed class StopwatchClock(Stopwatch stopwatch) : IClock
{
    public Timestamp Now => Timestamp.FromSeconds(stopwatch.Elapsed.TotalSeconds);
}
