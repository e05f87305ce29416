using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>One kind of event, possible as it is drawn, and a way to make it impossible.</summary>
internal abstract class Scenario
{
    public abstract PhysicsCategory Category { get; }

    /// <summary>Share among the scenarios of its category.</summary>
    public virtual double Weight => 1;

    public string Name => GetType().Name;

    public abstract Script Draw(RandomStream random);

    /// <summary>What is impossible in this clip; null when the clip did not come out such that anything can be made of it.</summary>
    public abstract Violation? Violate(Clip clip, RandomStream random);
}
