using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.People;

/// <summary>How fast a part of a body may be hit.</summary>
public static class ContactSpeed
{
    /// <summary>v = F / √(k μ) with μ = (1/m_H + 1/m_R)⁻¹ (ISO/TS 15066:2016, A.3.4), m/s; nothing for anything that is not a number.</summary>
    /// <param name="region">Of the body.</param>
    /// <param name="robotKg">m_R: what moves with the part of the robot that hits.</param>
    public static double Allowed(RegionLimits region, double robotKg)
    {
        double reduced = 1 / (1 / region.MassKg + 1 / robotKg);
        double speed = region.ForceN / Math.Sqrt(region.StiffnessNPerM * reduced);
        return double.IsFinite(speed) && speed > 0 ? speed : 0;
    }
}
