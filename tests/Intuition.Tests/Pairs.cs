using RoboticsStack.Core.Geometry;
using RoboticsStack.Intuition;
using RoboticsStack.Intuition.Scene;
using RoboticsStack.Mujoco;

namespace RoboticsStack.Intuition.Tests;

/// <summary>Quadruplets of development seeds, and their pairs, simulated once.</summary>
internal static class Pairs
{
    public const ulong FirstSeed = 1500;
    public const int PerCategory = 12;

    public static PairGenerator Generator { get; } = new(new MujocoEngine(new MujocoOptions { ContactTimeConstantSec = ClipSimulator.ContactTimeConstantSec }));

    private static readonly Lazy<IReadOnlyList<Quadruplet>> Lazily = new(() =>
        [.. PairGenerator.Categories.SelectMany(category => Enumerable.Range(0, PerCategory / 2).Select(i => Generator.Quadruplet(category, FirstSeed + (ulong)i)))]);

    public static IReadOnlyList<Quadruplet> Quadruplets => Lazily.Value;

    public static IEnumerable<ClipPair> All => Quadruplets.SelectMany(quadruplet => quadruplet.Pairs);

    public static IEnumerable<ClipPair> Of(PhysicsCategory category) => All.Where(pair => pair.Category == category);

    /// <summary>Kinetic and potential energy of all things in a frame, joules above the floor.</summary>
    public static double Energy(Clip clip, int frame) => clip.Script.Things.Select((thing, i) => Energy(thing, clip.Truth[frame][i])).Sum();

    private static double Energy(Thing thing, ThingState state)
    {
        Vec3 v = state.Velocity.Linear, spin = state.Pose.Orientation.Inverse().Rotate(state.Velocity.Angular), h = thing.HalfExtentM;
        // Solid sphere 2/5 m r², solid box m/3 (b² + c²) in half extents.
        Vec3 inertia = (thing.IsBall ? new Vec3(0.4, 0.4, 0.4) * (h.X * h.X) : new Vec3(h.Y * h.Y + h.Z * h.Z, h.X * h.X + h.Z * h.Z, h.X * h.X + h.Y * h.Y) / 3) * thing.MassKg;
        return thing.MassKg * (v.LengthSquared / 2 + 9.81 * state.Pose.Position.Z) + (inertia.X * spin.X * spin.X + inertia.Y * spin.Y * spin.Y + inertia.Z * spin.Z * spin.Z) / 2;
    }
}
