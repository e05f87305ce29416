using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;

namespace RoboticsStack.Control.Motion;

/// <summary>
/// Keeps the arm clear of the robot's own body with a velocity damper (Faverjon and Tournassoud, 1987): the speed at which it comes nearer, whichever parts
/// are the nearest, is at most proportional to what is left of the distance. Motion along the body or away from it is free.
/// </summary>
internal sealed class SelfClearanceBrake(RobotDescription robot, RobotKinematics kinematics)
{
    private const int Joints = JointVector.Length;
    private const double LookAheadSec = 0.03;

    /// <summary>No point of the outstretched arm is farther than this from any of its axes.</summary>
    private const double LongestLeverM = 1.4;

    /// <summary>Share of the joints' acceleration that the damper counts on.</summary>
    private const double BrakeShare = 0.8;

    /// <summary>Metres per second nearer for each metre that is left; no more than a joint at its operating velocity can brake for.</summary>
    private readonly double _nearerPerSec = Math.Min(
        robot.Safety.Cartesian.SpeedMPerSec / robot.Safety.SelfClearance.SlowZoneM, BrakeShare * robot.Arm.BrakingSharePerSec);

    private readonly SelfClearanceLimits _limits = robot.Safety.SelfClearance;
    private readonly SelfClearance _self = new(robot, kinematics);
    private JointVector _measuredAt;
    private double _measuredAtLiftM;

    /// <summary>Distance to the body, metres; far from it a lower bound.</summary>
    public double ClearanceM { get; private set; } = double.NegativeInfinity;

    /// <summary>Share of <paramref name="wanted"/> (rad/s) that is allowed at <paramref name="position"/>; below 1 only for motion that comes nearer too fast.</summary>
    public double AllowedShare(in JointVector position, in JointVector wanted, double liftM)
    {
        // Far from the body the distance need not be measured anew before the arm can have come near.
        ClearanceM -= TravelBound(position, liftM);
        if (ClearanceM - _limits.DistanceM <= _limits.SlowZoneM)
        {
            ClearanceM = _self.Distance(position, liftM);
        }
        double margin = ClearanceM - _limits.DistanceM;
        if (margin > _limits.SlowZoneM)
        {
            return 1;
        }
        JointVector ahead = position;
        for (int i = 0; i < Joints; i++)
        {
            ahead[i] += wanted[i] * LookAheadSec;
        }
        double nearer = (ClearanceM - _self.Distance(ahead, liftM)) / LookAheadSec;
        double allowed = Math.Max(0, margin) * _nearerPerSec;
        return nearer <= allowed ? 1 : allowed / nearer;
    }

    /// <summary>The most that any point of the arm can have come nearer to the body since the latest cycle, metres.</summary>
    private double TravelBound(in JointVector position, double liftM)
    {
        double turned = 0;
        for (int i = 0; i < Joints; i++)
        {
            turned += Math.Abs(position[i] - _measuredAt[i]);
            _measuredAt[i] = position[i];
        }
        double bound = turned * LongestLeverM + Math.Abs(liftM - _measuredAtLiftM);
        _measuredAtLiftM = liftM;
        return bound;
    }
}
