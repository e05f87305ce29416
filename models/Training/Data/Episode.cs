using System.Numerics.Tensors;
using RoboticsStack.Models;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Training;

/// <summary>
/// Frames of one run at 10 Hz, as 16-bit floats. Frame t holds what was observed at t, what the body felt until then and the labels at t, and the action taken from t to t+1.
/// </summary>
public sealed class Episode
{
    private readonly List<Half[]> _observations = [];
    private readonly List<Half[]> _actions = [];
    private readonly List<Half[]> _labels = [];
    private readonly List<Half[]> _forces = [];
    private readonly List<byte> _skills = [];

    /// <param name="seed">Seed of the scene it was made in; held-out sets are split by it.</param>
    public Episode(ulong seed) => Seed = seed;

    public ulong Seed { get; }

    public int Length => _skills.Count;

    /// <param name="observation">As in <see cref="ObservationLayout"/>.</param>
    /// <param name="forces">As in <see cref="StepForces"/>.</param>
    /// <param name="labels">As in <see cref="ProbeLayout"/>; NaN where unknown.</param>
    /// <param name="action">As in <see cref="ActionScale"/>.</param>
    /// <param name="skill">Number of the skill that was at work; for balance and reports.</param>
    public void Add(ReadOnlySpan<float> observation, ReadOnlySpan<float> forces, ReadOnlySpan<float> labels, ReadOnlySpan<float> action, byte skill)
    {
        if (observation.Length != ObservationLayout.Size || forces.Length != StepForces.Size || labels.Length != ProbeLayout.Size || action.Length != ActionScale.Size)
        {
            throw new ArgumentException($"A frame has {ObservationLayout.Size}, {StepForces.Size}, {ProbeLayout.Size} and {ActionScale.Size} values, "
                + $"not {observation.Length}, {forces.Length}, {labels.Length} and {action.Length}.");
        }
        if (TensorPrimitives.IsFiniteAll(observation) && TensorPrimitives.IsFiniteAll(forces) && TensorPrimitives.IsFiniteAll(action))
        {
            AddHalves(Halves(observation), Halves(forces), Halves(labels), Halves(action), skill);
            return;
        }
        throw new ArgumentException("An observation, force or action that is not finite cannot be learned from.");
    }

    public void CopyObservation(int frame, Span<float> into) => TensorPrimitives.ConvertToSingle(_observations[frame], into);

    public void CopyForces(int frame, Span<float> into) => TensorPrimitives.ConvertToSingle(_forces[frame], into);

    public void CopyLabels(int frame, Span<float> into) => TensorPrimitives.ConvertToSingle(_labels[frame], into);

    public void CopyAction(int frame, Span<float> into) => TensorPrimitives.ConvertToSingle(_actions[frame], into);

    public byte Skill(int frame) => _skills[frame];

    internal (Half[] Observation, Half[] Forces, Half[] Labels, Half[] Action, byte Skill) Frame(int frame) =>
        (_observations[frame], _forces[frame], _labels[frame], _actions[frame], _skills[frame]);

    internal void AddHalves(Half[] observation, Half[] forces, Half[] labels, Half[] action, byte skill)
    {
        _observations.Add(observation);
        _forces.Add(forces);
        _labels.Add(labels);
        _actions.Add(action);
        _skills.Add(skill);
    }

    private static Half[] Halves(ReadOnlySpan<float> values)
    {
        Half[] halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return halves;
    }
}
