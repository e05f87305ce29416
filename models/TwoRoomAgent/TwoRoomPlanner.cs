using RoboticsStack.Core.Randomness;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>Effort and manner of the search.</summary>
public sealed record TwoRoomPlannerOptions
{
    public int Samples { get; init; } = 192;

    /// <summary>Of a plan that goes on from the one before.</summary>
    public int Iterations { get; init; } = 4;

    /// <summary>Of an episode's first plan.</summary>
    public int FirstIterations { get; init; } = 8;
    public int Elites { get; init; } = 16;

    /// <summary>Best plans that the next iteration, and shifted the next search, starts with.</summary>
    public int KeptElites { get; init; } = 4;

    /// <summary>Actions taken of each plan before the next.</summary>
    public int ActionsPerPlan { get; init; } = 5;
    public ActionSpread Spread { get; init; } = new(InitialSpread: 0.8, MinSpread: 0.1, Momentum: 0.05);
    public double NoiseBeta { get; init; } = 2;

    /// <summary>The learned distance to the goal; otherwise that in the latent itself, as EB-JEPA has it.</summary>
    public bool UseLearnedDistance { get; init; } = true;

    internal void Validate()
    {
        if (Samples is < 8 or > 4096 || Iterations is < 1 or > 64 || FirstIterations < Iterations || FirstIterations > 64 || Elites < 2 || Elites > Samples || KeptElites < 1 || ActionsPerPlan < 1 || KeptElites > Samples / 2
            || NoiseBeta is not (>= 0 and <= 6))
        {
            throw new ArgumentException($"Samples 8 to 4096, iterations 1 to 64, elites 2 up to the samples, at least one and at most half of the samples kept, actions per plan 1 and more, colour 0 to 6: {this}");
        }
    }
}

/// <summary>
/// Searches actions by the cross-entropy method in the latent space of a <see cref="TwoRoomModel"/>: coloured noise, kept elites and a warm start, as the robot's planner does (iCEM). It knows the
/// images of now and of the goal, and nothing else. Same seed and images, same actions; not thread-safe.
/// </summary>
public sealed class TwoRoomPlanner : IDisposable
{
    private const int A = TwoRoomNetwork.ActionSize;
    private static readonly StepLimits Limits = new();
    private readonly TwoRoomModel _model;
    private readonly TwoRoomPlannerOptions _options;
    private readonly RandomStream _random;
    private readonly ActionDistribution _distribution;
    private readonly PlanBatch _batch;
    private readonly float[][] _elites;
    private int _known, _taken;
    private bool _begun;

    public TwoRoomPlanner(TwoRoomModel model, TwoRoomPlannerOptions options, RandomStream random)
    {
        options.Validate();
        (_model, _options, _random) = (model, options, random);
        _batch = model.CreateBatch(options.Samples);
        _batch.UseLearnedDistance(options.UseLearnedDistance);
        _distribution = new(options.Spread, [options.NoiseBeta, options.NoiseBeta], model.Manifest.Architecture.PlanSteps);
        _elites = [.. Enumerable.Range(0, options.KeptElites).Select(_ => new float[_batch.PlanLength])];
    }

    /// <summary>Takes what is in the model's image for the goal and forgets the plans made for another.</summary>
    public void SetGoal()
    {
        _model.Encode().CopyTo(_batch.Goal);
        _distribution.Reset(Limits);
        (_known, _taken, _begun) = (0, 0, false);
    }

    /// <summary>The next action, px; looks at the model's image and searches when the last plan's turn is over.</summary>
    public DotPosition Act()
    {
        if (!_begun || _taken == _options.ActionsPerPlan)
        {
            Search();
        }
        return DotMotion.Shortened(new(_elites[0][A * _taken], _elites[0][A * _taken++ + 1]));
    }

    public void Dispose() => _batch.Dispose();

    private void Search()
    {
        _model.Encode().CopyTo(_batch.Latent);
        if (_begun)
        {
            _distribution.Shift(_taken, Limits);
            foreach (float[] elite in _elites)
            {
                ActionDistribution.ShiftSequence<float>(elite, _taken, A);
            }
        }
        for (int iteration = 0; iteration < (_begun ? _options.Iterations : _options.FirstIterations); iteration++)
        {
            Iterate();
        }
        (_begun, _taken) = (true, 0);
    }

    private void Iterate()
    {
        _distribution.WriteMean(Limits, _batch.Plan(0));
        int drawn = 1;
        for (; drawn <= _known; drawn++)
        {
            _elites[drawn - 1].CopyTo(_batch.Plan(drawn));
        }
        for (; drawn < _batch.Samples; drawn++)
        {
            _distribution.Draw(_random, Limits, _batch.Plan(drawn));
        }
        _batch.RollOut();
        float[] cost = _batch.Cost.ToArray();
        int[] order = [.. Enumerable.Range(0, cost.Length)];
        Array.Sort(cost, order);
        if (!float.IsFinite(cost[0]))
        {
            throw new InvalidOperationException("the two-room model gave no finite cost for any plan");
        }
        _distribution.Update(_batch.Plans, order.AsSpan(0, _options.Elites), Limits);
        for (int i = 0; i < _elites.Length; i++)
        {
            _batch.Plan(order[i]).CopyTo(_elites[i]);
        }
        _known = _elites.Length;
    }

    /// <summary>The square around the longest step; what sticks out of the circle is shortened in the model as in the world.</summary>
    private sealed class StepLimits : IActionLimits
    {
        public float Clamp(int dimension, double value) => (float)Math.Clamp(value, -TwoRoomRules.MaxStep, TwoRoomRules.MaxStep);

        public double HalfRange(int dimension) => TwoRoomRules.MaxStep;
    }
}
