namespace RoboticsStack.Kitchens.People;

/// <summary>Parts of the body as ISO/TS 15066 groups them for forces; the same names as in the safety configuration.</summary>
public enum BodyRegion
{
    Skull,
    Face,
    Neck,
    Chest,
    Abdomen,
    Pelvis,
    UpperArm,
    Forearm,
    Hand,
    Thigh,
    LowerLeg,
}
