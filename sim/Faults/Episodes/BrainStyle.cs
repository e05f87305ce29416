namespace RoboticsStack.Faults;

/// <summary>How the brain of an episode behaves: the faults of the planner itself.</summary>
public enum BrainStyle
{
    /// <summary>Smooth reaches to places in the workspace: what a sound brain asks for.</summary>
    Sound,

    /// <summary>Points anywhere in the workspace, at any pace, with any base motion.</summary>
    Random,

    /// <summary>From corner to corner of the workspace at once, with full grip and full base speed.</summary>
    Greedy,

    /// <summary>Down and ahead, into whatever is there.</summary>
    Pressing,

    /// <summary>To and fro, with every plan the other way.</summary>
    Oscillating,

    /// <summary>The same plan again and again under new numbers.</summary>
    Frozen,

    /// <summary>An old plan, number and all.</summary>
    Replaying,

    /// <summary>Numbers that are none.</summary>
    NotFinite,

    /// <summary>Plans for observations long past.</summary>
    Stale,

    /// <summary>The stack's own: world model, planner, physics check and task.</summary>
    WorldModel,
}
