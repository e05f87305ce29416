using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>A level grasp of an upright vessel: where the gripper shall be, and from where it comes.</summary>
/// <param name="Grasp">Gripper in the map, fingers on either side of the vessel.</param>
/// <param name="Standoff">Gripper in the map before it goes in.</param>
/// <param name="Cost">Lower is better; above 10 something is in the way.</param>
public readonly record struct GraspPlan(Pose Grasp, Pose Standoff, double Cost);

/// <summary>
/// Picks the heading for a side grasp: near the arm's own direction, with the handle clear of both fingers and of the palm, and away from
/// neighbours that the open fingers would sweep.
/// </summary>
public static class GraspChooser
{
    private const double StandoffM = 0.16;
    /// <summary>As high as the mug allows: the palm behind the fingers reaches 3 cm and more below their centre, and under it is the table.</summary>
    private const double UnderRimM = 0.022;
    private const double MinGraspHeightM = 0.055;

    /// <summary>Higher than this the wrist camera, 9 cm above the fingers, would meet the head of a machine.</summary>
    private const double MaxGraspHeightM = 0.075;
    private const double FingerReachM = 0.095;
    private const double MaxTurnRad = 0.87;

    // For a handle that stands off a wall of radius 4 cm by 3.5 cm and is 1.4 cm wide. A finger reaches from 26 mm before the centre of its pad to 70 mm behind it, where the palm
    // begins, and its body is 6 mm farther out than its pad: (r + 3.5 cm) sin φ + 0.7 cm |cos φ| = r + 6 mm at 2.6 rad; ahead the handle passes the fingertip at 0.82 rad.
    private const double AheadOfFingersRad = 0.82;
    private const double BehindFingersRad = 2.62;
    private const double BeforePalmRad = 2.85;
    private const double StepRad = 0.0873;

    /// <param name="vessel">Upright, believed position good to a centimetre.</param>
    /// <param name="forwardYawInMapRad">Where the arm points.</param>
    /// <param name="others">Things that may be in the way.</param>
    /// <param name="preferredTurnRad">Heading relative to the arm that is tried first, for another try from elsewhere.</param>
    public static GraspPlan Choose(ObjectTrack vessel, double forwardYawInMapRad, IEnumerable<ObjectTrack> others, double preferredTurnRad = 0)
    {
        List<ObjectTrack> near = [.. others.Where(o => o.Id != vessel.Id && o.PositionInMap.DistanceTo(vessel.PositionInMap) < 0.45 && ObjectLabels.IsSmall(o.Label))];
        GraspPlan best = default;
        double bestCost = double.PositiveInfinity;
        for (double turn = -MaxTurnRad; turn <= MaxTurnRad; turn += StepRad)
        {
            double yaw = Angle.Wrap(forwardYawInMapRad + turn);
            double cost = Math.Abs(turn - preferredTurnRad) + HandleCost(vessel, yaw) + near.Sum(o => SweepCost(o, vessel, yaw));
            if (cost < bestCost)
            {
                bestCost = cost;
                best = At(vessel, yaw, cost);
            }
        }
        return best;
    }

    /// <summary>Of the gripper over what a vessel stands on, when it grasps it.</summary>
    /// <param name="vesselHeightM">From its base to its rim.</param>
    public static double HeightFor(double vesselHeightM) => Math.Clamp(vesselHeightM - UnderRimM, MinGraspHeightM, MaxGraspHeightM);

    /// <summary>The grasp with a given heading.</summary>
    public static GraspPlan At(ObjectTrack vessel, double yawInMapRad, double cost = 0)
    {
        double height = HeightFor(vessel.HeightM);
        Quat heading = Quat.FromYaw(yawInMapRad);
        Vec3 grasp = vessel.PositionInMap + new Vec3(0, 0, height);
        return new(new Pose(grasp, heading), new Pose(grasp - heading.AxisX * (StandoffM + vessel.RadiusM - 0.04), heading), cost);
    }

    /// <summary>
    /// Between <see cref="AheadOfFingersRad"/> and <see cref="BehindFingersRad"/> off the gripper's x axis a handle is closed upon by a finger before its pad reaches the
    /// wall; beyond <see cref="BeforePalmRad"/> it meets the palm and keeps the fingers short of the mug.
    /// </summary>
    private static double HandleCost(ObjectTrack vessel, double yawRad)
    {
        if (!vessel.HasYaw || vessel.YawAgreement < 0.5)
        {
            return 0;
        }
        double handle = Math.Abs(Angle.Difference(vessel.YawRad, yawRad));
        double underFinger = Math.Max(0, Math.Min(handle - AheadOfFingersRad, BehindFingersRad - handle));
        double towardsPalm = Math.Max(0, handle - BeforePalmRad);
        return 10 * underFinger + 8 * towardsPalm;
    }

    private static double SweepCost(ObjectTrack other, ObjectTrack vessel, double yawRad)
    {
        Vec3 offset = Quat.FromYaw(yawRad).Inverse().Rotate(other.PositionInMap - vessel.PositionInMap);
        double beside = Math.Abs(offset.Y) - other.RadiusM - FingerReachM;
        bool alongTheWay = offset.X < 0.06 + other.RadiusM;
        return alongTheWay && beside < 0 ? 40 * Math.Min(0.1, -beside) + 2 : 0;
    }
}
