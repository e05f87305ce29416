using FsCheck;
using FsCheck.Fluent;
using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Core.Tests;

/// <summary>A property over random cases; the seed of a case that fails is in the message.</summary>
internal static class Seeded
{
    public static void Holds(Func<RandomStream, bool> property, int cases = 200) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed => property(new RandomStream((ulong)seed))));
}
