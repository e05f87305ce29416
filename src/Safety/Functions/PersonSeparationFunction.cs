using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.People;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// Speed and separation to people: the nearer somebody is to any part of the robot, the slower it may move, so that it stands before they can reach it;
/// with too little distance it holds, and goes on by itself when there is room again. See <see cref="SeparationFormula"/>.
/// </summary>
internal sealed class PersonSeparationFunction(RobotDescription robot, PersonDistance distance) : ISafetyFunction
{
    /// <summary>Slower than this is as good as standing.</summary>
    private const double CreepMPerSec = 0.02;
    private const double RestMPerSec = 0.05;

    private readonly PersonSeparationLimits _limits = robot.Safety.PersonSeparation;
    private readonly double _fastestMPerSec = Math.Max(robot.Safety.Cartesian.SpeedMPerSec, robot.Base.MaxSpeedMPerSec);
    private bool _holds, _hasRested;
    private Timestamp _heldSince, _crowdedAt;

    public void Restart() => _holds = false;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        if (cycle.People.Count > 0)
        {
            distance.Update(cycle);
        }
        double allowed = double.PositiveInfinity, distanceM = double.PositiveInfinity;
        foreach (ref readonly PersonState person in cycle.People.People)
        {
            if (Allowed(cycle, person) is var (speed, nearest) && speed < allowed)
            {
                (allowed, distanceM) = (speed, nearest);
            }
        }
        Follow(allowed, cycle.Now);
        if (_holds)
        {
            double heldSec = cycle.Now.SecondsSince(_heldSince);
            // Who pushes a robot that has come to rest moves it without its doing.
            _hasRested |= !IsMoving(cycle);
            bool doesNotStop = heldSec > _limits.StopTimeSec && !_hasRested;
            monitor.Demand(GateFunction.PersonSeparation, doesNotStop ? FailsafeAction.ControlledStop : FailsafeAction.Hold,
                SeparationFormula.Required(_limits, 0, _limits.PersonSpeedMPerSec, 0), distanceM, cycle.Now, cycle.PlanSequence);
        }
        else if (allowed < _fastestMPerSec)
        {
            monitor.LimitRate(GateFunction.PersonSeparation, allowed / _fastestMPerSec,
                SeparationFormula.Required(_limits, _fastestMPerSec, _limits.PersonSpeedMPerSec, 0), distanceM, cycle.Now, cycle.PlanSequence);
        }
        if (cycle.People.Count > 0 && Math.Abs(cycle.Now.SecondsSince(cycle.People.Newest)) > _limits.MaxAgeSec)
        {
            monitor.LimitRate(GateFunction.PersonSeparation, _limits.BlindRate, _limits.MaxAgeSec, cycle.Now.SecondsSince(cycle.People.Newest), cycle.Now, cycle.PlanSequence);
        }
    }

    /// <summary>Holds from when nothing but creeping is allowed until enough has been allowed for a while.</summary>
    private void Follow(double allowed, Timestamp now)
    {
        if (allowed < CreepMPerSec && !_holds)
        {
            (_holds, _hasRested, _heldSince) = (true, false, now);
        }
        if (allowed < _limits.ResumeMPerSec)
        {
            _crowdedAt = now;
        }
        _holds &= now.SecondsSince(_crowdedAt) < _limits.ClearSec;
    }

    /// <summary>The least speed that any part of the robot may have for the sake of one person, and the distance that decides it.</summary>
    private (double Speed, double DistanceM) Allowed(in CycleState cycle, in PersonState person)
    {
        if (!person.IsFinite)
        {
            return (0, 0);
        }
        Vec3 body = PersonDistance.InBase(cycle.Measurement, new(person.X, person.Y, 0));
        double measured = Math.Sqrt(person.VxMPerSec * person.VxMPerSec + person.VyMPerSec * person.VyMPerSec);
        double age = Math.Abs(cycle.Now.SecondsSince(person.Seen));
        double slack = _limits.DetectionSigmas * person.SigmaM;
        (double toBody, double toHand, double handAge) = (double.PositiveInfinity, double.PositiveInfinity, 0);
        for (int sphere = 0; sphere < distance.Count; sphere++)
        {
            toBody = Math.Min(toBody, distance.ToBody(sphere, body, _limits.BodyRadiusM));
            for (int hand = 0; hand < person.HandCount; hand++)
            {
                HandState state = hand == 0 ? person.FirstHand : person.SecondHand;
                double at = distance.ToHand(sphere, PersonDistance.InBase(cycle.Measurement, state.Position), _limits.HandRadiusM);
                if (!(at >= toHand))
                {
                    (toHand, handAge) = (at, Math.Abs(cycle.Now.SecondsSince(state.Seen)));
                }
            }
        }
        toBody -= slack;
        double forBody = SeparationFormula.AllowedSpeed(_limits, toBody, SeparationFormula.PersonSpeed(_limits, toBody, measured), age);
        double forHand = double.IsPositiveInfinity(toHand) ? double.PositiveInfinity
            : SeparationFormula.AllowedSpeed(_limits, toHand, SeparationFormula.PersonSpeed(_limits, toHand, 0), handAge);
        return forHand < forBody ? (forHand, toHand) : (forBody, toBody);
    }

    /// <summary>Measured: commands may long be at rest.</summary>
    private static bool IsMoving(in CycleState cycle)
    {
        ref readonly RobotMeasurement m = ref cycle.Measurement;
        double fastest = Math.Max(Math.Abs(m.LiftVelocityMPerSec), Math.Sqrt(m.BaseVxMPerSec * m.BaseVxMPerSec + m.BaseVyMPerSec * m.BaseVyMPerSec));
        for (int i = 0; i < JointVector.Length; i++)
        {
            fastest = Math.Max(fastest, Math.Abs(m.VelocityRadPerSec[i]));
        }
        return fastest > RestMPerSec;
    }
}
