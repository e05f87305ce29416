using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>Two possible scripts of one scene, with the same things in the same order.</summary>
/// <param name="Meeting">Where the second is to be moved such that a thing comes by the same place at the same time; null where it need not.</param>
internal sealed record Twins(Script First, Script Second, Meeting? Meeting = null);

/// <summary>A thing is at the same place in this frame of both clips.</summary>
internal readonly record struct Meeting(int Thing, int Frame);

/// <summary>One kind of event, possible in two ways; crossed, neither is.</summary>
internal abstract class Scenario
{
    public abstract PhysicsCategory Category { get; }

    /// <summary>Share among the scenarios of its category.</summary>
    public virtual double Weight => 1;

    public string Name => GetType().Name;

    public abstract Twins Draw(RandomStream random);

    /// <summary>Where to cross the two clips; null when they did not come out such that anything impossible can be made of them.</summary>
    public abstract Crossing? Cross(Clip first, Clip second, RandomStream random);
}
