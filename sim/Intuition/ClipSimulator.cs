using RoboticsStack.Intuition.Observing;
using RoboticsStack.Intuition.Scene;
using RoboticsStack.Scenes;

namespace RoboticsStack.Intuition;

/// <summary>Runs scripts in a physics engine. Same script and seed: same clip.</summary>
public sealed class ClipSimulator(IPhysicsEngine engine)
{
    /// <summary>Contacts need a time constant of at least twice this (<see cref="ContactTimeConstantSec"/>).</summary>
    private const double TimestepSec = 0.004;
    private const int StepsPerFrame = (int)(Clip.FrameSec / TimestepSec + 0.5);

    /// <summary>To be set in the engine's options.</summary>
    public const double ContactTimeConstantSec = 0.01;

    /// <param name="seed">Of the detector's noise.</param>
    /// <param name="inspect">Sees the world at every frame, for instance to draw it.</param>
    public Clip Run(Script script, ulong seed, Action<int, IPhysicsWorld>? inspect = null)
    {
        using IPhysicsWorld world = engine.Build(SceneOf(script));
        BodyHandle[] bodies = [.. script.Things.Select((_, i) => world.FindBody(Thing.BodyName(i)))];
        JointHandle[] screens = [.. script.Stage.Screens.Select((_, i) => world.FindJoint(Stage.ScreenJoint(i)))];
        for (int i = 0; i < bodies.Length; i++)
        {
            world.SetFreePose(bodies[i], script.Things[i].Start, script.Things[i].Velocity);
        }
        ClipCamera camera = new(script, seed);
        List<Sighting[]> seen = [];
        List<Stage> views = [];
        List<ThingState[]> truth = [];
        for (int frame = 0; frame < Clip.Frames; frame++)
        {
            MoveScreens(world, screens, script.Stage, frame * Clip.FrameSec);
            world.Refresh();
            seen.Add(camera.Look(world, bodies, frame));
            views.Add(camera.View(world));
            truth.Add([.. bodies.Select(body => new ThingState(world.GetPose(body), world.GetVelocity(body)))]);
            inspect?.Invoke(frame, world);
            for (int step = 0; step < StepsPerFrame; step++)
            {
                MoveScreens(world, screens, script.Stage, frame * Clip.FrameSec + step * TimestepSec);
                world.Step();
            }
        }
        return new(script, seen, views, truth);
    }

    /// <summary>The scene in which <see cref="Run"/> runs.</summary>
    public static SceneDescription SceneOf(Script script) =>
        script.Stage.ToScene(script.Things, TimestepSec);

    private static void MoveScreens(IPhysicsWorld world, JointHandle[] joints, Stage stage, double timeSec)
    {
        for (int i = 0; i < joints.Length; i++)
        {
            world.SetJointState(joints[i], stage.Screens[i].TopAt(timeSec), 0);
        }
    }
}
