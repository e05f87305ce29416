using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.People;

/// <summary>
/// How far a person has to be (ISO/TS 15066:2016, 5.5.4): S_p = S_h + S_r + S_s + C + Z_d + Z_r, and what speed a distance allows.
/// </summary>
/// <remarks>
/// S_h: what the person goes until the robot stands, at v_h; S_r: what the robot goes until it begins to brake; S_s: until it stands; C: how far a person
/// reaches beyond what of them is detected; Z_d, Z_r: how far off detection and robot may be. The person is taken to come straight at the robot
/// from where they were seen, so the age of the detection counts as time to react.
/// </remarks>
public static class SeparationFormula
{
    /// <summary>A person's speed: the standard's, faster near by; what is measured where that is more.</summary>
    public static double PersonSpeed(PersonSeparationLimits limits, double distanceM, double measuredMPerSec) =>
        Math.Max(distanceM < limits.NearM ? limits.NearSpeedMPerSec : limits.PersonSpeedMPerSec, measuredMPerSec);

    /// <summary>S_p, metres, for a robot that moves towards the person; infinite for anything that is not a number.</summary>
    /// <param name="limits">The robot's stopping, and the uncertainties.</param>
    /// <param name="robotMPerSec">Towards the person; away from them counts as nothing.</param>
    /// <param name="personMPerSec">v_h.</param>
    /// <param name="ageSec">Of the detection.</param>
    public static double Required(PersonSeparationLimits limits, double robotMPerSec, double personMPerSec, double ageSec)
    {
        double robot = Math.Max(robotMPerSec, 0);
        double react = ageSec + limits.ReactionSec;
        double brake = robot / limits.BrakingMPerSec2;
        double required = personMPerSec * (react + brake) + robot * react + robot * brake / 2 + limits.IntrusionM + limits.DetectionErrorM + limits.RobotErrorM;
        return double.IsFinite(required) ? required : double.PositiveInfinity;
    }

    /// <summary>
    /// The fastest that the robot may move towards the person with so much distance left, m/s: <see cref="Required"/> solved for the robot's speed,
    /// v²/2a + v (v_h/a + t) = S − v_h t − C − Z. Nothing for anything that is not a number.
    /// </summary>
    public static double AllowedSpeed(PersonSeparationLimits limits, double distanceM, double personMPerSec, double ageSec)
    {
        double react = ageSec + limits.ReactionSec;
        double left = distanceM - personMPerSec * react - limits.IntrusionM - limits.DetectionErrorM - limits.RobotErrorM;
        if (!(left > 0))
        {
            return 0;
        }
        double a = limits.BrakingMPerSec2, half = personMPerSec + a * react;
        double speed = Math.Sqrt(half * half + 2 * a * left) - half;
        return double.IsNaN(speed) ? 0 : speed;
    }
}
