using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Safety.People;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// Power and force: near somebody, no part of the robot moves faster than the parts of a body at its height stand being hit (<see cref="ContactSpeed"/>). The
/// arm's mass counts by half, what it carries and the base in full. Asks the distances of the
/// cycle, which <see cref="PersonSeparationFunction"/> has worked out before it.
/// </summary>
internal sealed class PowerAndForceFunction : ISafetyFunction
{
    private const double LeastMPerSec = 0.02;

    private readonly PowerAndForceLimits _limits;
    private readonly PersonSeparationLimits _separation;
    private readonly PersonDistance _distance;
    private readonly double[] _armSpeed;
    private readonly double[] _baseSpeed;
    private readonly double _maxBaseSpeed, _maxYawRate, _maxGripperSpeed;

    public PowerAndForceFunction(RobotDescription robot, PersonDistance distance)
    {
        (_limits, _separation, _distance) = (robot.Safety.PowerAndForce, robot.Safety.PersonSeparation, distance);
        (_maxBaseSpeed, _maxYawRate, _maxGripperSpeed) = (robot.Base.MaxSpeedMPerSec, robot.Base.MaxYawRateRadPerSec, robot.Safety.Cartesian.SpeedMPerSec);
        double arm = 0, all = 0;
        foreach (RobotLink link in robot.Links)
        {
            double mass = link.Inertia?.MassKg ?? 0;
            all += mass;
            arm += IsOfArm(robot, link.Name) ? mass : 0;
        }
        _armSpeed = [.. _limits.Regions.Select(region => ContactSpeed.Allowed(region, arm / 2 + _limits.LoadKg))];
        _baseSpeed = [.. _limits.Regions.Select(region => ContactSpeed.Allowed(region, all + _limits.LoadKg))];
    }

    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        double arm = double.PositiveInfinity, drive = double.PositiveInfinity, turn = double.PositiveInfinity, fastest = 0;
        foreach (ref readonly PersonState person in cycle.People.People)
        {
            Vec3 body = PersonDistance.InBase(cycle.Measurement, new(person.X, person.Y, 0));
            for (int sphere = 0; sphere < _distance.Count; sphere++)
            {
                // A place that is no number is near.
                if (_distance.ToBody(sphere, body, _separation.BodyRadiusM) > _limits.ReachM)
                {
                    continue;
                }
                bool isArm = _distance.IsLifted(sphere);
                double allowed = Math.Max(LeastMPerSec, SlowestRegion(sphere, isArm ? _armSpeed : _baseSpeed));
                (arm, drive) = isArm ? (Math.Min(arm, allowed), drive) : (arm, Math.Min(drive, allowed));
                turn = Math.Min(turn, allowed / Math.Max(0.1, _distance.LeverM(sphere)));
                fastest = Math.Max(fastest, _distance.Velocity(sphere).Length);
            }
        }
        double baseSpeed = Math.Sqrt(cycle.Command.BaseVxMPerSec * cycle.Command.BaseVxMPerSec + cycle.Command.BaseVyMPerSec * cycle.Command.BaseVyMPerSec);
        double both = Math.Min(arm, drive);
        if (both < _maxBaseSpeed)
        {
            monitor.LimitBaseSpeed(GateFunction.PowerAndForce, both, both, fastest, cycle.Now, cycle.PlanSequence);
        }
        if (arm - baseSpeed < _maxGripperSpeed)
        {
            monitor.LimitGripperSpeed(GateFunction.PowerAndForce, Math.Max(LeastMPerSec, arm - baseSpeed), arm, fastest, cycle.Now, cycle.PlanSequence);
        }
        if (Math.Abs(cycle.Command.BaseYawRateRadPerSec) > turn)
        {
            monitor.LimitRate(GateFunction.PowerAndForce, turn / _maxYawRate, turn, Math.Abs(cycle.Command.BaseYawRateRadPerSec), cycle.Now, cycle.PlanSequence);
        }
    }

    private double SlowestRegion(int sphere, double[] speeds)
    {
        double slowest = double.PositiveInfinity;
        for (int i = 0; i < speeds.Length; i++)
        {
            RegionLimits region = _limits.Regions[i];
            if (_distance.LowM(sphere) <= region.HighM && _distance.HighM(sphere) >= region.LowM)
            {
                slowest = Math.Min(slowest, speeds[i]);
            }
        }
        return slowest;
    }

    private static bool IsOfArm(RobotDescription robot, string link)
    {
        for (string current = link; robot.FindJointAbove(current) is { } joint; current = joint.Parent)
        {
            if (joint.Parent == robot.Frames.ArmBase)
            {
                return true;
            }
        }
        return false;
    }
}
