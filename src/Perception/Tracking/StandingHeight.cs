using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Perception;

/// <summary>
/// A thing that stands, stands on something: hundreds of depth readings say how high a counter is, to a millimetre, where detections of one mug
/// are off by a centimetre.
/// </summary>
internal static class StandingHeight
{
    /// <summary>Radius around the thing in which its surface is looked for.</summary>
    private const double AroundM = 0.16;
    private const double StepM = 0.04;
    private const int LeastReadings = 8;

    /// <summary>A surface farther above or below than this is not what the thing stands on.</summary>
    private const double SameM = 0.03;

    /// <summary>What stands in or on a machine stands on its tray, which is not mapped.</summary>
    private const double MachineMarginM = 0.06;

    public static void Correct(ObjectTracker objects, SurfaceMap surfaces)
    {
        ObjectTrack? machine = objects.Best(ObjectLabels.CoffeeMachine);
        foreach (ObjectTrack track in objects.Tracks)
        {
            bool stands = ObjectLabels.IsSmall(track.Label) && !track.IsHeld && track.IsUpright && !IsAt(machine, track.PositionInMap);
            if (stands && Under(surfaces, track.PositionInMap) is { } height)
            {
                track.StandAt(height);
            }
        }
    }

    /// <summary>Median height of the level cells around a point, metres; null if too few were seen or they are not near it.</summary>
    public static double? Under(SurfaceMap surfaces, Vec3 point)
    {
        List<double> heights = [];
        for (double dx = -AroundM; dx <= AroundM; dx += StepM)
        {
            for (double dy = -AroundM; dy <= AroundM; dy += StepM)
            {
                bool isInside = dx * dx + dy * dy <= AroundM * AroundM;
                if (isInside && surfaces.SurfaceHeightAt(point.X + dx, point.Y + dy) is { } height && Math.Abs(height - point.Z) < SameM)
                {
                    heights.Add(height);
                }
            }
        }
        heights.Sort();
        return heights.Count >= LeastReadings ? heights[heights.Count / 2] : null;
    }

    private static bool IsAt(ObjectTrack? machine, Vec3 position)
    {
        if (machine is null)
        {
            return false;
        }
        Vec3 local = machine.PoseInMap.Inverse().Transform(position);
        return Math.Abs(local.X) < machine.ExtentM.X / 2 + MachineMarginM && Math.Abs(local.Y) < machine.ExtentM.Y / 2 + MachineMarginM;
    }
}
