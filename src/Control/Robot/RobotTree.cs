using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Robot;

public enum LinkShapeKind
{
    /// <summary>Size: half extents x, y, z.</summary>
    Box,

    /// <summary>Size: radius, half length along z.</summary>
    Cylinder,

    /// <summary>Size: radius, half length of the straight part along z.</summary>
    Capsule,

    /// <summary>Size: radius.</summary>
    Sphere,
}

/// <summary>A collision shape in its link's frame; metres.</summary>
public sealed record LinkShape(string Name, LinkShapeKind Kind, Pose PoseInLink, Vec3 Size);

/// <summary>Mass properties about the centre of mass, axes along the link's.</summary>
public readonly record struct LinkInertia(double MassKg, Vec3 CentreOfMass, Vec3 DiagonalKgM2);

public sealed record RobotLink(string Name, LinkInertia? Inertia, IReadOnlyList<LinkShape> Collision);

public enum RobotJointKind
{
    Fixed,
    Revolute,
    Prismatic,
}

/// <param name="ChildInParent">Pose of the child link in the parent link with the joint at zero.</param>
/// <param name="Axis">Unit axis in the child's frame.</param>
/// <param name="Low">Lower position limit, rad or m.</param>
/// <param name="High">Upper position limit, rad or m.</param>
/// <param name="MaxVelocity">rad/s or m/s.</param>
/// <param name="MaxEffort">Nm or N.</param>
/// <param name="Damping">Nm·s/rad or N·s/m.</param>
/// <param name="Friction">Nm or N.</param>
public sealed record RobotJoint(
    string Name, RobotJointKind Kind, string Parent, string Child, Pose ChildInParent, Vec3 Axis,
    double Low, double High, double MaxVelocity, double MaxEffort, double Damping, double Friction);
