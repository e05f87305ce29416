using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// Nothing of the robot hits what the depth cameras have seen harder than a touch, nor arm and lift what they have not seen through; with cameras that show nothing new everything is slow.
/// </summary>
internal sealed class ObstacleDistanceFunction(RobotDescription robot, RobotKinematics kinematics) : ISafetyFunction
{
    private readonly ObstacleDistanceLimits _limits = robot.Safety.ObstacleDistance;

    /// <summary>Not the gripper alone: a hand that turns in place, or an elbow, hits as hard.</summary>
    private readonly double _blindShare = robot.Safety.ObstacleDistance.BlindSpeedMPerSec / robot.Safety.Cartesian.SpeedMPerSec;

    public ObstacleBarrier Barrier { get; } = new(robot, kinematics);

    private Timestamp _seesSince;
    private bool _sees;

    /// <summary>What has been seen stays seen.</summary>
    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        Barrier.Look(cycle.View, cycle.Command, cycle.Measurement);
        double ageSec = cycle.View.HasDepth ? Math.Abs(cycle.Now.SecondsSince(cycle.View.DepthTime)) : double.PositiveInfinity;
        if (!_sees && ageSec <= _limits.MaxDepthAgeSec)
        {
            _seesSince = cycle.Now;
        }
        _sees = ageSec <= _limits.MaxDepthAgeSec;
        // A surface counts once it was seen twice: a view that has just begun is full of holes.
        bool isBlind = !_sees || cycle.Now.SecondsSince(_seesSince) < _limits.SettleSec;
        if (cycle.FollowsPlans && isBlind)
        {
            monitor.LimitSpeeds(GateFunction.ObstacleDistance, _blindShare, _limits.MaxDepthAgeSec, ageSec, cycle.Now, cycle.PlanSequence);
        }
    }

    /// <summary>What may be driven of a velocity (base_link) for what is near arm, lift and mast.</summary>
    public (Vec3 Linear, double YawRate) AllowBase(Vec3 linear, double yawRate, Timestamp now, ulong planSequence, FailsafeMonitor monitor)
    {
        double share = Barrier.AllowedShareOfBase(linear, yawRate);
        if (share < 1)
        {
            monitor.Demand(GateFunction.ObstacleDistance, FailsafeAction.Warn, Barrier.Latest.Limit, Barrier.Latest.Value, now, planSequence);
        }
        return (linear * share, yawRate * share);
    }
}
