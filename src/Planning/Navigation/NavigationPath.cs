using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Navigation;

/// <summary>A polyline on the floor of the map, from where the base stands to a goal with a heading.</summary>
public sealed class NavigationPath
{
    private readonly double[] _arcM;

    /// <param name="points">At least the start; the goal's position last.</param>
    /// <param name="goal">Where the base shall stand in the end.</param>
    /// <param name="cost">Metres, dearer where tight or unknown.</param>
    public NavigationPath(IReadOnlyList<Vec3> points, Pose2 goal, double cost)
    {
        ArgumentOutOfRangeException.ThrowIfZero(points.Count);
        Points = points;
        Goal = goal;
        Cost = cost;
        _arcM = new double[points.Count];
        for (int i = 1; i < points.Count; i++)
        {
            _arcM[i] = _arcM[i - 1] + (points[i] - points[i - 1]).HorizontalLength;
        }
    }

    public IReadOnlyList<Vec3> Points { get; }
    public Pose2 Goal { get; }
    public double Cost { get; }
    public double LengthM => _arcM[^1];

    /// <summary>The point this far along.</summary>
    public Vec3 At(double arcM)
    {
        int i = 1;
        while (i < _arcM.Length - 1 && _arcM[i] < arcM)
        {
            i++;
        }
        if (_arcM.Length == 1)
        {
            return Points[0];
        }
        double span = _arcM[i] - _arcM[i - 1];
        double t = span > 1e-9 ? Math.Clamp((arcM - _arcM[i - 1]) / span, 0, 1) : 1;
        return Vec3.Lerp(Points[i - 1], Points[i], t);
    }

    /// <summary>How far along the nearest point is, looking only from <paramref name="fromM"/> to a little ahead, so that progress never jumps.</summary>
    public double Nearest(double xM, double yM, double fromM, double aheadM)
    {
        double best = fromM;
        double bestDistance = double.PositiveInfinity;
        for (int i = 1; i < _arcM.Length; i++)
        {
            if (_arcM[i] < fromM || _arcM[i - 1] > fromM + aheadM)
            {
                continue;
            }
            Vec3 a = Points[i - 1];
            Vec3 along = Points[i] - a;
            double span = _arcM[i] - _arcM[i - 1];
            double t = span > 1e-9 ? Math.Clamp(((xM - a.X) * along.X + (yM - a.Y) * along.Y) / (span * span), 0, 1) : 0;
            double arc = Math.Clamp(_arcM[i - 1] + t * span, fromM, fromM + aheadM);
            Vec3 point = At(arc);
            double distance = (point.X - xM) * (point.X - xM) + (point.Y - yM) * (point.Y - yM);
            if (distance < bestDistance)
            {
                bestDistance = distance;
                best = arc;
            }
        }
        return best;
    }
}
