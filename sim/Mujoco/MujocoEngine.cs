using RoboticsStack.Scenes;

namespace RoboticsStack.Mujoco;

/// <summary>MuJoCo 2.2.2 behind the physics port. Worlds are independent of one another; each may be used by one thread at a time.</summary>
public sealed class MujocoEngine(MujocoOptions options) : IPhysicsEngine
{
    /// <summary>The compiler keeps the latest document in a global variable.</summary>
    private static readonly Lock CompilerLock = new();

    public MujocoEngine() : this(new MujocoOptions())
    {
    }

    public string Name => "MuJoCo 2.2.2";

    /// <exception cref="ArgumentException">The scene cannot be built; the message is MuJoCo's.</exception>
    /// <exception cref="Core.UserErrorException">The library is missing or of another version.</exception>
    public unsafe IPhysicsWorld Build(SceneDescription scene)
    {
        MujocoNative.EnsureLoaded();
        string mjcf = MjcfWriter.Write(scene, options);
        lock (CompilerLock)
        {
            return new MujocoWorld(MujocoNative.LoadModel(mjcf), scene);
        }
    }

    /// <summary>The scene in MuJoCo's own format, to open in its viewer.</summary>
    public string ToMjcf(SceneDescription scene) => MjcfWriter.Write(scene, options);
}
