using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Clutter;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Kitchens.Plans;

namespace RoboticsStack.Plant.Sensors;

/// <summary>What a camera could see but rays do not tell.</summary>
public interface IDetectorTruth
{
    /// <summary>0 idle, 1 brewing, 2 finished.</summary>
    int IndicatorValue { get; }

    /// <param name="mugBody">Name of the mug's body.</param>
    double GetFillMl(string mugBody);
}

/// <summary>What can be detected in a scene, by the names of its bodies.</summary>
public sealed record DetectorScene
{
    public IReadOnlyList<(string Body, MugSpec Spec)> Mugs { get; init; } = [];
    public IReadOnlyList<(string Body, ClutterKind Kind)> Clutter { get; init; } = [];

    /// <summary>The machine's body and button are named by <see cref="MachineBody"/>.</summary>
    public MachineSpec? Machine { get; init; }

    /// <summary>The table's body: furniture frame, x along its front.</summary>
    public (string Body, double SizeXM, double SizeYM, double HeightM)? DiningTable { get; init; }

    public static DetectorScene Of(Kitchen kitchen)
    {
        PlanItem table = kitchen.DiningTable;
        return new DetectorScene
        {
            Mugs = [.. kitchen.Mugs.Select(mug => (mug.Name, mug.Spec))],
            Clutter = [.. kitchen.Clutter.Select(item => (item.Name, item.Kind))],
            Machine = kitchen.Machine.Spec,
            DiningTable = (table.Name, table.Rect.DepthFrom(table.Front), table.Rect.EdgeLength(table.Front), table.HeightM),
        };
    }
}

/// <summary>One exposed frame as the plant knows it: which shape each pixel hit, and where.</summary>
internal sealed class CameraView(string camera, int width, int height)
{
    public string Camera => camera;
    public int Width => width;

    /// <summary>Middle of the exposure; <see cref="CameraInWorld"/> is of the same instant.</summary>
    public Timestamp Time { get; set; }
    public Pose CameraInWorld { get; set; }

    /// <summary>−1: nothing.</summary>
    public int[] Shapes { get; } = NoShapes(width * height);
    public Vec3[] PointsInCamera { get; } = new Vec3[width * height];

    private static int[] NoShapes(int count)
    {
        int[] shapes = new int[count];
        Array.Fill(shapes, -1);
        return shapes;
    }
}
