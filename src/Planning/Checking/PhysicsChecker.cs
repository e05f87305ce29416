using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Scenes;

namespace RoboticsStack.Planning.Checking;

/// <summary>
/// Rolls plans out in a world built from what is perceived, and vetoes those that would push too hard, tip, drop or spill, come too near to what could
/// be knocked over, or ask the arm for what it cannot do. Build the engine with a contact time constant of twice
/// <see cref="PhysicsCheckOptions.TimestepSec"/> (with less it is unstable, with more a grasp creeps). Not thread-safe; deterministic.
/// </summary>
/// <remarks>Call <see cref="Prepare"/> once per replan and then <see cref="Check"/> for each candidate.</remarks>
public sealed class PhysicsChecker(IPhysicsEngine engine, RobotDescription robot, PhysicsCheckOptions options) : IDisposable
{
    private readonly PhysicsCheckOptions _options = options.Validated();
    private readonly GateArm _arm = new(robot);
    private readonly ArmKinematics _kinematics = new(robot);

    /// <summary>Something that presses already is vetoed only if the plan makes it this much worse.</summary>
    private const double ForceMarginN = 10;

    private CheckWorld? _world;
    private PerceivedScene? _built;
    private CheckStart _start;
    private double _maxForceN;

    /// <summary>How many times a world was compiled; once per skill where nothing moves.</summary>
    public int BuildCount { get; private set; }

    /// <summary>Takes the measured state and the perceived scene; compiles a world only when the scene has changed its shape.</summary>
    /// <exception cref="ArgumentException">The scene cannot be built: a number in it is not finite.</exception>
    public void Prepare(PerceivedScene scene, in CheckStart start)
    {
        if (_world is null || _built is null || !SceneComparison.IsSameWorld(_built, scene, _options.RebuildToleranceM))
        {
            _world?.Dispose();
            _world = null;
            _world = new(engine, robot, scene, _options);
            _built = scene;
            BuildCount++;
        }
        _start = start;
        try
        {
            _world.Place(scene with { Boxes = _built.Boxes, Neighbours = _built.Neighbours }, start, _kinematics.Forward(start.PositionsRad));
            Settle(_world, start);
        }
        catch (InvalidOperationException)
        {
            // What was perceived cannot stand like that (things deep inside one another): no plan can be vouched for.
            _world.Dispose();
            _world = null;
        }
    }

    /// <summary>Rolls one plan out from the prepared state.</summary>
    /// <param name="path">From its first waypoint to its last; the first is where the setpoint is now.</param>
    /// <param name="predicted">What the latent model expects of the same plan, to compare; null to leave that out.</param>
    public CandidateVerdict Check(GripperTrajectory path, PlanCandidate? predicted)
    {
        if (_built is null)
        {
            throw new InvalidOperationException("Prepare has not been called");
        }
        if (_world is not { } world)
        {
            return CandidateVerdict.Unfounded;
        }
        world.Restore();
        _arm.Start(_start, path);
        CandidateRollout rollout = new(world, _arm, _options, _start, _maxForceN);
        return rollout.Run(path, predicted);
    }

    public void Dispose() => _world?.Dispose();

    private void Settle(CheckWorld world, in CheckStart start)
    {
        for (int step = 0; step < _options.SettleSteps; step++)
        {
            world.DriveArm(start.PositionsRad, default);
            world.DriveFingers(start.SetpointWidthM, start.GripperForceN);
            world.Step();
        }
        double rest = world.ReadForces(world.Scene.Vessel is { IsHeld: true }).Hard;
        _maxForceN = Math.Max(_options.ContactForceShare * robot.Safety.Contact.WristForceN, rest + ForceMarginN);
        world.SetMoving(start.VelocitiesRadPerSec);
        world.Save();
    }
}
