using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text;
using RoboticsStack.Runtime.Processes;

namespace RoboticsStack.Scenario.Tests;

/// <summary>The program as a user starts it, with its children.</summary>
internal sealed class ProcessRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ProcessRun(string directory, IEnumerable<string> arguments)
    {
        OutputDirectory = directory;
        // Tests that were started in the background hand down an ignored interrupt, which a program rightly goes on ignoring.
        string program = Path.Combine(AppContext.BaseDirectory, "robotics-stack.dll");
        ProcessStartInfo start = new("env", ["--default-signal=INT", "dotnet", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string OutputDirectory { get; }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public JsonElement Summary => JsonDocument.Parse(File.ReadAllText(Path.Combine(OutputDirectory, "summary.json"))).RootElement;

    public static ProcessRun Start(params string[] arguments) => new("", arguments);

    public static ProcessRun Coffee(string model, double timeLimitSec, params string[] more)
    {
        string directory = Directory.CreateTempSubdirectory("process-run-").FullName;
        string limit = timeLimitSec.ToString(CultureInfo.InvariantCulture);
        return new(directory, ["coffee", "--seed", "3", "--quiet", "--model", model, "--out", directory, "--time-limit", limit, .. more]);
    }

    /// <summary>The exit code.</summary>
    public int Wait()
    {
        Assert.True(_process.WaitForExit(Patience), $"still running after {Patience.TotalSeconds} s:\n{Output}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Waits until the robot drives: everything is up and some seconds of sensors are recorded.</summary>
    public void WaitUntilMoving()
    {
        Stopwatch waited = Stopwatch.StartNew();
        FileInfo log = new(Path.Combine(OutputDirectory, "run.mcap"));
        const long someSeconds = 1_500_000;
        while (!log.Exists || log.Length < someSeconds)
        {
            Assert.True(waited.Elapsed < Patience && !_process.HasExited, $"did not get going:\n{Output}");
            Thread.Sleep(50);
            log.Refresh();
        }
    }

    /// <summary>Process ids of gate, brain and broker.</summary>
    public IReadOnlyDictionary<string, int> Children()
    {
        Dictionary<string, int> children = [];
        foreach (string directory in Directory.GetDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                string[] command = File.ReadAllText(Path.Combine(directory, "cmdline")).Split('\0');
                string status = File.ReadAllText(Path.Combine(directory, "status"));
                if (status.Contains($"\nPPid:\t{_process.Id}\n", StringComparison.Ordinal))
                {
                    string name = command[0].EndsWith("mosquitto", StringComparison.Ordinal) ? "broker" : command[2];
                    children[name] = int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }
        return children;
    }

    public void Signal(int signal) => Kill(_process.Id, signal);

    public static void Kill(int process, int signal) => Assert.True(Signals.Send(process, signal), $"signal {signal} to process {process} was refused");

    /// <summary>A zombie that nobody has collected yet does not run.</summary>
    public static bool IsRunning(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/status").Contains("State:\tZ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static bool AllEndWithin(IEnumerable<int> processes, TimeSpan limit)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (processes.Any(IsRunning))
        {
            if (waited.Elapsed > limit)
            {
                return false;
            }
            Thread.Sleep(20);
        }
        return true;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
        if (OutputDirectory.Length > 0)
        {
            Directory.Delete(OutputDirectory, recursive: true);
        }
    }

    /// <summary>No line means that one of the two streams has ended, perhaps before the other said anything.</summary>
    private void Note(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
