using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;
using static RoboticsStack.Mujoco.MujocoLayout;

namespace RoboticsStack.Mujoco;

/// <summary>
/// Rays by the thousand. MuJoCo tests every shape for every ray; here the shapes that a bundle can meet at all are found once, nearest first,
/// and most are dismissed by their bounding sphere.
/// </summary>
internal sealed unsafe partial class MujocoWorld
{
    private readonly int[] _shapeKind;
    private readonly bool[] _shapeSeen;
    private readonly Candidate[] _candidates;
    private readonly double[] _candidateDistance;

    /// <param name="Shape">MuJoCo's id.</param>
    /// <param name="Centre">From the rays' origin, world frame.</param>
    /// <param name="CentreSquared">Its distance, squared.</param>
    /// <param name="RadiusSquared">Of the bounding sphere; infinite for planes.</param>
    /// <param name="OriginInShape">The rays' origin in the shape's own frame.</param>
    private readonly record struct Candidate(int Shape, Vec3 Centre, double CentreSquared, double RadiusSquared, Vec3 OriginInShape);

    public void CastRays(Vec3 origin, ReadOnlySpan<Vec3> unitDirections, double maxDistanceM, BodyHandle excluded, Span<RayHit> hits)
    {
        int count = FindCandidates(origin, unitDirections, maxDistanceM, excluded.Index);
        for (int ray = 0; ray < unitDirections.Length; ray++)
        {
            hits[ray] = NearestAlong(unitDirections[ray], maxDistanceM, count);
        }
    }

    private RayHit NearestAlong(Vec3 direction, double maxDistanceM, int count)
    {
        double best = maxDistanceM;
        int shape = -1;
        for (int i = 0; i < count && _candidateDistance[i] <= best; i++)
        {
            ref readonly Candidate candidate = ref _candidates[i];
            double along = candidate.Centre.Dot(direction);
            double offAxis = candidate.CentreSquared - along * along;
            if (offAxis > candidate.RadiusSquared || (along < 0 && candidate.CentreSquared > candidate.RadiusSquared))
            {
                continue;
            }
            double distance = Meet(candidate, direction);
            if (distance <= best)
            {
                (best, shape) = (distance, candidate.Shape);
            }
        }
        return shape < 0 ? RayHit.Miss : new RayHit(best, new ShapeHandle(shape));
    }

    private double Meet(in Candidate candidate, Vec3 direction)
    {
        double* size = ModelDoubles(Model.GeomSize) + 3 * candidate.Shape;
        Vec3 o = candidate.OriginInShape;
        Vec3 d = ToShape(DataDoubles(Data.GeomXmat) + 9 * candidate.Shape, direction.X, direction.Y, direction.Z);
        return _shapeKind[candidate.Shape] switch
        {
            GeomPlane => RayShapes.Plane(o, d, size[0], size[1]),
            GeomSphere => RayShapes.Sphere(o, d, size[0]),
            GeomCapsule => RayShapes.Capsule(o, d, size[0], size[1]),
            GeomCylinder => RayShapes.Cylinder(o, d, size[0], size[1]),
            _ => RayShapes.Box(o, d, new(size[0], size[1], size[2])),
        };
    }

    private static Vec3 ToShape(double* m, double x, double y, double z) => new(
        m[0] * x + m[3] * y + m[6] * z, m[1] * x + m[4] * y + m[7] * z, m[2] * x + m[5] * y + m[8] * z);

    /// <summary>Visible shapes within reach and, for a bundle narrower than a half space, within its cone; sorted nearest first.</summary>
    private int FindCandidates(Vec3 origin, ReadOnlySpan<Vec3> directions, double maxDistanceM, int excludedBody)
    {
        (Vec3 axis, double halfAngle) = BoundingCone(directions);
        double* centres = DataDoubles(Data.GeomXpos);
        double* radii = ModelDoubles(Model.GeomRbound);
        int count = 0;
        for (int shape = 0; shape < _shapes; shape++)
        {
            if (!_shapeSeen[shape] || _shapeBody[shape] == excludedBody)
            {
                continue;
            }
            Vec3 centre = new Vec3(centres[3 * shape], centres[3 * shape + 1], centres[3 * shape + 2]) - origin;
            double radius = radii[shape] > 0 ? radii[shape] : double.PositiveInfinity;
            double distance = centre.Length;
            if (distance > radius)
            {
                double angle = Math.Acos(Math.Clamp(centre.Dot(axis) / distance, -1, 1));
                if (distance - radius > maxDistanceM || angle > halfAngle + Math.Asin(radius / distance))
                {
                    continue;
                }
            }
            double* p = centres + 3 * shape;
            Vec3 inShape = ToShape(DataDoubles(Data.GeomXmat) + 9 * shape, origin.X - p[0], origin.Y - p[1], origin.Z - p[2]);
            _candidates[count] = new Candidate(shape, centre, centre.LengthSquared, radius * radius, inShape);
            _candidateDistance[count++] = Math.Max(0, distance - radius);
        }
        _candidateDistance.AsSpan(0, count).Sort(_candidates.AsSpan(0, count));
        return count;
    }

    private static (Vec3 Axis, double HalfAngleRad) BoundingCone(ReadOnlySpan<Vec3> directions)
    {
        Vec3 sum = Vec3.Zero;
        foreach (Vec3 direction in directions)
        {
            sum += direction;
        }
        if (sum.Length < 0.1 * directions.Length)
        {
            return (Vec3.UnitX, Math.PI);
        }
        Vec3 axis = sum.Normalized();
        double cosine = 1;
        foreach (Vec3 direction in directions)
        {
            cosine = Math.Min(cosine, direction.Dot(axis));
        }
        return (axis, Math.Acos(Math.Clamp(cosine, -1, 1)) + 1e-6);
    }
}
