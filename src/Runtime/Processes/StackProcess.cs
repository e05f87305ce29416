using System.ComponentModel;
using System.Diagnostics;
using RoboticsStack.Core;

namespace RoboticsStack.Runtime.Processes;

/// <summary>
/// One part of the stack in a process of its own: this program again, with another verb. Its output goes to a log file; its standard input is
/// a pipe held open by us, and the child leaves when that pipe closes, so that it cannot outlive a crashed parent.
/// </summary>
public sealed class StackProcess : IDisposable
{
    /// <summary>How a process of this program begins the line that says why it leaves.</summary>
    private const string ComplaintPrefix = "robot: ";
    private const int SignalBase = 128;
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly List<string> _complaints = [];

    private StackProcess(string name, Process process, StreamWriter log)
    {
        (Name, _process, _log) = (name, process, log);
    }

    /// <summary>
    /// For a gate in real time. Whatever suspends its threads holds up its loop: code is compiled once and for all, and the little that the process
    /// allocates beside the loop fits into the youngest generation for a long time.
    /// </summary>
    public static IReadOnlyDictionary<string, string> RealTimeEnvironment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_GCgen0size"] = "0x8000000",
    };

    public string Name { get; }
    public int Id => _process.Id;
    public bool HasExited => _process.HasExited;
    public int ExitCode => _process.ExitCode;

    /// <summary>The lines in which the process said what was wrong; all of them once it has exited.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            if (_process.HasExited)
            {
                // Its output may still be on the way to us.
                _process.WaitForExit();
            }
            lock (_log)
            {
                return [.. _complaints];
            }
        }
    }
    public System.Threading.Tasks.Task Exited => _process.WaitForExitAsync();

    /// <param name="name">For people: "gate", "brain".</param>
    /// <param name="arguments">The verb and its options; no secrets, they show in the process list.</param>
    /// <param name="environment">Added to the environment; the place for secrets.</param>
    /// <param name="logFile">Receives standard output and standard error.</param>
    public static StackProcess Start(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string logFile)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        foreach ((string key, string value) in environment)
        {
            start.Environment[key] = value;
        }
        StreamWriter log = new(logFile) { AutoFlush = true };
        try
        {
            Process process = Process.Start(start)!;
            StackProcess child = new(name, process, log);
            process.OutputDataReceived += (_, line) => child.WriteLine(line.Data);
            process.ErrorDataReceived += (_, line) => child.WriteLine(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return child;
        }
        catch (Win32Exception error)
        {
            log.Dispose();
            throw new UserErrorException($"The {name} process could not be started: {error.Message}.", error);
        }
    }

    /// <summary>Asks politely (SIGTERM), then insists (SIGKILL) after <paramref name="patience"/>.</summary>
    public void Stop(TimeSpan patience)
    {
        if (!_process.HasExited)
        {
            _ = Signals.Send(_process.Id, Signals.Terminate);
            if (!_process.WaitForExit(patience))
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }
        }
    }

    public void Dispose()
    {
        Stop(TimeSpan.FromSeconds(3));
        _process.WaitForExit();
        _process.Dispose();
        lock (_log)
        {
            KeepGoing(_log.Dispose);
        }
    }

    /// <summary>How it ended, for people.</summary>
    public string DescribeExit() => _process.ExitCode > SignalBase
        ? $"the {Name} was killed (signal {_process.ExitCode - SignalBase})"
        : $"the {Name} ended early (exit code {_process.ExitCode})";

    private void WriteLine(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (_log)
        {
            if (line.StartsWith(ComplaintPrefix, StringComparison.Ordinal))
            {
                _complaints.Add(line[ComplaintPrefix.Length..]);
            }
            KeepGoing(() => _log.WriteLine(line));
        }
    }

    /// <summary>A disk that is full costs the log, not the run.</summary>
    private static void KeepGoing(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // There is nowhere to say so.
        }
    }
}
