using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>Whether command and measurement agree well enough for power to come on and motion to begin.</summary>
internal sealed class EngagementCheck(RobotDescription robot)
{
    /// <summary>A joint that moves counts by its speed, too: by where it would be after this time.</summary>
    private const double SettleSec = 0.1;

    /// <summary>Largest difference between command and measurement over the joints, rad.</summary>
    public static double Mismatch(in RobotMeasurement measurement, in JointVector commanded)
    {
        double worst = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double difference = Math.Abs(commanded[i] - measurement.PositionRad[i]) + SettleSec * Math.Abs(measurement.VelocityRadPerSec[i]);
            worst = Math.Max(worst, difference);
        }
        return worst;
    }

    public bool IsVerified(in RobotMeasurement measurement, in JointVector commanded) =>
        Mismatch(measurement, commanded) <= robot.Safety.Engagement.ToleranceRad && IsInsideLimits(measurement);

    private bool IsInsideLimits(in RobotMeasurement measurement)
    {
        for (int i = 0; i < JointVector.Length; i++)
        {
            if (measurement.PositionRad[i] < robot.Arm.PositionLow[i] || measurement.PositionRad[i] > robot.Arm.PositionHigh[i])
            {
                return false;
            }
        }
        return true;
    }
}
