namespace RoboticsStack.Planning.Checking;

/// <summary>Drives that the check gives the robot: gains of the order that position-controlled arms show at the joint.</summary>
internal static class ArmServo
{
    public static readonly double[] StiffnessNmPerRad = [6000, 6000, 5000, 5000, 2000, 2000, 2000];

    /// <summary>Damping over stiffness; a target led by this much velocity is followed without lag.</summary>
    public const double LeadSec = 0.04;
    public const double ArmatureKgM2 = 0.1;
    public const double FingerStiffnessNPerM = 8000;
    public const double FingerDampingNSecPerM = 150;
    public const double FingerArmatureKg = 0.4;
}
