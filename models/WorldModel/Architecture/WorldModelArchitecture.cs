namespace RoboticsStack.Models;

/// <summary>Sizes of the networks. The defaults fit two CPU cores: a rollout of 256 samples by 10 steps within a few milliseconds.</summary>
public sealed record WorldModelArchitecture
{
    public int LatentSize { get; init; } = 96;
    public int TrunkWidth { get; init; } = 320;
    public int PredictorWidth { get; init; } = 192;
    public int PredictorBlocks { get; init; } = 2;
    public int ConditionWidth { get; init; } = 32;

    /// <summary>Members of the ensemble; each has its own hidden layer on the shared predictor.</summary>
    public int Heads { get; init; } = 4;
    public int HeadWidth { get; init; } = 48;
    public int ProbeWidth { get; init; } = 128;

    /// <summary>Steps of the exported planner graph.</summary>
    public int Horizon { get; init; } = 10;

    public void Validate()
    {
        int[] sizes = [LatentSize, TrunkWidth, PredictorWidth, PredictorBlocks, ConditionWidth, HeadWidth, ProbeWidth];
        if (sizes.Any(size => size is < 1 or > 4096) || Heads is < 2 or > 16 || Horizon is < 2 or > 64)
        {
            throw new ArgumentException($"Sizes must be 1 to 4096, heads 2 to 16, horizon 2 to 64: {this}");
        }
    }
}
