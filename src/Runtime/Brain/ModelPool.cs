using System.Collections.Concurrent;
using RoboticsStack.Control.Robot;
using RoboticsStack.Models;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Brain;

/// <summary>World models that go from one short episode to the next, since loading takes longer than an episode; as many as run at a time.</summary>
/// <param name="options">Which model, for which planner, on how many threads.</param>
public sealed class ModelPool(CoffeeOptions options) : IDisposable
{
    private readonly ConcurrentBag<WorldModel> _idle = [];

    /// <summary>A model for as long as the loan lasts.</summary>
    public Loan Take(RobotDescription robot) => new(_idle, _idle.TryTake(out WorldModel? idle) ? idle : BrainFactory.LoadModel(robot, options));

    /// <summary>Models that are lent out stay their borrowers' problem: dispose the pool last.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out WorldModel? model))
        {
            model.Dispose();
        }
    }

    /// <summary>Goes back when disposed.</summary>
    public sealed class Loan(ConcurrentBag<WorldModel> idle, WorldModel model) : IDisposable
    {
        public WorldModel Model => model;

        public void Dispose() => idle.Add(model);
    }
}
