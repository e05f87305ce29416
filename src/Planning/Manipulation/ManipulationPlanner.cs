using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Models;
using RoboticsStack.Planning.Checking;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>
/// One replan from observation to waypoints: encode, search in latent space, check the best plans in physics, search on if they are
/// vetoed, hold if nothing is left. Call once per 10 Hz frame. Not thread-safe; deterministic for a seed.
/// </summary>
public sealed class ManipulationPlanner : IDisposable
{
    private readonly IWorldModel _model;
    private readonly LatentPlanner _search;
    private readonly PhysicsChecker? _checker;
    private readonly ActionIntegrator _integrator;
    private readonly ManipulationPlannerOptions _options;
    private readonly LatentHistory _history;
    private readonly float[] _latent, _goalLatent, _decoded, _unused, _anchor;
    private GripperTrajectory? _previous;
    private string? _skill;

    /// <param name="model">Loaded for <see cref="PlannerModes.ToPredictorMode"/> of the search's mode; stays the caller's.</param>
    /// <param name="checker">Null leaves the physics check out; stays the caller's.</param>
    public ManipulationPlanner(
        IWorldModel model, PhysicsChecker? checker, LatentPlannerOptions search, ManipulationPlannerOptions options, ReachLimits reach, RandomStream random)
    {
        (_model, _checker, _options) = (model, checker, options.Validated());
        _search = new(model, search, random);
        _integrator = new(reach);
        _history = new(model.LatentSize);
        _latent = new float[model.LatentSize];
        _goalLatent = new float[model.LatentSize];
        _decoded = new float[ProbeLayout.Size];
        _unused = new float[ProbeLayout.Size];
        _anchor = new float[ProbeLayout.Size];
    }

    /// <summary>Forgets history and plan: the arm was moved by other means since the last replan.</summary>
    public void Reset()
    {
        _history.Clear();
        _search.Reset();
        _previous = null;
        _skill = null;
    }

    /// <param name="request">The observation and what is wanted.</param>
    /// <param name="phaseEnded">Called as each part ends, so that a host can measure it.</param>
    public ReplanOutcome Replan(ReplanRequest request, Action<ReplanPhase>? phaseEnded = null)
    {
        float[]? goal = Encode(request);
        phaseEnded?.Invoke(ReplanPhase.Encode);
        GripperWaypoint start = StartOf(request);
        PlanRequest plan = new()
        {
            History = _history,
            Objective = request.Objective,
            Anchor = _anchor,
            LatentGoal = goal,
            Committed = request.Committed ?? Committed(start),
            ElapsedSteps = ElapsedSteps(request.ObservedAt),
        };
        PlanResult result = _search.Plan(plan);
        phaseEnded?.Invoke(ReplanPhase.Plan);
        ReplanOutcome outcome = Choose(request, start, plan.Committed, result);
        phaseEnded?.Invoke(ReplanPhase.Check);
        _previous = outcome.Trajectory;
        return outcome;
    }

    public void Dispose() => _search.Dispose();

    /// <summary>Takes the observation in; returns the latent of the goal observation if the skill wants one.</summary>
    private float[]? Encode(ReplanRequest request)
    {
        if (_skill != request.Objective.Name)
        {
            // Another skill mostly means another goal slot: latents from before would look like a jump of the world.
            _history.Clear();
            _skill = request.Objective.Name;
        }
        _model.Encode(ObservationBuilder.Build(request.Inputs).Vector, _latent, _decoded);
        _history.Push(_latent, [.. request.Inputs.PreviousAction]);
        MeasuredProbes.WriteAnchor(MeasuredProbes.From(request.Inputs), _decoded, _anchor);
        if (request.GripperAtSuccess is not { } gripper || request.Objective.LatentWeight <= 0)
        {
            return null;
        }
        _model.Encode(ObservationBuilder.BuildGoal(request.Inputs, gripper).Vector, _goalLatent, _unused);
        return _goalLatent;
    }

    private GripperWaypoint StartOf(ReplanRequest request)
    {
        Vec3 measured = request.Inputs.GripperInArmBase.Position;
        Vec3 lead = (request.Inputs.SetpointInArmBase.Position - measured).ClampLength(_options.MaxLeadM);
        return new(
            request.ObservedAt, measured + lead, request.Inputs.SetpointInArmBase.Orientation.Yaw, request.SetpointWidthM, request.Objective.GripperForceN);
    }

    /// <summary>What the previous plan still does before the new one takes effect; nothing if the gate has left that plan.</summary>
    private float[] Committed(GripperWaypoint start)
    {
        float[] committed = new float[_options.CommittedSteps * ActionScale.Size];
        if (_previous is null || _previous.At(start.Time).Position.DistanceTo(start.Position) > _options.MaxPlanDeviationM)
        {
            return committed;
        }
        GripperWaypoint from = start;
        for (int step = 0; step < _options.CommittedSteps; step++)
        {
            GripperWaypoint to = _previous.At(start.Time.AddSeconds((step + 1) * ActionScale.StepSeconds));
            ActionIntegrator.ActionBetween(from, to).CopyTo(committed.AsSpan(step * ActionScale.Size));
            from = to;
        }
        return committed;
    }

    private int ElapsedSteps(Timestamp now) => _previous is null
        ? 1
        : Math.Max(0, (int)Math.Round(now.SecondsSince(_previous.Waypoints[0].Time) / ActionScale.StepSeconds));

    private ReplanOutcome Choose(ReplanRequest request, GripperWaypoint start, IReadOnlyList<float> committed, PlanResult result)
    {
        List<CheckedPlan> checks = [];
        CandidateVerdict? lastVetoed = null;
        PlanCandidate? latest = null;
        double latestVetoSec = 0;
        if (_checker is null)
        {
            return Outcome(result.Best, null, PathOf(result.Best.Actions));
        }
        _checker.Prepare(request.Scene, StartOfCheck(request, start));
        while (true)
        {
            foreach (PlanCandidate candidate in result.Candidates)
            {
                GripperTrajectory path = PathOf(candidate.Actions);
                CandidateVerdict verdict = _checker.Check(path, candidate);
                checks.Add(new(verdict, candidate.Cost));
                if (!verdict.IsVetoed)
                {
                    return Outcome(candidate, verdict, path);
                }
                lastVetoed = verdict;
                if (verdict.RolledOutSec > latestVetoSec)
                {
                    (latest, latestVetoSec) = (candidate, verdict.RolledOutSec);
                }
                if (checks.Count >= _options.MaxChecks)
                {
                    return Shortened() ?? Held(candidate);
                }
            }
            if (_search.SearchOn(result.Candidates) is not { } more)
            {
                return Shortened() ?? Held(result.Best);
            }
            result = more;
        }

        // The plan that goes well for longest, stopped in time: it will be replanned long before its end, and standing still helps nobody.
        ReplanOutcome? Shortened()
        {
            int steps = (int)((latestVetoSec - _options.StopBeforeVetoSec) / ActionScale.StepSeconds);
            if (latest is null || steps * ActionScale.Size <= committed.Count)
            {
                return null;
            }
            float[] actions = [.. latest.Actions];
            actions.AsSpan(steps * ActionScale.Size).Clear();
            GripperTrajectory path = PathOf(actions);
            CandidateVerdict shortened = _checker.Check(path, null);
            checks.Add(new(shortened, double.NaN));
            return shortened.IsVetoed ? null : Outcome(latest, shortened, path);
        }

        ReplanOutcome Held(PlanCandidate wanted) => Outcome(wanted, lastVetoed, PathOf(Hold(committed))) with { Holds = true };

        GripperTrajectory PathOf(IReadOnlyList<float> actions) => _integrator.Integrate(actions, start, request.Objective.GripperForceN);

        ReplanOutcome Outcome(PlanCandidate chosen, CandidateVerdict? verdict, GripperTrajectory path) => new()
        {
            Skill = request.Objective.Name,
            Trajectory = path,
            Holds = false,
            Chosen = chosen,
            Verdict = verdict,
            Search = result,
            DecodedNow = (float[])_decoded.Clone(),
            Checks = checks,
            LastVeto = lastVetoed?.Veto ?? VetoReason.None,
            LastOffender = lastVetoed?.Offender ?? "",
        };
    }

    /// <summary>What is already under way, then nothing.</summary>
    private float[] Hold(IReadOnlyList<float> committed)
    {
        float[] actions = new float[_model.Horizon * ActionScale.Size];
        for (int i = 0; i < committed.Count; i++)
        {
            actions[i] = committed[i];
        }
        return actions;
    }

    private static CheckStart StartOfCheck(ReplanRequest request, GripperWaypoint start)
    {
        JointVector measured = JointVector.From([.. request.Inputs.JointPositionsRad]);
        ArmCommand command = request.Command ?? new(measured, default);
        return new()
        {
            PositionsRad = measured,
            VelocitiesRadPerSec = JointVector.From([.. request.Inputs.JointVelocitiesRadPerSec]),
            GripperWidthM = request.Inputs.GripperWidthM,
            CommandedRad = command.PositionRad,
            CommandedRadPerSec = command.VelocityRadPerSec,
            LiftM = request.LiftM,
            SetpointWidthM = start.WidthM,
            GripperForceN = request.Objective.GripperForceN,
            GoalInArmBase = request.Inputs.Goal?.PoseInArmBase,
            SupportHeightM = request.Inputs.SupportHeightM,
        };
    }
}
