namespace RoboticsStack.Intuition;

/// <summary>What a pair of clips asks about. The names are those of developmental psychology (Spelke, 1990; Baillargeon, 1987).</summary>
public enum PhysicsCategory
{
    /// <summary>A thing out of sight is still there, and nothing comes from nowhere.</summary>
    Permanence,

    /// <summary>Things do not pass through one another.</summary>
    Solidity,

    /// <summary>What is not held falls.</summary>
    Gravity,

    /// <summary>What is supported stands, and what is not falls; a stack of balls falls, too.</summary>
    Support,

    /// <summary>A thing moves along a connected path.</summary>
    Continuity,

    /// <summary>Motion changes only by contact.</summary>
    Inertia,
}
