using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Plans;

/// <summary>When a plan and the observation that it answers passed the stages between sensor and gate, time of the run.</summary>
/// <param name="Sensed">The newest sensor data that it answers.</param>
/// <param name="Sent">The gate's process had sent all of that.</param>
/// <param name="Heard">The brain had received it.</param>
/// <param name="Made">The plan was ready.</param>
/// <param name="Received">The gate's process received the plan.</param>
public readonly record struct PlanStamps(Timestamp Sensed, Timestamp Sent, Timestamp Heard, Timestamp Made, Timestamp Received);
