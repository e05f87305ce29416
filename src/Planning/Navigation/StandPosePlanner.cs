using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Planning.Navigation;

/// <summary>Something to be reached by the arm, and from where.</summary>
public sealed record StandRequest
{
    /// <summary>Map frame.</summary>
    public required Vec3 TargetInMap { get; init; }

    /// <summary>Headings of the base that suit the task (the arm reaches along them); empty if any will do.</summary>
    public IReadOnlyList<double> HeadingsRad { get; init; } = [];

    /// <summary>How far from a wanted heading may be deviated.</summary>
    public double HeadingSlackRad { get; init; } = Math.PI / 4;

    /// <summary>Wanted distance of the target ahead of the arm's base, and how far it may differ.</summary>
    public double ReachM { get; init; } = 0.55;
    public double ReachSlackM { get; init; } = 0.08;

    /// <summary>Free room wanted around the footprint.</summary>
    public double MarginM { get; init; } = 0.03;

    /// <summary>Upright things the hand must not sweep on its way to the target: centre in the map and radius.</summary>
    public IReadOnlyList<(Vec3 CentreInMap, double RadiusM)> Avoid { get; init; } = [];

    /// <summary>Half the width that the open hand takes up.</summary>
    public double HandHalfWidthM { get; init; } = 0.11;

    /// <summary>Wanted height of the target over the arm's base; the lift does the rest.</summary>
    public double HeightOverArmBaseM { get; init; } = 0.25;
}

/// <summary>A place to stand, best score first.</summary>
/// <param name="Base">Map frame.</param>
/// <param name="LiftM">Lift height that brings the target to the wanted height.</param>
/// <param name="ReachM">Distance of the target ahead of the arm's base.</param>
/// <param name="ClearanceM">Free room around the footprint.</param>
/// <param name="TravelM">Cost of getting there.</param>
/// <param name="Score">Lower is better.</param>
public readonly record struct StandCandidate(Pose2 Base, double LiftM, double ReachM, double ClearanceM, double TravelM, double Score);

/// <summary>The mounting of the arm on the base, as far as standing somewhere is concerned.</summary>
/// <param name="ArmAheadM">Arm base ahead of the base's centre.</param>
/// <param name="ArmHeightM">Arm base over the floor with the lift down.</param>
/// <param name="MaxLiftM">Lift's travel.</param>
public readonly record struct ArmMount(double ArmAheadM, double ArmHeightM, double MaxLiftM)
{
    public static readonly ArmMount Reference = new(0.12, 0.50, 0.50);
}

/// <summary>Chooses where the base stands so that a target lies straight ahead of the arm at a comfortable distance.</summary>
public sealed class StandPosePlanner(NavigationOptions? options = null, ArmMount? mount = null)
{
    private const int ReachSteps = 4;
    private const double HeadingStepRad = 5 * Math.PI / 180;
    private static readonly double[] LateralOffsetsM = [0, -0.08, 0.08];

    private readonly NavigationOptions _options = options ?? new();
    private readonly ArmMount _mount = mount ?? ArmMount.Reference;

    /// <summary>Candidates whose footprint is free and known, best first; empty if there are none.</summary>
    /// <param name="field">Of the present map.</param>
    /// <param name="costs">From where the base stands; places that cannot be reached are left out.</param>
    /// <param name="request">What to reach.</param>
    public IReadOnlyList<StandCandidate> Find(ClearanceField field, TravelCosts costs, StandRequest request)
    {
        double lift = Math.Clamp(request.TargetInMap.Z - request.HeightOverArmBaseM - _mount.ArmHeightM, 0, _mount.MaxLiftM);
        List<StandCandidate> candidates = [];
        foreach ((double heading, double deviation) in Headings(request))
        {
            for (int i = -ReachSteps; i <= ReachSteps; i++)
            {
                foreach (double lateral in LateralOffsetsM)
                {
                    double reach = request.ReachM + request.ReachSlackM * i / ReachSteps;
                    (double sin, double cos) = Math.SinCos(heading);
                    double ahead = reach + _mount.ArmAheadM;
                    Pose2 pose = new(
                        request.TargetInMap.X - cos * ahead + sin * lateral,
                        request.TargetInMap.Y - sin * ahead - cos * lateral,
                        Angle.Wrap(heading));
                    if (Rate(field, costs, request, pose, reach, lateral, deviation) is { } rated)
                    {
                        candidates.Add(rated with { LiftM = lift });
                    }
                }
            }
        }
        candidates.Sort(static (a, b) => a.Score.CompareTo(b.Score));
        return candidates;
    }

    private static IEnumerable<(double HeadingRad, double DeviationRad)> Headings(StandRequest request)
    {
        if (request.HeadingsRad.Count == 0)
        {
            for (double heading = -Math.PI; heading < Math.PI - 1e-9; heading += 2 * HeadingStepRad)
            {
                yield return (heading, 0);
            }
            yield break;
        }
        foreach (double wanted in request.HeadingsRad)
        {
            int steps = (int)(request.HeadingSlackRad / HeadingStepRad + 1e-9);
            for (int i = -steps; i <= steps; i++)
            {
                yield return (wanted + i * HeadingStepRad, Math.Abs(i) * HeadingStepRad);
            }
        }
    }

    private StandCandidate? Rate(ClearanceField field, TravelCosts costs, StandRequest request, Pose2 pose, double reach, double lateral, double deviation)
    {
        double room = field.ClearanceAt(pose.X, pose.Y) - _options.FootprintRadiusM;
        double travel = ReachableNear(costs, pose);
        if (room < request.MarginM || double.IsInfinity(travel) || !IsFootprintKnown(field, pose))
        {
            return null;
        }
        double score = 1.2 * deviation
            + 4 * Math.Abs(reach - request.ReachM)
            + 2 * Math.Abs(lateral)
            + 3 * Math.Max(0, 0.08 - room)
            + 3 * OverhangM(field, pose, request.TargetInMap)
            + 2 * Intrusion(request, pose)
            + 0.05 * travel;
        return new(pose, 0, reach, room, travel, score);
    }

    /// <summary>How far the arm reaches over what is no free floor: least when it reaches straight across an edge.</summary>
    private static double OverhangM(ClearanceField field, Pose2 pose, Vec3 target)
    {
        double dx = target.X - pose.X;
        double dy = target.Y - pose.Y;
        double length = Math.Sqrt(dx * dx + dy * dy);
        double step = field.Frame.CellM / 2;
        double over = 0;
        for (double along = step; along < length; along += step)
        {
            int index = field.Frame.IndexAt(pose.X + dx * along / length, pose.Y + dy * along / length);
            over += index < 0 || field.State(index) != Perception.CellState.Free ? step : 0;
        }
        return over;
    }

    /// <summary>0 when the hand's way to the target is clear of everything to be avoided, 1 for each thing squarely in it.</summary>
    private static double Intrusion(StandRequest request, Pose2 pose)
    {
        const double BeyondTargetM = 0.05;
        double dx = request.TargetInMap.X - pose.X;
        double dy = request.TargetInMap.Y - pose.Y;
        double length = Math.Sqrt(dx * dx + dy * dy);
        double sum = 0;
        foreach ((Vec3 centre, double radius) in request.Avoid)
        {
            double along = ((centre.X - pose.X) * dx + (centre.Y - pose.Y) * dy) / length;
            double across = Math.Abs((centre.X - pose.X) * dy - (centre.Y - pose.Y) * dx) / length;
            if (along > 0 && along < length + BeyondTargetM)
            {
                sum += Math.Clamp((request.HandHalfWidthM + radius - across) / request.HandHalfWidthM, 0, 1);
            }
        }
        return sum;
    }

    /// <summary>A stand may be tighter than the way: the nearest place around it that costs are known for counts.</summary>
    private static double ReachableNear(TravelCosts costs, Pose2 pose)
    {
        double best = costs.To(pose.X, pose.Y);
        for (int i = 0; i < 8 && double.IsInfinity(best); i++)
        {
            (double sin, double cos) = Math.SinCos(i * Math.PI / 4);
            best = Math.Min(best, costs.To(pose.X + 0.1 * cos, pose.Y + 0.1 * sin) + 0.1);
        }
        return best;
    }

    private bool IsFootprintKnown(ClearanceField field, Pose2 pose)
    {
        int unknown = 0;
        int total = 0;
        double radius = _options.FootprintRadiusM;
        for (double dy = -radius; dy <= radius; dy += field.Frame.CellM)
        {
            for (double dx = -radius; dx <= radius; dx += field.Frame.CellM)
            {
                if (dx * dx + dy * dy > radius * radius)
                {
                    continue;
                }
                int index = field.Frame.IndexAt(pose.X + dx, pose.Y + dy);
                total++;
                unknown += index < 0 || field.State(index) == Perception.CellState.Unknown ? 1 : 0;
            }
        }
        return unknown <= 0.1 * total;
    }
}
