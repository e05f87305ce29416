namespace RoboticsStack.Runtime.Skills;

/// <summary>From when on the plant's judge counts a skill as done. In its truth, so perception and localisation errors count against the robot.</summary>
public static class SkillTolerance
{
    /// <summary>Reach: across the way in and in height, so that the open fingers (140 mm) pass a mug of up to 92 mm on both sides.</summary>
    public const double ReachAcrossM = 0.02;
    public const double ReachHeightM = 0.025;
    public const double ReachYawRad = 0.15;

    /// <summary>Reach: from the mug's wall to the gripper's origin, along the way in.</summary>
    public const double ReachNearestM = 0.03;
    public const double ReachFarthestM = 0.18;

    /// <summary>A mug moved farther than this before it is grasped was pushed.</summary>
    public const double UnmovedM = 0.01;

    /// <summary>Grasp: between the fingers, both pads touching; the mug's axis from the gripper's origin.</summary>
    public const double InHandM = 0.04;

    /// <summary>A mug that leans no more than this is upright.</summary>
    public const double UprightRad = 0.2;

    /// <summary>Lift: off what it stood on.</summary>
    public const double LiftedM = 0.05;

    /// <summary>Place: horizontally, of the middle of the mug's base from its place.</summary>
    public const double PlacedM = 0.02;

    /// <summary>Place: of the base over what the mug stood on before; more is standing on something else, or held.</summary>
    public const double PlacedHeightM = 0.01;

    /// <summary>Carry: horizontally, of the mug from over its place.</summary>
    public const double BroughtM = 0.05;

    /// <summary>Carry: a drop is 0.05 ml; this is what a saucer hides.</summary>
    public const double SpilledMl = 1;
}
