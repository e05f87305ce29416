using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.Training.Benchmarks;

/// <summary>One of the networks whose training step is timed, ready to take steps on one batch over and over.</summary>
public sealed class BenchProgram : IDisposable
{
    private const double LearningRate = 1e-4;

    private static readonly AdamWOptions Optimiser = new() { WeightDecay = 0.1 };

    private readonly BenchNetwork _network;
    private readonly TrainingProgram _program;

    /// <param name="name">One of <see cref="Names"/>.</param>
    public BenchProgram(string name, SessionSettings settings)
    {
        _network = BenchNetwork.Create(name);
        _program = new(_network.Loss, [], Optimiser, settings);
        HashSet<string> drawn = [.. _network.Loss.Graph.Masks.Select(mask => mask.Name)];
        foreach (Tensor input in _network.Loss.Graph.Inputs.Where(input => !drawn.Contains(input.Name)))
        {
            _network.Fill(input.Name, _program.InputMemory(input.Name), RandomStream.For(1, input.Name));
        }
    }

    /// <summary>The world model's own training first, then plain networks.</summary>
    public static IReadOnlyList<string> Names => BenchNetwork.Names;

    public string Description => _network.Description;

    /// <summary>Floating-point operations of one step's matrix products and convolutions.</summary>
    public double Flops => _program.Flops;

    public int ParameterCount => _program.Parameters.TrainedCount;

    /// <summary>Norm of the last step's gradient.</summary>
    public float GradientNorm => _program.Metric("gradientNorm")[0];

    /// <summary>One training step; returns the loss before it.</summary>
    public float Step() => _program.Step(LearningRate);

    /// <summary>Writes what another framework needs to take the same first step; call it before the first one.</summary>
    public void WriteYardstick(string folder) => YardstickFolder.Write(folder, _network, _program, LearningRate, Optimiser);

    public void Dispose() => _program.Dispose();
}
