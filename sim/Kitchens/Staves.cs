using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens;

/// <summary>
/// Unseen rods around a round thing, on which it stands, leans and lies. A cylinder against a box gives contact points that come and go from
/// step to step, and costs ten times as much; six rods give steady ones.
/// </summary>
public static class Staves
{
    public const int Count = 6;
    public const double RadiusM = 0.004;

    /// <summary>Rods from z = 0 to <paramref name="heightM"/>, flush with a cylinder of <paramref name="radiusM"/> about z.</summary>
    public static IEnumerable<ShapeDescription> Around(string body, double radiusM, double heightM, Friction friction, SemanticClass semantic)
    {
        for (int i = 0; i < Count; i++)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * i / Count);
            double ring = radiusM - RadiusM;
            yield return new ShapeDescription
            {
                Name = $"{body}/stave_{i}",
                Kind = ShapeKind.Capsule,
                Size = new(RadiusM, heightM / 2 - RadiusM, 0),
                Pose = new(new(ring * cos, ring * sin, heightM / 2), Quat.Identity),
                Friction = friction,
                Collision = CollisionGroup.MovableFoot,
                Semantic = semantic,
                Visible = false,
            };
        }
    }
}
