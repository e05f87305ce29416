using System.Diagnostics;
using System.Security.Cryptography;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Foxglove;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Processes;

namespace RoboticsStack.Runtime.Runs;

/// <summary>
/// One coffee run in its processes: broker, gate with the simulated plant, brain. Starts them, records what passes over the bus, engages the
/// robot once both are up, and takes everything down again whatever happens.
/// </summary>
public sealed class CoffeeSession : IDisposable
{
    /// <summary>Environment variable that carries the broker's address, password included, to a child.</summary>
    public const string BrokerVariable = "ROBOTICS_STACK_BROKER";
    public const string RecordingFile = "run.mcap";
    public const string SummaryFile = "summary.json";

    /// <summary>Exit code of a child that found something the user can mend.</summary>
    private const int UserErrorCode = 2;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly CoffeeOptions _options;
    private readonly string _directory;
    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private readonly BrokerProcess? _broker;
    private readonly MosquittoBus _bus;
    private readonly RunRecorder? _recorder;
    private readonly RunFigures _figures;
    private readonly StackProcess _gate;
    private readonly StackProcess _brain;
    private readonly ManualResetEventSlim _gateOnline = new();
    private readonly ManualResetEventSlim _brainOnline = new();
    private readonly ManualResetEventSlim _gateDone = new();
    private readonly Kitchen _kitchen;
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Topics _topics;
    private volatile string? _brokerEnd;
    private readonly ulong _runId;

    private CoffeeSession(CoffeeOptions options, RobotDescription robot, string directory)
    {
        _options = options;
        _directory = directory;
        _runId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;
        _topics = ChildRun.TopicsOf(options, _runId);
        _kitchen = KitchenGenerator.Generate(options.Seed).WithWalkers(options.People);
        Scene = SceneReplay.Of(_kitchen, robot);
        BrokerAddress AddressFor(BrokerIdentity identity) =>
            _broker?.AddressFor(identity) ?? options.ExistingBroker(identity);
        _broker = options.BrokerUrl is null ? BrokerProcess.Start(new BrokerOptions { Topics = _topics, Port = options.BrokerPort }) : null;
        try
        {
            if (_broker is not null)
            {
                _broker.Exited += reason =>
                {
                    _brokerEnd = reason;
                    _lost.TrySetResult(reason);
                };
            }
            _bus = new MosquittoBus(new MosquittoBusOptions { Address = AddressFor(BrokerIdentity.Operator), ClientId = $"operator-{_runId:x}" });
            _bus.ConnectionLost += reason => _lost.TrySetResult(reason);
            _figures = new RunFigures(_bus, _topics);
            _recorder = options.Record
                ? RunRecording.Start(
                    _bus, _topics, Path.Combine(directory, RecordingFile), options, _runId, robot, Scene, new FoxgloveChannels(_topics, RobotModels.Of(robot), Scene))
                : null;
            WatchStatus(_topics.GateStatus, _gateOnline, _gateDone);
            WatchStatus(_topics.BrainStatus, _brainOnline, null);
            _gate = StackProcess.Start("gate", ChildArguments(["gate", "child"], options, directory), GateEnvironment(AddressFor(BrokerIdentity.Gate), options.RealTime), Path.Combine(directory, "gate.log"));
            _brain = StackProcess.Start("brain", ChildArguments(["brain", "child"], options, directory), Environment(AddressFor(BrokerIdentity.Brain)), Path.Combine(directory, "brain.log"));
        }
        catch
        {
            _brain?.Dispose();
            _gate?.Dispose();
            _recorder?.Dispose();
            _bus?.Dispose();
            _broker?.Dispose();
            throw;
        }
    }

    public RunFigures Figures => _figures;

    /// <summary>The operator's connection: reads everything, may engage, stop and hold back the run.</summary>
    public IMessageBus Bus => _bus;
    public Topics Topics => _topics;
    public ulong RunId => _runId;

    /// <summary>The run's kitchen and robot, as drawn.</summary>
    public ReplayScene Scene { get; }

    /// <summary>Messages that the recording lacks so far.</summary>
    public long UnrecordedCount => _recorder?.DroppedCount ?? 0;
    public TimeSpan WallTime => _wall.Elapsed;

    /// <summary>Why the recording has broken off; null while it has not.</summary>
    public string? RecordingFailure => _recorder?.Failure?.Message;

    /// <summary>Wall time from engaging the robot to the end of the run.</summary>
    public TimeSpan ActiveTime { get; private set; }
    public int GateProcessId => _gate.Id;
    public int BrainProcessId => _brain.Id;
    public int? BrokerProcessId => _broker?.ProcessId;

    /// <param name="options">Of the run.</param>
    /// <param name="robot">Description of the robot that the options name.</param>
    /// <param name="directory">For the run's files; made if missing.</param>
    /// <exception cref="UserErrorException">Broker, robot or folder cannot be used.</exception>
    public static CoffeeSession Start(CoffeeOptions options, RobotDescription robot, string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The folder '{directory}' cannot be made: {e.Message} Choose another place with --out.", e);
        }
        return new CoffeeSession(options, robot, directory);
    }

    /// <summary>Engages and waits for the end. Returns null after an orderly end, otherwise what went wrong.</summary>
    /// <exception cref="UserErrorException">A process did not start because of something the user can mend.</exception>
    public async System.Threading.Tasks.Task<string?> RunAsync(CancellationToken cancellation)
    {
        string? startFailure = await System.Threading.Tasks.Task.Run(() => WaitUntilOnline(cancellation), CancellationToken.None);
        if (startFailure is not null)
        {
            return startFailure;
        }
        new MessageWriter<EngageRequest>(_bus, _topics.Engage, new MessageSource("operator", _runId), QualityOfService.AtLeastOnce)
            .Publish(new EngageRequest(), Timestamp.Zero, Timestamp.Zero);
        TimeSpan engaged = WallTime;
        System.Threading.Tasks.Task stopped = System.Threading.Tasks.Task.Delay(Timeout.Infinite, cancellation);
        await System.Threading.Tasks.Task.WhenAny(_gate.Exited, _brain.Exited, _lost.Task, stopped);
        ActiveTime = WallTime - engaged;
        if (cancellation.IsCancellationRequested)
        {
            _gate.Stop(StopPatience);
            return WithGatesWord("stopped by the user");
        }
        // Whichever went first, the gate brakes by itself and leaves.
        await System.Threading.Tasks.Task.WhenAny(_gate.Exited, System.Threading.Tasks.Task.Delay(StopPatience, CancellationToken.None));
        if (_lost.Task.IsCompleted)
        {
            return WithGatesWord(_brokerEnd ?? await _lost.Task);
        }
        if (_gate.HasExited && _gate.ExitCode == 0)
        {
            _gateDone.Wait(TimeSpan.FromSeconds(2), CancellationToken.None);
            return null;
        }
        return _brain.HasExited ? WithGatesWord(_brain.DescribeExit()) : Complaint(_gate) ?? $"{_gate.DescribeExit()}; see gate.log";
    }

    /// <summary>Takes all processes down, closes the recording and writes summary.json.</summary>
    public RunSummary Finish(string? failure)
    {
        _gate.Stop(StopPatience);
        _brain.Stop(StopPatience);
        _recorder?.Dispose();
        string hashFile = Path.Combine(_directory, RunSummaries.CommandHashFile);
        string commandHash = File.Exists(hashFile) ? File.ReadAllText(hashFile).Trim() : "";
        RunSummary summary = RunSummaries.From(_options, _figures.Snapshot(), failure, commandHash, _wall.Elapsed.TotalSeconds) with
        {
            Kitchen = _kitchen.LayoutName,
            Recording = _recorder?.Summary(),
        };
        try
        {
            File.WriteAllText(Path.Combine(_directory, SummaryFile), summary.ToJson());
        }
        catch (IOException)
        {
            // A full disk: the caller has the summary, and the report will say that the file is missing.
        }
        return summary;
    }

    public void Dispose()
    {
        _gate.Dispose();
        _brain.Dispose();
        _recorder?.Dispose();
        _figures.Dispose();
        _bus.Dispose();
        _broker?.Dispose();
    }

    private static Dictionary<string, string> Environment(BrokerAddress address) => new() { [BrokerVariable] = address.ToUrl() };

    private static Dictionary<string, string> GateEnvironment(BrokerAddress address, bool realTime)
    {
        Dictionary<string, string> environment = Environment(address);
        return realTime ? new(environment.Concat(StackProcess.RealTimeEnvironment)) : environment;
    }

    private string[] ChildArguments(string[] verb, CoffeeOptions options, string directory) =>
    [
        .. verb, "--run", _runId.ToString("x"), "--robot", options.Robot, "--model", options.ModelDirectory, "--seed", options.Seed.ToString(),
        "--latency", FormattableString.Invariant($"{options.PlanningLatencySec}"),
        "--time-limit", FormattableString.Invariant($"{options.TimeLimitSec}"),
        "--planner", options.Planner.ToString().ToLowerInvariant(), "--check", options.PhysicsCheck ? "on" : "off", "--out", directory,
        "--people", FormattableString.Invariant($"{options.People}"), .. options.RealTime ? new[] { "--real-time" } : [], "--speed", FormattableString.Invariant($"{options.Speed}"),
        .. options.TelemetryUrl is { } telemetry ? new[] { "--telemetry", telemetry } : [],
    ];

    private void WatchStatus(string topic, ManualResetEventSlim online, ManualResetEventSlim? offline) => _bus.Subscribe(topic, (_, payload) =>
    {
        if (payload.Span.SequenceEqual(StatusText.Online))
        {
            online.Set();
        }
        else if (payload.Span.SequenceEqual(StatusText.Offline))
        {
            offline?.Set();
        }
    });

    private string? WaitUntilOnline(CancellationToken cancellation)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!(_gateOnline.IsSet && _brainOnline.IsSet))
        {
            if (_gate.HasExited)
            {
                return FailedToStart(_gate);
            }
            if (_brain.HasExited)
            {
                return FailedToStart(_brain);
            }
            if (_lost.Task.IsCompleted)
            {
                return _lost.Task.Result;
            }
            if (cancellation.IsCancellationRequested)
            {
                return "stopped by the user";
            }
            if (waited.Elapsed > StartPatience)
            {
                return "gate and brain did not come up within a minute; see gate.log and brain.log";
            }
            Thread.Sleep(20);
        }
        return null;
    }

    /// <summary>Why a child did not come up, in its own words.</summary>
    /// <exception cref="UserErrorException">It says that the user can mend it.</exception>
    private string FailedToStart(StackProcess child)
    {
        string? said = Complaint(child);
        return child.ExitCode == UserErrorCode && said is not null
            ? throw new UserErrorException(said)
            : said ?? $"{child.DescribeExit()} while starting; see {child.Name}.log";
    }

    private static string? Complaint(StackProcess child) => child.Complaints is { Count: > 0 } lines ? string.Join("; ", lines) : null;

    /// <summary>What happened, and how the gate says that it stopped.</summary>
    private string WithGatesWord(string what) => _gate.HasExited && _gate.Complaints is { Count: > 0 } lines ? $"{what}; {lines[^1]}" : what;
}
