using System.Diagnostics.CodeAnalysis;
using RoboticsStack.Control.Robot;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Manipulation;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>The arm policy of a run: the world-model planner with its physics check.</summary>
/// <param name="planner">Its own; disposed with the policy.</param>
/// <param name="secondsNow">The host's stopwatch, for the report's timings only; nothing is decided by it.</param>
public sealed class PlannerPolicy(ManipulationPlanner planner, Func<double> secondsNow) : IArmPolicy, IDisposable
{
    [SuppressMessage("Style", "IDE0010", Justification = "every phase is covered")]
    public ArmDecision Decide(ArmRequest request)
    {
        if (request.IsNewSkill)
        {
            planner.Reset();
        }
        double started = secondsNow();
        double encodeMs = 0;
        double planMs = 0;
        double checkMs = 0;
        ReplanOutcome outcome = planner.Replan(
            new ReplanRequest
            {
                ObservedAt = request.Now,
                Inputs = request.Inputs,
                SetpointWidthM = request.Setpoint.WidthM,
                Objective = request.Objective,
                Committed = request.Committed,
                Scene = PerceivedSurroundings.Of(request),
                Command = request.Belief.CommandedArm is { } sent
                    ? new ArmCommand(JointVector.From([.. sent.JointPositionRad]), JointVector.From([.. sent.JointVelocityRadPerSec]))
                    : null,
                LiftM = request.Belief.Robot.LiftM,
                GripperAtSuccess = request.GripperAtSuccess,
            },
            phase =>
            {
                double now = secondsNow();
                double elapsed = 1000 * (now - started);
                started = now;
                switch (phase)
                {
                    case ReplanPhase.Encode:
                        encodeMs = elapsed;
                        break;
                    case ReplanPhase.Plan:
                        planMs = elapsed;
                        break;
                    case ReplanPhase.Check:
                        checkMs = elapsed;
                        break;
                }
            });
        Pose armBaseInMap = request.Belief.Robot.ArmBaseInMapAt(request.Now);
        ReplanReport report = outcome.ToReport(armBaseInMap);
        (report.EncodeMs, report.PlanMs, report.CheckMs) = (encodeMs, planMs, checkMs);
        return new ArmDecision(outcome.Trajectory, report, outcome.Holds ? report.VetoReason : null, planner.Trace(outcome, armBaseInMap));
    }

    public void Dispose() => planner.Dispose();
}
