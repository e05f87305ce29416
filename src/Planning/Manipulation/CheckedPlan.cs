using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Checking;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>A plan that went through the physics check.</summary>
/// <param name="PredictedCost">By the world model; NaN for a plan that was shortened after it had been predicted.</param>
public sealed record CheckedPlan(CandidateVerdict Verdict, double PredictedCost)
{
    /// <summary>For people and recordings.</summary>
    public CheckVerdict ToMessage() => new()
    {
        Veto = Verdict.Veto == VetoReason.None ? "" : Verdict.Veto.ToString(),
        Offender = Verdict.Offender,
        RolledOutSec = Verdict.RolledOutSec,
        MinClearanceM = Verdict.MinClearanceM,
        PeakContactForceN = Verdict.PeakContactForceN,
        ContactForceLimitN = Verdict.ContactForceLimitN,
        MaxTiltRad = Verdict.MaxTiltRad,
        MaxSlipM = Verdict.MaxSlipM,
        MaxSpillAngleRad = Verdict.MaxSpillAngleRad,
        MaxReachErrorM = Verdict.MaxReachErrorM,
        LatentPhysicsDistanceM = Verdict.LatentPhysicsDistanceM,
        PredictedCost = PredictedCost,
    };
}
