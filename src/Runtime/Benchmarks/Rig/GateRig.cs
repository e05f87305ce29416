using System.Diagnostics;
using System.Globalization;
using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Processes;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Benchmarks.Rig;

/// <summary>What a <see cref="GateRig"/> is made of.</summary>
public sealed record GateRigOptions
{
    /// <summary>In configs/robots.</summary>
    public required string Robot { get; init; }

    /// <summary>For configuration and logs.</summary>
    public required string Directory { get; init; }

    /// <summary>simulated or loopback.</summary>
    public string Hardware { get; init; } = "loopback";

    /// <summary>Process image that the caller made; null for none.</summary>
    public string? Image { get; init; }
    public int RateHz { get; init; } = 500;
    public int Priority { get; init; } = 80;
    public int? Processor { get; init; }
    public ulong Kitchen { get; init; } = 4;

    /// <summary>Whether worthless plans are sent as fast as they go.</summary>
    public bool Floods { get; init; }
}

/// <summary>Broker, gate and a brain that keeps the robot moving, each in its process, as they run on a robot; and an operator who engages.</summary>
public sealed class GateRig : IDisposable
{
    private const string Id = "rig";
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(200);

    private readonly BrokerProcess _broker;
    private readonly StackProcess _gate;
    private readonly StackProcess _brain;
    private readonly StackProcess? _flood;
    private readonly MosquittoBus _operator;
    private readonly Topics _topics = new(Id);
    private volatile GateState? _state;
    private volatile bool _keepsEngaged;
    private long _states;
    private long _stoppedStates;
    private volatile GateStatistics? _statistics;

    private GateRig(GateRigOptions options)
    {
        string configuration = Path.Combine(options.Directory, "gate.yaml");
        File.WriteAllText(configuration, Configuration(options));
        _broker = BrokerProcess.Start(new BrokerOptions { Topics = _topics });
        try
        {
            _operator = new(new MosquittoBusOptions { Address = _broker.AddressFor(BrokerIdentity.Operator) });
            DropCounters drops = new();
            _operator.SubscribeTo<GateState>(_topics.GateState, Note, drops);
            _operator.SubscribeTo<GateStatistics>(_topics.GateStatistics, statistics => _statistics = statistics, drops);
            Dictionary<string, string> gate = new(StackProcess.RealTimeEnvironment) { ["ROBOTICS_STACK_CHILD"] = "1", [CoffeeSession.BrokerVariable] = Url(BrokerIdentity.Gate) };
            string[] image = options.Image is null ? [] : ["--image", options.Image];
            _gate = Start("gate", ["gate", "--config", configuration, "--out", options.Directory, .. image], gate, options.Directory);
            Dictionary<string, string> brain = new() { [CoffeeSession.BrokerVariable] = Url(BrokerIdentity.Brain) };
            string[] exercise = ["gate", "exercise", "--id", Id, "--robot", options.Robot];
            _brain = Start("brain", exercise, brain, options.Directory);
            _flood = options.Floods ? Start("flood", [.. exercise, "--flood"], brain, options.Directory) : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int GateProcessId => _gate.Id;
    public int BrainProcessId => _brain.Id;
    public int BrokerProcessId => _broker.ProcessId;

    /// <summary>What the gate published last; null before the first.</summary>
    public GateStatistics? Statistics => _statistics;

    /// <summary>Share of the time in which the gate stood stopped since <see cref="KeepEngaged"/>, as its states tell.</summary>
    public double StoppedShare => (double)Interlocked.Read(ref _stoppedStates) / Math.Max(1, Interlocked.Read(ref _states));

    /// <exception cref="UserErrorException">Broker or program cannot be started.</exception>
    public static GateRig Start(GateRigOptions options)
    {
        Directory.CreateDirectory(options.Directory);
        return new GateRig(options);
    }

    /// <summary>Engages, as often as it takes. False if the robot is not following plans within <paramref name="patience"/>.</summary>
    public bool Engage(TimeSpan patience, CancellationToken cancellation)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (waited.Elapsed < patience && !cancellation.IsCancellationRequested && !_gate.HasExited)
        {
            if (_state is { } state)
            {
                if (state.Mode == GateMode.Active && state.PlanSequence > 0)
                {
                    return true;
                }
                Ask(state);
            }
            cancellation.WaitHandle.WaitOne(AskEvery);
        }
        return false;
    }

    /// <summary>From now on engages again whenever the gate has stopped, as a person would whose brain was late on a busy machine.</summary>
    public void KeepEngaged() => _keepsEngaged = true;

    /// <summary>Ends the gate and returns its last statistics.</summary>
    public GateStatistics? Finish()
    {
        _gate.Stop(TimeSpan.FromSeconds(4));
        Thread.Sleep(AskEvery);
        return _statistics;
    }

    /// <summary>Without regard for what still works.</summary>
    public void Dispose()
    {
        // One that was stopped by a signal hears nothing milder.
        _flood?.Stop(TimeSpan.Zero);
        _brain?.Stop(TimeSpan.Zero);
        _gate?.Stop(TimeSpan.Zero);
        _flood?.Dispose();
        _brain?.Dispose();
        _gate?.Dispose();
        _operator?.Dispose();
        _broker.Dispose();
    }

    private void Note(GateState state)
    {
        _state = state;
        if (_keepsEngaged && state.Mode is (GateMode.Disengaged or GateMode.ControlledStop))
        {
            Interlocked.Increment(ref _stoppedStates);
            Ask(state);
        }
        Interlocked.Increment(ref _states);
    }

    private void Ask(GateState state)
    {
        if (state.Mode is GateMode.Disengaged or GateMode.ControlledStop)
        {
            new MessageWriter<EngageRequest>(_operator, _topics.Engage, new("operator", state.Header.RunId), Messaging.Bus.QualityOfService.AtLeastOnce)
                .Publish(new EngageRequest(), Timestamp.Zero, Timestamp.Zero);
        }
    }

    private string Url(BrokerIdentity identity) => _broker.AddressFor(identity).ToUrl();

    private static StackProcess Start(string name, string[] arguments, Dictionary<string, string> environment, string directory) =>
        StackProcess.Start(name, arguments, environment, Path.Combine(directory, $"{name}.log"));

    private static string Configuration(GateRigOptions options) => string.Create(CultureInfo.InvariantCulture, $"""
        id: {Id}
        robot: {options.Robot}
        rate: {options.RateHz}
        telemetry: none
        broker: {"{"} url: none, certificates: none {"}"}
        real_time: {"{"} priority: {options.Priority}, processor: {options.Processor?.ToString(CultureInfo.InvariantCulture) ?? "none"}, lock_memory: yes, keep_processors_awake: yes {"}"}
        hardware: {"{"} kind: {options.Hardware}, kitchen: {options.Kitchen}, begin_ready: yes {"}"}

        """);
}
