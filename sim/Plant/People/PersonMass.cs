namespace RoboticsStack.Plant.People;

/// <summary>What a person weighs, from their height: who walks into a robot brings that much momentum and no more.</summary>
/// <remarks>
/// Body mass index 16 kg/m² for children up to 1.30 m (WHO growth reference 2007: medians of 15 to 16 between five and nine years) and 23 kg/m² for
/// adults from 1.60 m on (the middle of WHO's normal range and a little), between them a straight line.
/// </remarks>
internal static class PersonMass
{
    /// <summary>Of the adult for whom ISO/TS 15066 gives its effective masses: that of thigh and lower leg, behind which all of the body stands.</summary>
    public const double ReferenceKg = 75;

    private const double ChildM = 1.30, AdultM = 1.60;
    private const double ChildIndex = 16, AdultIndex = 23;

    public static double Of(double heightM)
    {
        double grown = Math.Clamp((heightM - ChildM) / (AdultM - ChildM), 0, 1);
        return (ChildIndex + (AdultIndex - ChildIndex) * grown) * heightM * heightM;
    }
}
