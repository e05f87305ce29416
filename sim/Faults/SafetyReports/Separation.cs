using RoboticsStack.Control.Robot;

namespace RoboticsStack.Faults.SafetyReports;

/// <summary>
/// The distance to a person that follows from the measured stops: S_p = S_h + S_r + S_s + C + Z_d + Z_r (ISO/TS 15066, 5.5.4; from memory, to be verified)
/// with S_h = v_h (T_r + T_s) and S_r = v_r T_r. The person's speed, reaction time and uncertainties are those of the robot's safety file.
/// </summary>
/// <param name="SpeedMPerSec">Of the robot at the stop.</param>
/// <param name="Person">S_h: the person walks on until the robot stands, m.</param>
/// <param name="Reaction">S_r: the robot goes on until it reacts, m.</param>
/// <param name="Stopping">S_s: measured, m.</param>
/// <param name="Margins">C + Z_d + Z_r, m.</param>
public sealed record Separation(StoppingAxis Axis, double PayloadKg, double SpeedMPerSec, double Person, double Reaction, double Stopping, double Margins)
{
    public double Total => Person + Reaction + Stopping + Margins;

    /// <summary>Of each stop under power whose duration is known; none if the safety file has no separation.</summary>
    public static IEnumerable<Separation> Of(RobotDescription robot, IEnumerable<MeasuredStop> stops)
    {
        if (robot.Safety.Functions.FirstOrDefault(entry => entry.Name == "person_separation") is not { } entry)
        {
            yield break;
        }
        double Term(string name) => entry.Limits.First(limit => limit.Name == name).Values[0];
        double person = Term("person_speed"), reaction = Term("reaction_time"), margins = Term("intrusion") + Term("detection_error") + Term("robot_error");
        foreach (MeasuredStop stop in stops.Where(stop => stop.Category == StopCategory.BrakedAndHeld && stop.Axis != StoppingAxis.Lift))
        {
            if (stop.TimeSec is { } time)
            {
                yield return new Separation(stop.Axis, stop.PayloadKg, stop.SpeedMPerSec, person * (reaction + time), stop.SpeedMPerSec * reaction, stop.DistanceM, margins);
            }
        }
    }
}
