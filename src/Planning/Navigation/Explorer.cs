using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Navigation;

/// <summary>A place to look from.</summary>
/// <param name="Base">Where the base shall stand, facing what is to be seen.</param>
/// <param name="Gain">Weight of what is expected to come into view.</param>
/// <param name="TravelM">Cost of getting there.</param>
public sealed record Viewpoint(Pose2 Base, double Gain, double TravelM)
{
    internal IReadOnlyList<ViewTarget> Targets { get; init; } = [];
}

/// <summary>
/// Chooses where to go next in a flat that is not known yet: places from which the head camera sees most of what has not been looked at from
/// near enough (tops that things can stand on, obstacles of unknown kind, the edge of the seen), for the least driving.
/// </summary>
public sealed class Explorer(NavigationOptions? options = null, ExplorerOptions? explorer = null)
{
    private readonly NavigationOptions _options = options ?? new();
    private readonly ExplorerOptions _explorer = explorer ?? new();
    private readonly GridPlanner _planner = new(options);
    private readonly Dictionary<(int, int), int> _attempts = [];

    /// <summary>How near a top must have been seen to count as searched; shrinks when all has been seen once and more is asked for.</summary>
    public double InspectRangeM { get; private set; } = (explorer ?? new()).InspectRangeM;

    /// <summary>
    /// The best next place to look from, or null when nothing is left to be seen: then <see cref="LookCloser"/> starts a second, nearer round.
    /// </summary>
    public Viewpoint? Next(WorldBelief belief)
    {
        ClearanceField field = ClearanceField.Of(belief.Occupancy);
        return Next(belief, field, _planner.CostsFrom(field, belief.BaseInMap));
    }

    /// <summary>The same with clearances and costs that the caller has at hand.</summary>
    public Viewpoint? Next(WorldBelief belief, ClearanceField field, TravelCosts costs)
    {
        List<ViewTarget> targets = Targets(belief);
        SightLines sight = new(belief);
        Viewpoint? best = null;
        double bestScore = 0;
        double room = _options.FootprintRadiusM + Math.Max(_options.MarginM, _explorer.RoomM);
        int stride = Math.Max(1, (int)Math.Round(_explorer.CandidateSpacingM / field.Frame.CellM));
        for (int row = stride / 2; row < field.Frame.Height; row += stride)
        {
            for (int column = stride / 2; column < field.Frame.Width; column += stride)
            {
                int index = row * field.Frame.Width + column;
                double travel = costs.To(index);
                if (double.IsInfinity(travel) || field.State(index) != CellState.Free || field.ClearanceM(index) < room)
                {
                    continue;
                }
                (double x, double y) = field.Frame.CentreOf(index);
                if (Rate(belief, sight, targets, x, y, travel) is { } rated && rated.Score > bestScore)
                {
                    bestScore = rated.Score;
                    best = rated.View;
                }
            }
        }
        return best;
    }

    /// <summary>True once most of what a viewpoint was chosen for has been seen on the way, so that going on there is a waste.</summary>
    public bool IsSpent(WorldBelief belief, Viewpoint viewpoint)
    {
        double left = 0;
        double total = 0;
        foreach (ViewTarget target in viewpoint.Targets)
        {
            total += target.Weight;
            left += IsStillOpen(belief, target) ? target.Weight : 0;
        }
        return total <= 0 || left < _explorer.SpentShare * total;
    }

    /// <summary>To be called after looking from a viewpoint: what still has not come into view counts less, and after a second try not at all.</summary>
    public void Visited(WorldBelief belief, Viewpoint viewpoint)
    {
        foreach (ViewTarget target in viewpoint.Targets)
        {
            if (IsStillOpen(belief, target))
            {
                _attempts[target.Key] = _attempts.GetValueOrDefault(target.Key) + 1;
            }
        }
    }

    /// <summary>Forgets what was tried and asks for a nearer look at every top.</summary>
    public void LookCloser()
    {
        InspectRangeM = Math.Max(InspectRangeM * 0.7, 0.8);
        _attempts.Clear();
    }

    private bool IsStillOpen(WorldBelief belief, ViewTarget target) => target.Kind switch
    {
        ViewTargetKind.Frontier => belief.Occupancy.At(target.XM, target.YM) == CellState.Unknown || ViewTargets.IsFrontier(belief.Occupancy, target.Index),
        ViewTargetKind.Top => belief.Surfaces.NearestViewM(target.Index) > InspectRangeM,
        ViewTargetKind.Unseen => double.IsInfinity(belief.Surfaces.NearestViewM(target.Index)),
        ViewTargetKind.MachineFront => belief.Objects.Tracks.Any(ViewTargets.IsMachineWithoutFront),
        _ => belief.Objects.Tracks.Any(t => !t.IsConfirmed && Math.Abs(t.PositionInMap.X - target.XM) + Math.Abs(t.PositionInMap.Y - target.YM) < 0.2),
    };

    private List<ViewTarget> Targets(WorldBelief belief)
    {
        List<ViewTarget> targets = ViewTargets.Of(belief, InspectRangeM, _explorer);
        for (int i = targets.Count - 1; i >= 0; i--)
        {
            int attempts = _attempts.GetValueOrDefault(targets[i].Key);
            if (attempts >= 2)
            {
                targets.RemoveAt(i);
            }
            else if (attempts == 1)
            {
                targets[i] = targets[i] with { Weight = targets[i].Weight * 0.35 };
            }
        }
        return targets;
    }

    private (Viewpoint View, double Score)? Rate(WorldBelief belief, SightLines sight, List<ViewTarget> targets, double x, double y, double travelM)
    {
        const int Headings = 24;
        Span<double> gainByBearing = stackalloc double[Headings];
        List<(ViewTarget Target, int Bearing)>? seen = null;
        foreach (ViewTarget target in targets)
        {
            double dx = target.XM - x;
            double dy = target.YM - y;
            double range = Math.Sqrt(dx * dx + dy * dy);
            bool isClassified = target.Kind is ViewTargetKind.Unseen or ViewTargetKind.Frontier;
            double limit = isClassified ? _explorer.ClassifyRangeM : InspectRangeM - 0.15;
            if (range > limit || range < _explorer.BlindRangeM || !target.CanBeSeenFrom(dx, dy, range) || !sight.IsClear(x, y, target.XM, target.YM))
            {
                continue;
            }
            int bearing = (int)((Angle.Wrap(Math.Atan2(dy, dx)) + Math.PI) / (2 * Math.PI) * Headings) % Headings;
            gainByBearing[bearing] += target.Weight;
            (seen ??= []).Add((target, bearing));
        }
        if (seen is null)
        {
            return null;
        }
        int half = Math.Max(0, (int)(_explorer.UsableHalfFovRad / (2 * Math.PI / Headings)));
        int bestHeading = 0;
        double bestGain = 0;
        for (int h = 0; h < Headings; h++)
        {
            double gain = 0;
            for (int k = -half; k <= half; k++)
            {
                gain += gainByBearing[(h + k + Headings) % Headings];
            }
            if (gain > bestGain)
            {
                bestGain = gain;
                bestHeading = h;
            }
        }
        if (bestGain < _explorer.LeastGain)
        {
            return null;
        }
        double heading = Angle.Wrap(-Math.PI + (bestHeading + 0.5) * 2 * Math.PI / Headings);
        Pose2 here = belief.BaseInMap;
        double turnSec = Math.Abs(Angle.Difference(heading, here.YawRad)) / _options.MaxYawRateRadPerSec;
        double seconds = Math.Max(travelM / (0.8 * _options.MaxSpeedMPerSec), turnSec) + _explorer.StopSec;
        List<ViewTarget> covered = [];
        foreach ((ViewTarget target, int bearing) in seen)
        {
            int away = Math.Abs(bearing - bestHeading);
            if (Math.Min(away, Headings - away) <= half)
            {
                covered.Add(target);
            }
        }
        return (new(new(x, y, heading), bestGain, travelM) { Targets = covered }, bestGain / seconds);
    }
}
