using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Checking;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>
/// Counters and tables within the arm's reach as boxes: the surface under the task at the height that the task knows, everything else as the head
/// camera has mapped it, in strips that run away from the robot.
/// </summary>
internal static class PerceivedSurfaces
{
    private const double SlabHalfThicknessM = 0.02;
    private const double FarEdgeM = 1.2;

    /// <summary>Half the width of the surface that is taken for granted under the object.</summary>
    private const double UnderHandM = 0.14;

    /// <summary>A held vessel may touch a surface whose height is known to a few millimetres only.</summary>
    private const double HeldSlackM = 0.004;
    private const double MostHeldSlackM = 0.015;

    /// <summary>
    /// Where the hand works it passes millimetres above the surface on purpose, and what is mapped there is taken a little lower; elsewhere it has
    /// no business so near, and a little higher: a plan that grazes a table top in here strikes it out there.
    /// </summary>
    private const double NearSlackM = 0.003;
    private const double FarMarginM = 0.008;
    private const double WorkingWidthM = 0.25;
    private const double SameLevelM = 0.03;

    /// <summary>What is mapped so near to the height that the task knows is the same surface.</summary>
    private const double SameSurfaceM = 0.05;
    private const double StripM = 0.07;
    private const double JoinedM = 0.01;
    private const double CellM = 0.05;
    private const double NearestM = 0.20;
    private const double FarthestM = 1.05;
    private const double SidewaysM = 0.70;

    public static void AddTo(List<PerceivedBox> boxes, ArmRequest request, Pose armBase)
    {
        PerceivedBox? support = Support(request, armBase);
        if (support is { } known)
        {
            boxes.Add(known);
        }
        AddMapped(boxes, request, armBase, support);
    }

    /// <summary>What the object stands on or will stand on: from where the map sees its edge, about as wide as the hand.</summary>
    private static PerceivedBox? Support(ArmRequest request, Pose armBase)
    {
        if (request.Inputs.SupportHeightM is not { } height || request.Inputs.Object is not { } thing || request.Inputs.Goal is not { } goal)
        {
            return null;
        }
        Vec3 under = request.IsHolding ? goal.PoseInArmBase.Position : thing.PoseInArmBase.Position;
        double top = request.IsHolding
            ? Math.Clamp(thing.PoseInArmBase.Position.Z - HeldSlackM, height - MostHeldSlackM, height - HeldSlackM)
            : height;
        double nearEdge = NearEdge(request.Belief, armBase, under, height);
        return Slab(nearEdge, FarEdgeM, under.Y - UnderHandM, under.Y + UnderHandM, top, "surface under the task");
    }

    /// <summary>Walks from the object towards the robot for as long as the surface is there; arm_base x of its edge.</summary>
    private static double NearEdge(WorldBelief belief, Pose armBase, Vec3 under, double heightInArmBase)
    {
        const double StepM = 0.025;
        const double LeastM = 0.06;
        const double MostM = 0.14;
        double reach = LeastM;
        while (reach < MostM && HeightAt(belief, armBase, under.X - reach - StepM, under.Y) is { } seen && Math.Abs(seen - heightInArmBase) <= 0.05)
        {
            reach += StepM;
        }
        return under.X - reach;
    }

    private static void AddMapped(List<PerceivedBox> boxes, ArmRequest request, Pose armBase, PerceivedBox? support)
    {
        List<(double Near, double Far, double Low, double High, double Top)> open = [];
        for (double y = -SidewaysM; y < SidewaysM - StripM / 2; y += StripM)
        {
            foreach ((double near, double far, double top) in Runs(request, armBase, y + StripM / 2, support))
            {
                int same = open.FindIndex(run => Math.Abs(run.High - y) < 1e-9 && Math.Abs(run.Near - near) < 1e-9 && Math.Abs(run.Top - top) < JoinedM
                    && Math.Abs(run.Far - far) <= CellM + 1e-9);
                if (same >= 0)
                {
                    open[same] = open[same] with { High = y + StripM, Far = Math.Max(open[same].Far, far) };
                }
                else
                {
                    open.Add((near, far, y, y + StripM, top));
                }
            }
        }
        boxes.AddRange(open.Select(run => Slab(run.Near, run.Far, run.Low, run.High, run.Top, "mapped surface")));
    }

    /// <summary>Stretches of level surface along one strip; gaps in between, under things and the arm's shadow, belong to it.</summary>
    private static List<(double Near, double Far, double Top)> Runs(ArmRequest request, Pose armBase, double y, PerceivedBox? support)
    {
        List<(double Near, double Far, double Top)> runs = [];
        for (double x = NearestM; x < FarthestM; x += CellM)
        {
            double middle = x + CellM / 2;
            if (HeightAt(request.Belief, armBase, middle, y) is not { } seen || IsKnownBetter(request, armBase, new Vec3(middle, y, seen), support))
            {
                continue;
            }
            double top = support is { } known && Math.Abs(seen - TopOf(known)) < SameSurfaceM ? TopOf(known) : seen;
            bool isNear = support is not { } here || Math.Abs(y - here.CentreInArmBase.Position.Y) < WorkingWidthM;
            top += isNear ? -NearSlackM : FarMarginM;
            if (runs.Count > 0 && Math.Abs(runs[^1].Top - top) < SameLevelM)
            {
                runs[^1] = runs[^1] with { Far = x + CellM };
            }
            else
            {
                runs.Add((x, x + CellM, top));
            }
        }
        return runs;
    }

    /// <summary>True for what stands higher than the surface under the task close to it, the machine and the vessel themselves: those have their own shapes.</summary>
    private static bool IsKnownBetter(ArmRequest request, Pose armBase, Vec3 point, PerceivedBox? support)
    {
        if (support is { } under && point.Z > TopOf(under) + SameSurfaceM
            && Math.Abs(point.Y - under.CentreInArmBase.Position.Y) < WorkingWidthM)
        {
            return true;
        }
        Vec3 inMap = armBase.Transform(point);
        return request.Belief.Objects.Best(ObjectLabels.CoffeeMachine) is { } machine && inMap.Z > machine.PositionInMap.Z + SameLevelM
            && (inMap - machine.PositionInMap).HorizontalLength < machine.ExtentM.HorizontalLength / 2;
    }

    private static double TopOf(PerceivedBox box) => box.CentreInArmBase.Position.Z + box.HalfExtentsM.Z;

    private static double? HeightAt(WorldBelief belief, Pose armBase, double x, double y)
    {
        Vec3 point = armBase.Transform(new Vec3(x, y, 0));
        return belief.Surfaces.SurfaceHeightAt(point.X, point.Y) - armBase.Position.Z;
    }

    private static PerceivedBox Slab(double near, double far, double low, double high, double top, string name) => new(
        new Pose(new Vec3((near + far) / 2, (low + high) / 2, top - SlabHalfThicknessM), Quat.Identity),
        new Vec3((far - near) / 2, (high - low) / 2, SlabHalfThicknessM),
        name);
}
