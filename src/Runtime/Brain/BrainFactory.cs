using System.Diagnostics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.Models;
using RoboticsStack.Mujoco;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Checking;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Navigation;
using RoboticsStack.Planning.Tasks;
using RoboticsStack.Planning.Tasks.Base;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Planning.Tasks.Coffee;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Runtime.Telemetry;

namespace RoboticsStack.Runtime.Brain;

/// <summary>A brain with everything it owns.</summary>
public sealed class AssembledBrain(RobotBrain brain, PlannerPolicy policy, string modelHash, IReadOnlyList<IDisposable> owned) : IDisposable
{
    public RobotBrain Brain => brain;

    /// <summary>The brain's own planner.</summary>
    public PlannerPolicy Policy => policy;
    public string ModelHash => modelHash;

    public void Dispose()
    {
        foreach (IDisposable part in owned)
        {
            part.Dispose();
        }
    }
}

/// <summary>Puts a brain together. The only place on the robot's side that knows which physics engine checks its plans.</summary>
public static class BrainFactory
{
    /// <summary>Room kept around the footprint while the arm is stretched out before the body.</summary>
    private const double CarryMarginM = 0.14;

    /// <summary>The brain of a coffee run: world model, planner, physics check, coffee task.</summary>
    public static AssembledBrain Coffee(RobotDescription robot, CoffeeOptions options)
    {
        WorldModel model = LoadModel(robot, options);
        return Planning(robot, options, model, CoffeeTask.Create(), [model]);
    }

    /// <summary>A world model that has run once.</summary>
    public static WorldModel LoadModel(RobotDescription robot, CoffeeOptions options)
    {
        WorldModel model = WorldModel.Load(options.ModelDirectory, ModelOptions(robot, options));
        WarmUp(model);
        return model;
    }

    /// <summary>What the plans of such a brain say that they come from, without loading its model.</summary>
    /// <exception cref="Core.UserErrorException">There is no such model.</exception>
    public static string PlanningHash(RobotDescription robot, CoffeeOptions options) => WorldModel.PlanningHashOf(options.ModelDirectory, ModelOptions(robot, options));

    private static WorldModelOptions ModelOptions(RobotDescription robot, CoffeeOptions options)
    {
        LatentPlannerOptions search = BrainSettings.For(robot, options).Search;
        return new()
        {
            Mode = search.Mode.ToPredictorMode(),
            WithPrior = search.UsesPrior,
            Session = SessionSettings.Default with { Threads = options.ModelThreads, Device = options.Device },
        };
    }

    /// <summary>A brain whose arm is moved by world model, planner and physics check.</summary>
    /// <param name="robot">As the brain knows it.</param>
    /// <param name="options">Seed of the search, planner, check, latency.</param>
    /// <param name="model">From <see cref="LoadModel"/>.</param>
    /// <param name="task">What it is to do.</param>
    /// <param name="owned">What else goes with the brain when it is disposed.</param>
    public static AssembledBrain Planning(
        RobotDescription robot, CoffeeOptions options, WorldModel model, Planning.Tasks.Tree.Node<TaskContext> task, IReadOnlyList<IDisposable> owned)
    {
        BrainSettings settings = BrainSettings.For(robot, options);
        PhysicsChecker? checker = settings.PhysicsCheck is { } check ? CreateChecker(robot, check) : null;
        ManipulationPlanner planner = new(
            options.TelemetryUrl is null ? model : new TracedModel(model), checker, settings.Search, settings.Manipulation, ArmSkills.Reach, RandomStream.For(options.Seed, "planner"));
        PlannerPolicy policy = new(planner, () => Stopwatch.GetElapsedTime(0).TotalSeconds);
        TracedPolicy? traced = options.TelemetryUrl is null ? null : new(policy);
        RobotBrain brain = Around(robot, traced ?? (IArmPolicy)policy, model.PlanningHash, options.PlanningLatencySec, task);
        IDisposable?[] parts = [traced, policy, checker, .. owned];
        return new AssembledBrain(brain, policy, model.PlanningHash, [.. parts.OfType<IDisposable>()]);
    }

    /// <summary>The first run of a graph takes many times as long as those that follow.</summary>
    private static void WarmUp(WorldModel model)
    {
        model.Encode(new float[ObservationLayout.Size], new float[model.LatentSize], new float[ProbeLayout.Size]);
        using RolloutBatch rollout = model.CreateRollout(new LatentPlannerOptions().Samples);
        model.Rollout(rollout);
        float[] still = new float[ActionScale.Size];
        model.Prior?.Propose(rollout, still, still, [], new float[model.Horizon * ActionScale.Size]);
    }

    /// <summary>Solver settings measured for rollouts of a second: longer steps than the plant's, and grasps that do not creep all the same.</summary>
    private static PhysicsChecker CreateChecker(RobotDescription robot, PhysicsCheckOptions check) => new(
        new MujocoEngine(new MujocoOptions { ContactTimeConstantSec = 2 * check.TimestepSec, ImpedanceRatio = 30, Iterations = 12, Tolerance = 1e-6 }),
        robot, check);

    /// <summary>A brain with any arm policy and any task.</summary>
    public static RobotBrain Around(
        RobotDescription robot, IArmPolicy arm, string modelHash, double latencySec, Planning.Tasks.Tree.Node<TaskContext> task)
    {
        NavigationOptions navigation = BrainSettings.NavigationFor(robot, latencySec);
        TaskContext context = new()
        {
            Robot = robot,
            Belief = new WorldBelief(new RobotModelFrames(robot)),
            Arm = arm,
            FreeNavigator = new Navigator(navigation),
            CarryNavigator = new Navigator(navigation.Carrying(robot.Safety.Gentle, CarryMarginM)),
            NarrowCarryNavigator = new Navigator(navigation.Carrying(robot.Safety.Gentle, navigation.MarginM)),
        };
        return new RobotBrain(context, task, new BrainIdentity { ModelHash = modelHash, RobotHash = robot.ContentHash, LatencySec = latencySec });
    }
}
