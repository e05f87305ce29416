using RoboticsStack.Models;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>The latents and actions that a prediction looks back on. At the start of an episode the first latent stands for the ones before it.</summary>
public sealed class LatentHistory(int latentSize)
{
    private readonly float[] _latents = new float[RolloutBatch.History * latentSize];
    private readonly float[] _actions = new float[(RolloutBatch.History - 1) * ActionScale.Size];
    private bool _started;

    public bool IsEmpty => !_started;

    /// <summary>The newest latent.</summary>
    public ReadOnlySpan<float> Present => _latents.AsSpan((RolloutBatch.History - 1) * latentSize);

    /// <summary>Adds the next frame.</summary>
    /// <param name="latent">Of the new frame.</param>
    /// <param name="action">That led from the previous frame to this one.</param>
    public void Push(ReadOnlySpan<float> latent, ReadOnlySpan<float> action)
    {
        if (!_started)
        {
            for (int i = 0; i < RolloutBatch.History; i++)
            {
                latent.CopyTo(_latents.AsSpan(i * latentSize));
            }
            _started = true;
            return;
        }
        _latents.AsSpan(latentSize).CopyTo(_latents);
        latent.CopyTo(_latents.AsSpan((RolloutBatch.History - 1) * latentSize));
        _actions.AsSpan(ActionScale.Size).CopyTo(_actions);
        action.CopyTo(_actions.AsSpan((RolloutBatch.History - 2) * ActionScale.Size));
    }

    /// <summary>Forgets everything: a new episode.</summary>
    public void Clear()
    {
        _started = false;
        _actions.AsSpan().Clear();
    }

    public void WriteTo(RolloutBatch batch)
    {
        _latents.CopyTo(batch.LatentHistory);
        _actions.CopyTo(batch.ActionHistory);
    }
}
