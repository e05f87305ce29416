using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Clutter;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Kitchens.Plans;

namespace RoboticsStack.Kitchens.Placement;

/// <summary>
/// Puts machine, mugs and clutter on counters and table by rejection sampling, in that order, so that what matters keeps its room: nothing
/// beside, behind or before the machine, nothing between a mug and the edge it is reached from, a free spot at the table's free side.
/// </summary>
public sealed class SurfacePlacer
{
    /// <summary>Where the base's centre stands outside the edge it works at.</summary>
    public const double StandOffM = 0.42;
    public const double MachineSideRoomM = 0.25;
    public const double MugRoomM = 0.13;
    private const double CrowdedMugRoomM = 0.06;
    private const double ClutterRoomM = 0.03;
    private const int Attempts = 120;

    private readonly FloorPlan _plan;
    private readonly DriveMap _drive;
    private readonly RandomStream _random;
    private readonly List<(PlanPoint Centre, double RadiusM)> _taken = [];
    private readonly List<PlanRect> _keepClear = [];

    public SurfacePlacer(FloorPlan plan, DriveMap drive, RandomStream random)
    {
        _plan = plan;
        _drive = drive;
        _random = random;
        PlanRect table = plan.DiningTable.Rect;
        Heading side = plan.TableFreeSide;
        PlanPoint middle = table.EdgeCentre(side);
        _keepClear.Add(PlanRect.Spanning(middle - side.Left.Vector * 0.30, middle + side.Left.Vector * 0.30 - side.Vector * 0.42));
    }

    public MachinePlacement? TryPlaceMachine(MachineSpec spec)
    {
        PlanItem[] counters = [.. _plan.Counters];
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            PlanItem counter = _random.Pick(counters);
            Heading front = _random.Pick(counter.WorkEdges);
            double slack = counter.Rect.DepthFrom(front) - spec.DepthM - 0.01;
            double sideRoom = counter.Rect.EdgeLength(front) / 2 - spec.WidthM / 2 - MachineSideRoomM;
            if (slack < 0.12 || sideRoom < 0)
            {
                continue;
            }
            PlanPoint edge = counter.Rect.EdgeCentre(front) + front.Left.Vector * _random.Uniform(-sideRoom, sideRoom);
            double setBack = _random.Uniform(0.12, Math.Min(0.25, slack));
            PlanPoint frontCentre = edge - front.Vector * setBack;
            PlanPoint half = front.Left.Vector * (spec.WidthM / 2);
            PlanRect footprint = PlanRect.Spanning(frontCentre - half, frontCentre + half - front.Vector * spec.DepthM);
            bool reachable = new[] { -0.15, 0.0, 0.15 }.All(y => CanStand(edge + front.Left.Vector * (spec.BayYM + y), front));
            if (!reachable || TallerThan(counter.HeightM).Any(item => item.Rect.DistanceTo(footprint) < MachineSideRoomM))
            {
                continue;
            }
            PlanPoint room = front.Left.Vector * (spec.WidthM / 2 + MachineSideRoomM);
            _keepClear.Add(PlanRect.Spanning(edge - room, edge + room - front.Vector * counter.Rect.DepthFrom(front)));
            PlanPoint centre = footprint.Centre;
            return new(spec, new(new(centre.X, centre.Y, counter.HeightM), Quat.FromYaw(front.YawRad)), counter.Name, footprint);
        }
        return null;
    }

    public MugPlacement? TryPlaceMug(MugSpec spec, string name, bool crowded)
    {
        double room = crowded ? CrowdedMugRoomM : MugRoomM;
        PlanItem[] surfaces = [.. _plan.Counters, _plan.DiningTable];
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            PlanItem surface = _random.Pick(surfaces);
            Heading side = _random.Pick(surface.WorkEdges);
            double halfLength = surface.Rect.EdgeLength(side) / 2 - spec.ReachM - 0.02;
            PlanPoint edge = surface.Rect.EdgeCentre(side) + side.Left.Vector * _random.Uniform(-halfLength, halfLength);
            double edgeDistance = _random.Uniform(0.11, Math.Min(0.29, surface.Rect.DepthFrom(side) - spec.ReachM - 0.02));
            PlanPoint centre = edge - side.Vector * edgeDistance;
            PlanPoint half = side.Left.Vector * (spec.RadiusM + MugRoomM);
            PlanRect corridor = PlanRect.Spanning(edge - half, edge + half - side.Vector * edgeDistance);
            if (!CanStand(edge, side) || !IsFree(surface, centre, spec.ReachM, room) || _taken.Any(taken => corridor.DistanceTo(taken.Centre) < taken.RadiusM))
            {
                continue;
            }
            _taken.Add((centre, spec.ReachM));
            _keepClear.Add(corridor);
            _keepClear.Add(PlanRect.Around(centre, 2 * (spec.ReachM + room), 2 * (spec.ReachM + room)));
            Quat yaw = Quat.FromYaw(_random.Uniform(-Math.PI, Math.PI));
            return new(name, spec, new(new(centre.X, centre.Y, surface.HeightM), yaw), surface.Name, side, edgeDistance);
        }
        return null;
    }

    public ClutterPlacement? TryPlaceClutter(ClutterKind kind, string name, PlanItem surface)
    {
        PlanRect inner = surface.Rect.Inflate(-kind.ReachM - 0.02);
        if (inner.SizeX <= 0 || inner.SizeY <= 0)
        {
            return null;
        }
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            PlanPoint centre = new(_random.Uniform(inner.MinX, inner.MaxX), _random.Uniform(inner.MinY, inner.MaxY));
            if (!IsFree(surface, centre, kind.ReachM, ClutterRoomM))
            {
                continue;
            }
            _taken.Add((centre, kind.ReachM));
            double yaw = surface.Front.YawRad + Math.PI / 2 + _random.Gaussian(0, 0.25);
            return new(name, kind, new(new(centre.X, centre.Y, surface.HeightM), Quat.FromYaw(yaw)), surface.Name);
        }
        return null;
    }

    private bool CanStand(PlanPoint edge, Heading side) => _drive.IsReachable(edge + side.Vector * StandOffM);

    private bool IsFree(PlanItem surface, PlanPoint centre, double radiusM, double roomM) =>
        surface.Rect.Inflate(-radiusM).DistanceTo(centre) <= 0
        && _plan.Bounds.Inflate(-radiusM - roomM).DistanceTo(centre) <= 0
        && _keepClear.All(area => area.DistanceTo(centre) >= radiusM)
        && _taken.All(taken => taken.Centre.DistanceTo(centre) >= taken.RadiusM + radiusM + roomM)
        && TallerThan(surface.HeightM).All(item => item.Rect.DistanceTo(centre) >= radiusM + roomM);

    private IEnumerable<PlanItem> TallerThan(double heightM) => _plan.Items.Where(item => item.HeightM > heightM + 0.05);
}
