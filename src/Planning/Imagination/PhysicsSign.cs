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

    /// <summary>What is taken to be held a moment later still is, as a probability.</summary>
    KeepsHold,

    /// <summary>Where in the hand the thing in it is a moment later, along the vertical, m.</summary>
    SinksInHand,

    /// <summary>What both pads feel of the thing a moment later, N.</summary>
    PadsFeel,

    /// <summary>Logarithm of the latent's squared error, one step ahead.</summary>
    NextLatent,

    /// <summary>The same <see cref="Innovation.FarSteps"/> steps ahead.</summary>
    LaterLatent,
}

/// <summary>
/// One answer of body or world, and what drives it: the sign is their ratio. Answers of different channels (an axis, a joint, a skill) have their own usual ratio and their own noise.
/// </summary>
/// <param name="Channel">Within the sign.</param>
/// <param name="Driver">1 where the sign is a mean.</param>
public readonly record struct SignEvidence(PhysicsSign Sign, int Channel, double Driver, double Answer);
