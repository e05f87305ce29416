using RoboticsStack.Control.Robot;
using RoboticsStack.Planning.Checking;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Navigation;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Brain;

/// <summary>Every setting of a brain; the gate's are in the robot's description.</summary>
public sealed record BrainSettings
{
    public required LatentPlannerOptions Search { get; init; }
    public required ManipulationPlannerOptions Manipulation { get; init; }

    /// <summary>Null leaves the physics check out.</summary>
    public required PhysicsCheckOptions? PhysicsCheck { get; init; }

    /// <summary>With empty hands.</summary>
    public required NavigationOptions Navigation { get; init; }

    /// <summary>Of a coffee run.</summary>
    public static BrainSettings For(RobotDescription robot, CoffeeOptions options) => new()
    {
        Search = new LatentPlannerOptions
        {
            Mode = options.Planner switch
            {
                ArmPlannerKind.Nothing => PlannerMode.NothingChanges,
                ArmPlannerKind.Random => PlannerMode.RandomActions,
                _ => PlannerMode.WorldModel,
            },
            UsesPrior = options.Planner == ArmPlannerKind.Model,
        },
        Manipulation = new ManipulationPlannerOptions(),
        PhysicsCheck = options.PhysicsCheck ? new PhysicsCheckOptions() : null,
        Navigation = NavigationFor(robot, options.PlanningLatencySec),
    };

    public static NavigationOptions NavigationFor(RobotDescription robot, double latencySec) => NavigationOptions.For(robot.Base) with { LatencySec = latencySec };
}
