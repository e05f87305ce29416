using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>
/// Searches action sequences in the latent space of a world model by the cross-entropy method with coloured noise, kept elites and a warm start
/// (after iCEM, Pinneri et al. 2020); the model's prior policy, if it has one, says where it begins. Spends little where things are easy and more where the ensemble disagrees, the search does not get
/// on, or the physics check vetoes (<see cref="SearchOn"/>). Not thread-safe; same seed and inputs, same plans.
/// </summary>
public sealed class LatentPlanner : IDisposable
{
    private const int A = ActionScale.Size;
    private const int PolishSamples = 4;
    private const int PoolSize = 32;

    private readonly IWorldModel _model;
    private readonly LatentPlannerOptions _options;
    private readonly RandomStream _random;
    private readonly ActionDistribution _distribution;
    private readonly ActionDistribution _aroundPrior;
    private readonly IActionPrior? _prior;
    private readonly float[] _proposed;
    private readonly RolloutBatch _ordinary;
    private readonly RolloutBatch _polish;
    private RolloutBatch? _hard;
    private readonly List<PlanCandidate> _pool = [];
    private readonly List<PlanCandidate> _vetoed = [];
    private readonly List<float[]> _carriedElites = [];
    private readonly List<SearchStep> _steps = [];
    private PlanRequest? _request;
    private string? _skill;
    private double _holdCost, _previousBest;
    private int _samples, _iterations, _extraIterations, _poorIterations;

    public LatentPlanner(IWorldModel model, LatentPlannerOptions options, RandomStream random)
    {
        (_model, _options, _random) = (model, options.Validated(), random);
        double[] betas = new double[A];
        Array.Fill(betas, options.NoiseBeta);
        betas[ActionScale.GripperWidth] = options.GripperNoiseBeta;
        _distribution = new(new(options.InitialSpread, options.MinSpread, options.Momentum), betas, model.Horizon);
        _aroundPrior = new(new(options.PriorSpread, options.MinSpread, options.Momentum), betas, model.Horizon);
        _prior = options.UsesPrior && options.Mode == PlannerMode.WorldModel ? model.Prior : null;
        _proposed = new float[model.Horizon * A];
        _ordinary = model.CreateRollout(options.Mode == PlannerMode.RandomActions ? options.Candidates : options.Samples);
        _polish = model.CreateRollout(PolishSamples);
    }

    public int Horizon => _model.Horizon;

    /// <summary>Forgets the previous plan.</summary>
    public void Reset() => _skill = null;

    /// <summary>Plans for a new observation.</summary>
    public PlanResult Plan(PlanRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Committed.Count, (Horizon - 1) * A, nameof(request));
        Begin(request);
        if (_options.Mode == PlannerMode.RandomActions)
        {
            return DrawBlindly();
        }
        while (_iterations < _options.Iterations)
        {
            Iterate(_ordinary);
            if (_iterations >= _options.MinIterations && !IsHard() && IsSettled())
            {
                Polish();
                return Finish(SearchEnd.EarlyStop);
            }
        }
        while (_extraIterations < _options.ExtraIterations && IsHard())
        {
            IterateHard();
        }
        Polish();
        return Finish(_extraIterations >= _options.ExtraIterations && _extraIterations > 0 ? SearchEnd.BudgetSpent : SearchEnd.Ordinary);
    }

    /// <summary>
    /// Goes on with the latest replan after its candidates were vetoed: searches more widely, away from them. Null when the budget of this
    /// replan is spent or nothing different was found.
    /// </summary>
    public PlanResult? SearchOn(IReadOnlyList<PlanCandidate> vetoed)
    {
        PlanRequest request = _request ?? throw new InvalidOperationException("nothing has been planned yet");
        if (_extraIterations >= _options.ExtraIterations)
        {
            return null;
        }
        _vetoed.AddRange(vetoed);
        _pool.RemoveAll(IsVetoed);
        if (_options.Mode == PlannerMode.RandomActions)
        {
            _extraIterations++;
            return DrawBlindly();
        }
        _distribution.Widen(request.Objective.Bounds, 0.5);
        int half = _extraIterations + Math.Max(1, (_options.ExtraIterations - _extraIterations) / 2);
        while (_extraIterations < half)
        {
            IterateHard();
        }
        Polish();
        return _pool.Count > 0 ? Finish(_extraIterations >= _options.ExtraIterations ? SearchEnd.BudgetSpent : SearchEnd.Ordinary) : null;
    }

    public void Dispose()
    {
        _ordinary.Dispose();
        _polish.Dispose();
        _hard?.Dispose();
    }

    private void Begin(PlanRequest request)
    {
        ActionBounds bounds = request.Objective.Bounds;
        Describe(_ordinary, request);
        Describe(_polish, request);
        if (_hard is not null)
        {
            Describe(_hard, request);
        }
        _prior?.Propose(_ordinary, bounds.Low, bounds.High, request.Committed, _proposed);
        if (_skill == request.Objective.Name)
        {
            int steps = Math.Min(request.ElapsedSteps, Horizon);
            _distribution.Shift(steps, bounds);
            _carriedElites.ForEach(elite => ActionDistribution.ShiftSequence<float>(elite, steps, A));
        }
        else
        {
            _distribution.Reset(bounds);
            _carriedElites.Clear();
        }
        _request = request;
        _skill = request.Objective.Name;
        _pool.Clear();
        _vetoed.Clear();
        _steps.Clear();
        (_samples, _iterations, _extraIterations, _poorIterations) = (0, 0, 0, 0);
        (_holdCost, _previousBest) = (double.NaN, double.PositiveInfinity);
    }

    private static void Describe(RolloutBatch batch, PlanRequest request)
    {
        request.History.WriteTo(batch);
        request.Objective.WriteTo(batch);
        batch.Anchor.Clear();
        for (int p = 0; p < request.Anchor.Count; p++)
        {
            batch.Anchor[p] = request.Anchor[p];
        }
        batch.LatentWeight = 0;
        if (request.LatentGoal is { } goal && request.Objective.LatentWeight > 0)
        {
            batch.LatentWeight = (float)request.Objective.LatentWeight;
            for (int i = 0; i < goal.Count; i++)
            {
                batch.LatentGoal[i] = goal[i];
            }
        }
    }

    private void IterateHard()
    {
        if (_hard is null)
        {
            _hard = _model.CreateRollout(_options.HardSamples);
            Describe(_hard, _request!);
        }
        _extraIterations++;
        Iterate(_hard);
    }

    /// <summary>Draws a batch, rolls it out, and moves the distribution towards its elites.</summary>
    private void Iterate(RolloutBatch batch)
    {
        ActionBounds bounds = _request!.Objective.Bounds;
        int known = WriteKnownSequences(batch, bounds);
        for (int sample = known; sample < batch.Samples; sample++)
        {
            _distribution.Draw(_random, bounds, Sequence(batch, sample));
        }
        RollOut(batch);
        if (_iterations == 0)
        {
            _holdCost = batch.Cost[1];
        }
        int[] order = Order(batch);
        int eliteCount = Math.Max(4, (int)Math.Round(_options.EliteFraction * batch.Samples));
        _distribution.Update(batch.Actions, order.AsSpan(0, eliteCount), bounds);
        _previousBest = _pool.Count > 0 ? _pool[0].Cost : double.PositiveInfinity;
        List<PlanCandidate> elites = [.. order.Take(eliteCount).Select(sample => PlanCandidate.From(batch, sample))];
        elites.ForEach(Offer);
        _poorIterations = ImprovesPoorly() ? _poorIterations + 1 : 0;
        _steps.Add(SearchStep.Of(batch.Samples, elites));
        _iterations++;
    }

    /// <summary>The mean; in the first iteration also doing nothing, the elites carried over, and what the prior proposes with plans around it; then the best so far. Returns how many were written.</summary>
    private int WriteKnownSequences(RolloutBatch batch, ActionBounds bounds)
    {
        _distribution.WriteMean(bounds, Sequence(batch, 0));
        int count = 1;
        if (_iterations == 0)
        {
            Span<float> hold = Sequence(batch, count++);
            for (int i = 0; i < hold.Length; i++)
            {
                hold[i] = bounds.Clamp(i % A, 0);
            }
            foreach (float[] elite in _carriedElites)
            {
                Span<float> sequence = Sequence(batch, count++);
                for (int i = 0; i < sequence.Length; i++)
                {
                    sequence[i] = bounds.Clamp(i % A, elite[i]);
                }
            }
            return _prior is null ? count : WriteProposals(batch, bounds, count);
        }
        foreach (PlanCandidate elite in _pool.Take(_options.KeptElites))
        {
            Span<float> sequence = Sequence(batch, count++);
            for (int i = 0; i < sequence.Length; i++)
            {
                sequence[i] = elite.Actions[i];
            }
        }
        return count;
    }

    private int WriteProposals(RolloutBatch batch, ActionBounds bounds, int count)
    {
        _proposed.CopyTo(Sequence(batch, count++));
        _aroundPrior.Centre(_proposed, bounds);
        for (int end = count + (int)(_options.PriorShare * batch.Samples); count < end; count++)
        {
            _aroundPrior.Draw(_random, bounds, Sequence(batch, count));
        }
        return count;
    }

    private void RollOut(RolloutBatch batch)
    {
        IReadOnlyList<float> committed = _request!.Committed;
        for (int sample = 0; sample < batch.Samples && committed.Count > 0; sample++)
        {
            Span<float> sequence = Sequence(batch, sample);
            for (int i = 0; i < committed.Count; i++)
            {
                sequence[i] = committed[i];
            }
        }
        _model.Rollout(batch);
        _samples += batch.Samples;
    }

    /// <summary>Samples from cheap to dear; a cost that is not a number comes last, and so does what resembles a vetoed plan.</summary>
    private int[] Order(RolloutBatch batch)
    {
        double[] keys = new double[batch.Samples];
        int[] order = new int[batch.Samples];
        for (int sample = 0; sample < batch.Samples; sample++)
        {
            order[sample] = sample;
            double cost = batch.Cost[sample];
            keys[sample] = !double.IsFinite(cost) ? double.PositiveInfinity
                : IsVetoed(Sequence(batch, sample)) ? double.MaxValue
                : cost;
        }
        Array.Sort(keys, order);
        return order;
    }

    private bool IsVetoed(PlanCandidate plan) => _vetoed.Exists(other => Differ(other, plan) < _options.DistinctDistance);

    private bool IsVetoed(ReadOnlySpan<float> sequence)
    {
        foreach (PlanCandidate other in _vetoed)
        {
            if (other.DistanceTo(sequence, _request!.Objective.Bounds) < _options.DistinctDistance)
            {
                return true;
            }
        }
        return false;
    }

    private double Differ(PlanCandidate a, PlanCandidate b) => a.DistanceTo(b, _request!.Objective.Bounds);

    private void Offer(PlanCandidate plan)
    {
        if (!double.IsFinite(plan.Cost) || IsVetoed(plan) || _pool.Exists(other => Differ(other, plan) < 1e-6))
        {
            return;
        }
        int place = _pool.FindIndex(other => other.Cost > plan.Cost);
        _pool.Insert(place < 0 ? _pool.Count : place, plan);
        if (_pool.Count > PoolSize)
        {
            _pool.RemoveAt(PoolSize);
        }
    }

    private bool IsGoodEnough() => _pool.Count > 0 && _pool[0].Cost <= _request!.Objective.GoodEnoughCostPerStep * Horizon;

    private bool ImprovesPoorly() => _pool.Count > 0 && _pool[0].Cost >= (1 - _options.PoorImprovement) * _previousBest;

    /// <summary>Good enough and no longer getting better; or, begun where the prior proposed, no better for a while: from there it seldom goes much further.</summary>
    private bool IsSettled() => ImprovesPoorly() && (IsGoodEnough() || (_prior is not null && _poorIterations >= _options.PoorIterationsToStop));

    /// <summary>Nothing usable yet, an ensemble that disagrees, or a search that is stuck although doing nothing is no worse.</summary>
    private bool IsHard() => _pool.Count == 0
        || _pool[0].MeanDisagreement > _options.HighDisagreement * _model.HighDisagreement
        || !IsGoodEnough() && ImprovesPoorly() && _pool[0].Cost >= (1 - _options.PoorImprovement) * _holdCost;

    private PlanResult Finish(SearchEnd end)
    {
        if (_pool.Count == 0)
        {
            throw new InvalidOperationException("the world model gave no finite cost for any action sequence");
        }
        List<PlanCandidate> chosen = ChooseDistinct();
        _carriedElites.Clear();
        _carriedElites.AddRange(_pool.Take(_options.KeptElites).Select(plan => plan.Actions.ToArray()));
        return new(chosen, _samples, _iterations, _holdCost, _extraIterations > 0, end, [.. _steps]);
    }

    /// <summary>Tries the final mean and blends of it with the best sample: the mean is smoother, the sample is proven.</summary>
    private void Polish()
    {
        ActionBounds bounds = _request!.Objective.Bounds;
        Span<float> mean = Sequence(_polish, 0);
        _distribution.WriteMean(bounds, mean);
        for (int sample = 1; sample < PolishSamples; sample++)
        {
            float share = (float)sample / PolishSamples;
            Span<float> sequence = Sequence(_polish, sample);
            for (int i = 0; i < sequence.Length; i++)
            {
                sequence[i] = _pool.Count > 0 ? mean[i] + share * (_pool[0].Actions[i] - mean[i]) : mean[i];
            }
        }
        RollOut(_polish);
        for (int sample = 0; sample < PolishSamples; sample++)
        {
            Offer(PlanCandidate.From(_polish, sample));
        }
    }

    private List<PlanCandidate> ChooseDistinct()
    {
        List<PlanCandidate> chosen = [];
        foreach (PlanCandidate plan in _pool)
        {
            if (chosen.Count < _options.Candidates && chosen.TrueForAll(other => Differ(other, plan) >= _options.DistinctDistance))
            {
                chosen.Add(plan);
            }
        }
        return chosen;
    }

    /// <summary>
    /// Random actions: as many plans as the search would offer. One picked blindly from the thousand that a search rolls out has the distribution
    /// of one drawn alone, so only those offered are drawn and rolled out (for the check to compare with).
    /// </summary>
    private PlanResult DrawBlindly()
    {
        ActionBounds bounds = _request!.Objective.Bounds;
        _distribution.Reset(bounds);
        for (int sample = 0; sample < _ordinary.Samples; sample++)
        {
            _distribution.Draw(_random, bounds, Sequence(_ordinary, sample));
        }
        RollOut(_ordinary);
        _iterations++;
        List<PlanCandidate> chosen = [.. Enumerable.Range(0, _ordinary.Samples).Select(sample => PlanCandidate.From(_ordinary, sample))];
        _steps.Add(SearchStep.Of(_ordinary.Samples, chosen));
        return new(chosen, _samples, _iterations, double.NaN, _extraIterations > 0, SearchEnd.Ordinary, [.. _steps]);
    }

    private static Span<float> Sequence(RolloutBatch batch, int sample)
    {
        int length = batch.Horizon * A;
        return batch.Actions.Slice(sample * length, length);
    }
}
