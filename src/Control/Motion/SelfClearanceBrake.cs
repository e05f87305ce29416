using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;

namespace RoboticsStack.Control.Motion;

/// <summary>Slows the arm down towards the robot's own body, to a standstill at the least distance.</summary>
internal sealed class SelfClearanceBrake(RobotDescription robot, RobotKinematics kinematics)
{
    private const int Joints = JointVector.Length;
    private const double LookAheadSec = 0.03;

    /// <summary>No point of the outstretched arm is farther than this from any of its axes.</summary>
    private const double LongestLeverM = 1.4;

    private readonly SelfClearanceLimits _limits = robot.Safety.SelfClearance;
    private readonly SelfClearance _self = new(robot, kinematics);
    private JointVector _measuredAt;
    private double _measuredAtLiftM;

    /// <summary>Distance to the body, metres; far from it a lower bound.</summary>
    public double ClearanceM { get; private set; } = double.NegativeInfinity;

    /// <summary>Share of <paramref name="wanted"/> (rad/s) that is allowed at <paramref name="position"/>; below 1 only for motion that comes nearer.</summary>
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
        return _self.Distance(ahead, liftM) >= ClearanceM ? 1 : Math.Clamp(margin / _limits.SlowZoneM, 0, 1);
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
