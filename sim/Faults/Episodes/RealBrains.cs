using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Faults;

/// <summary>
/// Makes the stack's own brain for fault episodes: perception, world model, planner, physics check and task as in a coffee run, with the committed
/// weights. A loaded model goes from one episode to the next; there are as many as episodes run at a time.
/// </summary>
/// <param name="modelDirectory">Of the world model.</param>
public sealed class RealBrains(string modelDirectory) : IRealBrains, IDisposable
{
    // One thread: episodes run side by side, and the same one has to come out the same whatever the machine.
    private readonly ModelPool _models = new(new CoffeeOptions { ModelDirectory = modelDirectory, ModelThreads = 1 });

    public IEpisodeBrain Create(EpisodeDraw draw, RobotDescription robot, ulong runId)
    {
        CoffeeOptions options = new() { Seed = draw.PlantSeed, PlanningLatencySec = IEpisodeBrain.LatencySec };
        ModelPool.Loan loan = _models.Take(robot);
        return new RealBrain(BrainFactory.Planning(robot, options, loan.Model, ManipulationTask.Create(), []), runId, onDispose: loan.Dispose);
    }

    public void Dispose() => _models.Dispose();

    /// <summary>A brain on a bus of its own, where it finds what it finds in a run: sensors, the gate's state, ticks.</summary>
    private sealed class RealBrain : IEpisodeBrain
    {
        private readonly InProcessBus _bus = new();
        private readonly Topics _topics = new("episode");
        private readonly AssembledBrain _brain;
        private readonly BrainHost _host;
        private readonly MessageSource _source;
        private readonly MessageWriter<Tick> _ticks;
        private readonly IDisposable _subscription;
        private readonly Action _onDispose;
        private GatePublisher? _gate;
        private Plan? _plan;
        private ulong _tick;

        public RealBrain(AssembledBrain brain, ulong runId, Action onDispose)
        {
            (_brain, _onDispose, _source) = (brain, onDispose, new MessageSource("gate", runId));
            _host = new BrainHost(_bus, _topics, runId, brain.Brain, queued: false, answerEveryTick: true);
            _ticks = new MessageWriter<Tick>(_bus, _topics.LockstepTick, _source);
            _subscription = _bus.SubscribeTo<Plan>(_topics.Plan, plan => _plan = plan, new DropCounters());
            Sensors = new SensorPublisher(_bus, _topics, _source);
        }

        public string ModelHash => _brain.ModelHash;
        public ISensorSink Sensors { get; }

        public void Think(GatePlan plan, in BrainView view)
        {
            _gate ??= new GatePublisher(view.Gate, _bus, _topics, _source);
            _gate.Publish(view.Now, 0);
            if (_tick == 0)
            {
                _brain.Brain.Context.Output.LiftM = view.LiftM;
            }
            Timestamp now = view.Now;
            _ticks.Publish(new Tick { TimeNs = now.Nanoseconds, Index = _tick++ }, now, now);
            (_plan ?? throw new InvalidOperationException("the brain did not answer a tick")).CopyTo(plan);
        }

        public void Dispose()
        {
            _subscription.Dispose();
            _host.Dispose();
            _brain.Dispose();
            _bus.Dispose();
            _onDispose();
        }
    }
}
