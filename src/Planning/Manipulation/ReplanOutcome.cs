using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Checking;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>What a replan came to.</summary>
public sealed record ReplanOutcome
{
    public required string Skill { get; init; }

    /// <summary>Waypoints 0.1 s apart from the time of the observation on; standing still if every plan was vetoed.</summary>
    public required GripperTrajectory Trajectory { get; init; }

    /// <summary>Every plan was vetoed and the budget is spent: the arm holds.</summary>
    public required bool Holds { get; init; }
    public required PlanCandidate Chosen { get; init; }

    /// <summary>Of the chosen plan, or of the last vetoed one; null without a physics check.</summary>
    public required CandidateVerdict? Verdict { get; init; }
    public required PlanResult Search { get; init; }

    /// <summary>Probes as the model decodes them now, not anchored.</summary>
    public required IReadOnlyList<float> DecodedNow { get; init; }

    /// <summary>Every plan checked, in order; empty without a physics check.</summary>
    public required IReadOnlyList<CheckedPlan> Checks { get; init; }
    public int CheckedCount => Checks.Count;
    public int VetoedCount => Checks.Count(check => check.Verdict.IsVetoed);

    /// <summary>Of the last vetoed plan of this replan.</summary>
    public required VetoReason LastVeto { get; init; }

    /// <summary>What that plan would have done wrong; for people.</summary>
    public string LastOffender { get; init; } = "";

    /// <summary>For people and recordings; header and times are the host's to fill in.</summary>
    public ReplanReport ToReport(Pose armBaseInMap)
    {
        ReplanReport report = new()
        {
            Skill = Skill,
            Samples = (uint)Search.SampleCount,
            Iterations = (uint)Search.IterationCount,
            BestCost = Chosen.Cost,
            Disagreement = Chosen.MeanDisagreement,
            LatentPhysicsDistance = Verdict?.LatentPhysicsDistanceM ?? double.NaN,
            CandidatesChecked = (uint)CheckedCount,
            CandidatesVetoed = (uint)VetoedCount,
            VetoReason = LastVeto == VetoReason.None ? "" : $"{LastVeto} {LastOffender}".TrimEnd(),
        };
        report.PlannedPathInMap.AddRange(Trajectory.Waypoints.Select(waypoint => InMap(waypoint.Position)));
        report.PhysicsPathInMap.AddRange((Verdict?.GripperPath ?? []).Select(InMap));
        report.Verdicts.AddRange(Checks.Select(check => check.ToMessage()));
        return report;

        Vector3 InMap(Vec3 inArmBase)
        {
            Vec3 point = armBaseInMap.Transform(inArmBase);
            return new() { X = point.X, Y = point.Y, Z = point.Z };
        }
    }
}
