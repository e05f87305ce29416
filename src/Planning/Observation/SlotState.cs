using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Observation;

/// <summary>One thing the world model is told about: the object, the goal frame, or a neighbour.</summary>
public readonly record struct SlotState
{
    /// <summary>In arm_base. The origin of a thing is the centre of its base, its z axis points up when it stands.</summary>
    public required Pose PoseInArmBase { get; init; }

    /// <summary>Of the upright cylinder around it; 0 for a frame without body.</summary>
    public double RadiusM { get; init; }
    public double HeightM { get; init; }

    /// <summary>Since it was last seen.</summary>
    public double AgeSeconds { get; init; }
    public required SlotKind Kind { get; init; }

    /// <summary>Horizontal distance from <paramref name="point"/> to its side; negative inside.</summary>
    public double HorizontalDistanceTo(Vec3 point) => (PoseInArmBase.Position - point).HorizontalLength - RadiusM;
}
