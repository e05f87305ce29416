using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Planning.Checking;

internal static class SceneComparison
{
    private const double AngleToleranceRad = 0.02;

    /// <summary>True when one compiled world serves both scenes: fixed things at the same places, the movable ones of the same size.</summary>
    public static bool IsSameWorld(PerceivedScene a, PerceivedScene b, double toleranceM)
    {
        return a.Boxes.Count == b.Boxes.Count && a.Neighbours.Count == b.Neighbours.Count
            && a.Boxes.Zip(b.Boxes).All(pair => Near(pair.First.CentreInArmBase, pair.Second.CentreInArmBase) && NearPoint(pair.First.HalfExtentsM, pair.Second.HalfExtentsM))
            && a.Neighbours.Zip(b.Neighbours).All(pair => NearPoint(pair.First.BaseInArmBase.Position, pair.Second.BaseInArmBase.Position)
                && NearSize(pair.First.RadiusM, pair.Second.RadiusM) && NearSize(pair.First.HeightM, pair.Second.HeightM))
            && a.Vessel.HasValue == b.Vessel.HasValue && a.Button.HasValue == b.Button.HasValue
            && (a.Vessel is not { } va || b.Vessel is not { } vb || NearSize(va.RadiusM, vb.RadiusM) && NearSize(va.HeightM, vb.HeightM))
            && (a.Button is not { } ba || b.Button is not { } bb || Near(ba.FaceInArmBase, bb.FaceInArmBase) && NearSize(ba.RadiusM, bb.RadiusM));

        bool Near(Pose x, Pose y) => NearPoint(x.Position, y.Position)
            && (x.Orientation.Inverse() * y.Orientation).ToRotationVector().Length <= AngleToleranceRad;
        bool NearPoint(Vec3 x, Vec3 y) => x.DistanceTo(y) <= toleranceM;
        bool NearSize(double x, double y) => Math.Abs(x - y) <= toleranceM;
    }
}
