using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Scenes;

/// <summary>Everything a physics engine needs to build a world, in no engine's own terms. SI units, z up.</summary>
public sealed record SceneDescription
{
    public required IReadOnlyList<BodyDescription> Bodies { get; init; }
    public IReadOnlyList<ActuatorDescription> Actuators { get; init; } = [];

    /// <summary>Pairs of bodies (by name) that never touch each other, for instance neighbouring links.</summary>
    public IReadOnlyList<(string BodyA, string BodyB)> ContactExclusions { get; init; } = [];

    /// <summary>Joints tied to others, for instance the two fingers of a gripper.</summary>
    public IReadOnlyList<JointCoupling> Couplings { get; init; } = [];
    public double TimestepSec { get; init; } = 0.002;
    public Vec3 Gravity { get; init; } = new(0, 0, -9.81);
}

/// <summary>A rigid body. No joints and no <see cref="Free"/> means fixed to its parent (the world if null).</summary>
public sealed record BodyDescription
{
    public required string Name { get; init; }
    public string? Parent { get; init; }

    /// <summary>Pose in the parent's frame with all joints at zero.</summary>
    public Pose Pose { get; init; } = Pose.Identity;
    public bool Free { get; init; }
    public IReadOnlyList<JointDescription> Joints { get; init; } = [];
    public IReadOnlyList<ShapeDescription> Shapes { get; init; } = [];

    /// <summary>Mass properties; null takes them from the shapes' masses.</summary>
    public InertiaDescription? Inertia { get; init; }

    /// <summary>Cancels this body's weight, as the gravity compensation of a robot arm does.</summary>
    public bool GravityCompensated { get; init; }
}

/// <param name="MassKg">Mass.</param>
/// <param name="CentreOfMass">In the body's frame, metres.</param>
/// <param name="DiagonalKgM2">Principal moments about the centre of mass, axes along the body's.</param>
public readonly record struct InertiaDescription(double MassKg, Vec3 CentreOfMass, Vec3 DiagonalKgM2);

public enum JointKind
{
    Hinge,
    Slide,
}

public sealed record JointDescription
{
    public required string Name { get; init; }
    public required JointKind Kind { get; init; }
    public required Vec3 Axis { get; init; }

    /// <summary>Limits in rad or m; null is unlimited.</summary>
    public (double Low, double High)? Range { get; init; }
    public double Damping { get; init; }
    public double Armature { get; init; }
    public double FrictionLoss { get; init; }

    /// <summary>Spring in N/m or Nm/rad about <see cref="SpringReference"/>.</summary>
    public double Stiffness { get; init; }
    public double SpringReference { get; init; }
    public double Initial { get; init; }
}

/// <summary>Position of <paramref name="Joint"/> = <paramref name="Ratio"/> · position of <paramref name="FollowedJoint"/>.</summary>
public readonly record struct JointCoupling(string Joint, string FollowedJoint, double Ratio);

public enum ActuatorKind
{
    /// <summary>Force = gain · (target − q) − damping · q̇.</summary>
    Position,

    /// <summary>Force = gain · (target − q̇).</summary>
    Velocity,

    /// <summary>Force = target.</summary>
    Force,
}

public sealed record ActuatorDescription
{
    public required string Name { get; init; }
    public required string Joint { get; init; }
    public required ActuatorKind Kind { get; init; }
    public double Gain { get; init; }
    public double Damping { get; init; }

    /// <summary>Largest force (N) or torque (Nm) either way.</summary>
    public required double MaxForce { get; init; }
}
