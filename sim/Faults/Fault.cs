using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Faults;

/// <summary>Where in the stack something goes wrong.</summary>
public enum FaultCategory
{
    Sensor,
    Actuator,
    Communication,
    Process,
    Timing,
    Planner,
    Model,
    Configuration,
    Human,
}

/// <summary>Something that can go wrong, by name; each injection draws its own strength and manner.</summary>
/// <param name="Name">Short and unique, for tables and options.</param>
/// <param name="What">One sentence for people.</param>
/// <param name="Create">Draws one occurrence.</param>
public sealed record Fault(string Name, FaultCategory Category, string What, Func<RandomStream, FaultEffect> Create);
