using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Intuition;

/// <summary>What makes a clip impossible: an edit of the simulation from one frame on.</summary>
/// <param name="Name">For people, as in "hovers".</param>
/// <param name="Frame">First frame that can differ from the possible clip's is the one after this.</param>
/// <param name="Act">Called before every physics step from that frame on.</param>
/// <param name="WallYields">The wall lets things through, from the start: nothing differs until something reaches it.</param>
public sealed record Violation(string Name, int Frame, Action<SceneEdit> Act, bool WallYields = false);

/// <summary>The world as an edit sees it, before one physics step.</summary>
/// <param name="World">To be edited.</param>
/// <param name="Things">Bodies of the things.</param>
/// <param name="StepsSince">0 at the violation's first step.</param>
public readonly record struct SceneEdit(IPhysicsWorld World, IReadOnlyList<BodyHandle> Things, int StepsSince)
{
    public bool IsFirst => StepsSince == 0;

    public void Place(int thing, Pose pose, Twist velocity = default) => World.SetFreePose(Things[thing], pose, velocity);

    /// <summary>Takes the weight off a thing, and more: 1 carries it exactly.</summary>
    public void Carry(int thing, double massKg, double share) => World.SetExternalForce(Things[thing], new Vec3(0, 0, share * massKg * 9.81));
}
