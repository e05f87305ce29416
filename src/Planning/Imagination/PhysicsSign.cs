namespace RoboticsStack.Planning.Imagination;

/// <summary>What in another world than the one learned would be off, in the order of <see cref="SignReader"/>.</summary>
public enum PhysicsSign
{
    /// <summary>The hand follows its setpoint by so much later, seconds.</summary>
    FollowsLate,

    /// <summary>The joints' drives work against so much, Nm, whichever way they turn.</summary>
    JointsRub,

    /// <summary>The wrist bears so much along the vertical while something is in the hand, N.</summary>
    WeightInHand,

    /// <summary>By how much of the hand's way up or down the thing between the fingers goes along: 1 if it does not slip.</summary>
    ComesAlong,

    /// <summary>
    /// What fingers that slide along what they hold lightly are held back and lifted by, both together, for each newton on their pads, as its natural logarithm (flat below a tenth): mugs differ by factors. It goes with
    /// the coefficient of friction: a vessel that is held back above its foot slides on if it is slippery and tips if it is not, and as it tips, what lies on the fingers goes up.
    /// </summary>
    SlidingFriction,
}

/// <summary>
/// One answer of body or world, and what drives it: the sign is their ratio. Answers of different channels (an axis, a joint, a skill) have their own usual ratio and their own noise.
/// </summary>
/// <param name="Channel">Within the sign.</param>
/// <param name="Driver">1 where the sign is a mean.</param>
public readonly record struct SignEvidence(PhysicsSign Sign, int Channel, double Driver, double Answer);
