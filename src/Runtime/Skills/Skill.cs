namespace RoboticsStack.Runtime.Skills;

/// <summary>What the arm can do; each is tried on its own in <see cref="SkillEpisode"/>.</summary>
public enum Skill
{
    /// <summary>Open gripper from somewhere over the counter to the place before a mug from which it can go straight in.</summary>
    Reach,

    /// <summary>From there, in around the mug and close on it.</summary>
    Grasp,

    /// <summary>A grasped mug off what it stands on.</summary>
    Lift,

    /// <summary>A lifted mug down at a given place, and let go.</summary>
    Place,

    /// <summary>The machine's button, with closed fingers.</summary>
    Press,

    /// <summary>A lifted mug with coffee in it to the body and out again over a place, without spilling.</summary>
    Carry,
}
