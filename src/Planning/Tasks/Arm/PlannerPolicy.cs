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
    public ArmDecision Decide(ArmRequest request)
    {
        double started = secondsNow();
        ReplanRequest replan = new()
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
        };
        return Decide(replan, request.IsNewSkill, request.Belief.Robot.ArmBaseInMapAt(request.Now), started);
    }

    /// <summary>The same for a situation that was put together before, for instance in a recording.</summary>
    /// <param name="replan">The situation.</param>
    /// <param name="isNewSkill">Forgets what was planned before.</param>
    /// <param name="armBaseInMap">For the report.</param>
    public ArmDecision Decide(ReplanRequest replan, bool isNewSkill, Pose armBaseInMap) => Decide(replan, isNewSkill, armBaseInMap, secondsNow());

    [SuppressMessage("Style", "IDE0010", Justification = "every phase is covered")]
    private ArmDecision Decide(ReplanRequest replan, bool isNewSkill, Pose armBaseInMap, double started)
    {
        if (isNewSkill)
        {
            planner.Reset();
        }
        double encodeMs = 0;
        double planMs = 0;
        double checkMs = 0;
        ReplanOutcome outcome = planner.Replan(
            replan,
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
        ReplanReport report = outcome.ToReport(armBaseInMap);
        (report.EncodeMs, report.PlanMs, report.CheckMs) = (encodeMs, planMs, checkMs);
        return new ArmDecision(outcome.Trajectory, report, outcome.Holds ? report.VetoReason : null)
        {
            Situation = ReplanSituations.ToMessage(replan, isNewSkill, armBaseInMap),
            Imagination = outcome.Moment.ToReport(outcome, planner.ModelHash),
            Trace = planner.Trace(outcome, armBaseInMap),
        };
    }

    public void Dispose() => planner.Dispose();
}
