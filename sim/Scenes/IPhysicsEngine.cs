using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Scenes;

public readonly record struct BodyHandle(int Index);

public readonly record struct JointHandle(int Index);

public readonly record struct ActuatorHandle(int Index);

public readonly record struct ShapeHandle(int Index);

/// <param name="Force">Newtons that shape B feels from shape A, in the world frame.</param>
public readonly record struct Contact(ShapeHandle ShapeA, ShapeHandle ShapeB, Vec3 Point, Vec3 Normal, Vec3 Force, double DistanceM);

/// <summary>Nearest surface along a ray; <see cref="Shape"/> has index −1 when nothing was hit.</summary>
public readonly record struct RayHit(double DistanceM, ShapeHandle Shape)
{
    public static readonly RayHit Miss = new(double.PositiveInfinity, new ShapeHandle(-1));

    public bool IsHit => Shape.Index >= 0;
}

/// <summary>Builds worlds from scene descriptions. Throws <see cref="ArgumentException"/> for a scene that cannot be built.</summary>
public interface IPhysicsEngine
{
    string Name { get; }

    IPhysicsWorld Build(SceneDescription scene);
}

/// <summary>
/// One simulated world. Not thread-safe. After <see cref="IPhysicsEngine.Build"/> no member allocates managed memory, except the
/// lookups by name.
/// </summary>
public interface IPhysicsWorld : IDisposable
{
    double TimestepSec { get; }
    double TimeSec { get; }
    int ShapeCount { get; }

    BodyHandle FindBody(string name);
    JointHandle FindJoint(string name);
    ActuatorHandle FindActuator(string name);
    ShapeHandle FindShape(string name);

    BodyHandle GetBodyOf(ShapeHandle shape);
    string GetBodyName(BodyHandle body);
    SemanticClass GetSemantic(ShapeHandle shape);

    /// <summary>Advances one timestep.</summary>
    void Step();

    /// <summary>Recomputes poses and contacts from the positions just set, without advancing time.</summary>
    void Refresh();

    Pose GetPose(BodyHandle body);

    /// <summary>Velocity of the body's frame origin, in the world frame.</summary>
    Twist GetVelocity(BodyHandle body);

    /// <summary>For free bodies: places the body and sets its velocity (world frame).</summary>
    void SetFreePose(BodyHandle body, Pose poseInWorld, Twist velocity = default);

    double GetJointPosition(JointHandle joint);
    double GetJointVelocity(JointHandle joint);

    /// <summary>Force or torque that actuators apply at the joint, N or Nm.</summary>
    double GetJointActuatorForce(JointHandle joint);
    void SetJointState(JointHandle joint, double position, double velocity);
    void SetTarget(ActuatorHandle actuator, double target);

    /// <summary>Extra force (N, world frame) at the body's centre of mass, held until changed.</summary>
    void SetExternalForce(BodyHandle body, Vec3 force);

    /// <summary>Adds a force (N, world frame) that acts at a point of the body, to those set or added before; held until <see cref="SetExternalForce"/>.</summary>
    void AddExternalForce(BodyHandle body, Vec3 force, Vec3 pointInWorld);

    /// <summary>Adds to (or takes from) a free body's mass, for instance as a mug fills; at least 1 g stays.</summary>
    void SetMass(BodyHandle body, double massKg);

    /// <summary>
    /// Wrench that the part of the mechanism from <paramref name="body"/> outward exerts on its parent, at the origin of the body's frame
    /// and in that frame; includes weight and inertia, as a force/torque sensor does.
    /// </summary>
    Wrench GetJointWrench(BodyHandle body);

    /// <summary>Contacts of the latest step; returns how many were written.</summary>
    int GetContacts(Span<Contact> contacts);

    /// <summary>Casts against visible shapes, leaving out those of <paramref name="excluded"/> (index −1: none).</summary>
    RayHit CastRay(Vec3 origin, Vec3 unitDirection, double maxDistanceM, BodyHandle excluded);

    /// <summary>
    /// Casts many rays from one point, as cameras and lidars do: much cheaper a ray than <see cref="CastRay"/>, with the same results.
    /// </summary>
    /// <param name="origin">World frame.</param>
    /// <param name="unitDirections">World frame.</param>
    /// <param name="maxDistanceM">Farther surfaces are not hit.</param>
    /// <param name="excluded">Body whose shapes are left out; index −1: none.</param>
    /// <param name="hits">One for each direction.</param>
    void CastRays(Vec3 origin, ReadOnlySpan<Vec3> unitDirections, double maxDistanceM, BodyHandle excluded, Span<RayHit> hits);

    /// <summary>Length of the array that holds a saved state.</summary>
    int StateLength { get; }
    void SaveState(Span<double> state);
    void RestoreState(ReadOnlySpan<double> state);
}
