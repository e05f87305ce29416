using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Planning.Tasks.Arm;

namespace RoboticsStack.Training.Experience;

/// <summary>How far the expert strays from its own advice; drawn anew for each episode.</summary>
/// <param name="Sigma">Standard deviation of the wandering added to each action, in the action's unit.</param>
/// <param name="BurstProbability">Chance per step that a burst of one random action begins.</param>
/// <param name="Gain">Share of the error that one step takes away.</param>
public readonly record struct ExpertNoise(double Sigma, double BurstProbability, double Gain)
{
    public static ExpertNoise None => new(0, 0, 0.5);

    public static ExpertNoise Draw(RandomStream random) => new(
        random.Pick([0.03, 0.1, 0.25, 0.6]) * random.Uniform(0.6, 1.2),
        random.Chance(0.25) ? 0 : random.Uniform(0.01, 0.09),
        random.Uniform(0.25, 0.7));
}

/// <summary>
/// A scripted teacher that makes training data: it follows a skill's objective by proportional steps and strays from them on purpose, so that
/// the data hold touches, misses, slips and recoveries. It never moves the arm in a run.
/// </summary>
public sealed class ExpertPolicy(RandomStream random) : IArmPolicy
{
    private const double NoisePersistence = 0.8;
    private const double DefaultSpeedMPerSec = 0.2;

    private readonly ActionIntegrator _integrator = new(ArmSkills.Reach);
    private readonly double[] _wander = new double[ActionScale.Size];
    private readonly float[] _burst = new float[ActionScale.Size];
    private int _burstSteps;

    public ExpertNoise Noise { get; set; } = ExpertNoise.None;

    public ArmDecision Decide(ArmRequest request)
    {
        GripperTrajectory underWay = _integrator.Integrate(request.Committed, request.Setpoint, request.Objective.GripperForceN);
        GripperWaypoint start = underWay.Waypoints[^1];
        float[] action = Advice(request, start);
        Stray(action, request.Objective.Bounds);
        return new ArmDecision(_integrator.Integrate([.. request.Committed, .. action], request.Setpoint, request.Objective.GripperForceN), null);
    }

    private float[] Advice(ArmRequest request, GripperWaypoint start)
    {
        SkillObjective objective = request.Objective;
        Pose setpoint = start.PoseInArmBase;
        float[] action = new float[ActionScale.Size];
        double speed = Limit(objective, ProbeLayout.TipSpeed) ?? DefaultSpeedMPerSec;
        Vec3 error = PositionError(request, setpoint);
        Vec3 step = (error * Noise.Gain).ClampLength(0.8 * speed * ActionScale.StepSeconds);
        action[0] = objective.Bounds.Clamp(0, step.X / ActionScale.MetresPerStep);
        action[1] = objective.Bounds.Clamp(1, step.Y / ActionScale.MetresPerStep);
        action[2] = objective.Bounds.Clamp(2, step.Z / ActionScale.MetresPerStep);
        if (Wanted(objective, ProbeLayout.GoalYawSinCos) is not null && request.Inputs.Goal is { } goal)
        {
            double turn = Angle.Difference(goal.PoseInArmBase.Orientation.Yaw, start.YawRad);
            action[ActionScale.Yaw] = objective.Bounds.Clamp(ActionScale.Yaw, Noise.Gain * turn / ActionScale.RadiansPerStep);
        }
        if (Wanted(objective, ProbeLayout.GripperWidth) is { } width)
        {
            double change = (width - start.WidthM) / ActionScale.GripperMetresPerStep;
            action[ActionScale.GripperWidth] = objective.Bounds.Clamp(ActionScale.GripperWidth, change);
        }
        return action;
    }

    /// <summary>How the setpoint has to move, in its own frame.</summary>
    private static Vec3 PositionError(ArmRequest request, Pose setpoint)
    {
        if (request.Inputs.Goal is not { } goal)
        {
            return Vec3.Zero;
        }
        SkillObjective objective = request.Objective;
        if (Wanted(objective, ProbeLayout.GoalPosition) is { } ahead)
        {
            Vec3 wanted = new(ahead, Wanted(objective, ProbeLayout.GoalPosition + 1) ?? 0, Wanted(objective, ProbeLayout.GoalPosition + 2) ?? 0);
            return setpoint.Inverse().Transform(goal.PoseInArmBase.Position) - wanted;
        }
        if (Wanted(objective, ProbeLayout.ObjectInGoal) is not null && request.Inputs.Object is { } thing)
        {
            // The object moves with the hand: where it will be is where the setpoint carries it.
            Vec3 lag = setpoint.Position - request.Inputs.GripperInArmBase.Position;
            Vec3 missing = goal.PoseInArmBase.Position - thing.PoseInArmBase.Position - lag;
            return setpoint.Orientation.Inverse().Rotate(missing);
        }
        return Vec3.Zero;
    }

    private void Stray(float[] action, ActionBounds bounds)
    {
        if (_burstSteps > 0)
        {
            _burstSteps--;
            _burst.CopyTo(action, 0);
            return;
        }
        if (random.Chance(Noise.BurstProbability))
        {
            // Long enough to leave the way to the goal: a model that saw only ways to goals believes that every action leads there.
            _burstSteps = 3 + random.Index(9);
            for (int i = 0; i < action.Length; i++)
            {
                _burst[i] = (float)random.Uniform(-0.8, 0.8);
            }
        }
        for (int i = 0; i < action.Length; i++)
        {
            _wander[i] = NoisePersistence * _wander[i] + Math.Sqrt(1 - NoisePersistence * NoisePersistence) * random.Gaussian();
            double reach = Math.Max(bounds.HalfRange(i), 0.05);
            action[i] = (float)Math.Clamp(action[i] + Noise.Sigma * reach * _wander[i], -1, 1);
        }
    }

    private static double? Wanted(SkillObjective objective, int probe) => Find(objective, probe, ProbeTermKind.Track);

    private static double? Limit(SkillObjective objective, int probe) => Find(objective, probe, ProbeTermKind.AtMost);

    private static double? Find(SkillObjective objective, int probe, ProbeTermKind kind)
    {
        foreach (ProbeTerm term in objective.Terms)
        {
            if (term.Probe == probe && term.Kind == kind)
            {
                return term.Value;
            }
        }
        return null;
    }
}
