using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Scenes;

public enum ShapeKind
{
    /// <summary>Size: half extents x, y, z.</summary>
    Box,

    /// <summary>Size: radius, half length along z.</summary>
    Cylinder,

    /// <summary>Size: radius, half length of the straight part along z.</summary>
    Capsule,

    /// <summary>Size: radius.</summary>
    Sphere,

    /// <summary>The half space below z = 0 of its frame; size is drawn extent only.</summary>
    Plane,
}

/// <summary>What touches what. Static things never touch one another.</summary>
public enum CollisionGroup
{
    /// <summary>Seen and measured by rays, never touched.</summary>
    None,
    Static,
    Movable,

    /// <summary>
    /// The smooth outside of a movable thing that stands on shapes of its own (<see cref="MovableFoot"/>): touches the robot and other
    /// movable things, never what is static. Contacts between curved hulls and furniture are costly and poor.
    /// </summary>
    MovableHull,

    /// <summary>What a movable thing with a hull stands and lies on: touches static and plain movable things only.</summary>
    MovableFoot,
    Robot,
}

public readonly record struct Rgba(float R, float G, float B, float A = 1);

/// <param name="Slide">Coulomb coefficient.</param>
/// <param name="TorsionM">Torsional coefficient in metres (patch radius).</param>
/// <param name="RollM">Rolling coefficient in metres.</param>
public readonly record struct Friction(double Slide, double TorsionM, double RollM)
{
    public static readonly Friction Default = new(0.8, 0.005, 0.0001);
}

/// <summary>A shape that is soft. Its stiffness is felt by a mass of <paramref name="MassKg"/>; by a lighter one in proportion less.</summary>
/// <param name="StiffnessNPerM">Of the contact.</param>
/// <param name="DampingRatio">1 is critical.</param>
/// <param name="MassKg">That strikes.</param>
public readonly record struct Softness(double StiffnessNPerM, double DampingRatio, double MassKg);

public sealed record ShapeDescription
{
    public required string Name { get; init; }
    public required ShapeKind Kind { get; init; }

    /// <summary>Metres; meaning by <see cref="ShapeKind"/>.</summary>
    public required Vec3 Size { get; init; }

    /// <summary>In the body's frame.</summary>
    public Pose Pose { get; init; } = Pose.Identity;
    public double MassKg { get; init; }
    public Friction Friction { get; init; } = Friction.Default;
    public CollisionGroup Collision { get; init; } = CollisionGroup.Static;
    public SemanticClass Semantic { get; init; } = SemanticClass.Furniture;

    /// <summary>Seen by cameras and lidar. Foot studs and the like, made only to be stood on, are not.</summary>
    public bool Visible { get; init; } = true;
    public Rgba Colour { get; init; } = new(0.7f, 0.7f, 0.7f);

    /// <summary>3: sliding friction only; 4: torsional too; 6: rolling too.</summary>
    public int ContactDimensions { get; init; } = 3;

    /// <summary>Null for what is as hard as the engine's contacts are.</summary>
    public Softness? Softness { get; init; }
}
