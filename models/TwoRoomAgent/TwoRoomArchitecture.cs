using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>Sizes of a <see cref="TwoRoomNetwork"/>.</summary>
public sealed record TwoRoomArchitecture
{
    /// <summary>Side of the squares that an image is cut into, px.</summary>
    public int PatchSide { get; init; } = 13;
    public int PatchWidth { get; init; } = 32;
    public int EncoderWidth { get; init; } = 256;

    /// <summary>Sizes of the two parts of a latent: what the dot's channel shows, and what the walls' channel shows.</summary>
    public int DotSize { get; init; } = 16;
    public int WallsSize { get; init; } = 32;
    public int PredictorWidth { get; init; } = 192;
    public int InverseWidth { get; init; } = 128;
    public int DistanceWidth { get; init; } = 192;

    /// <summary>Steps of the world that the predictor takes at once.</summary>
    public int BlockSteps { get; init; } = 5;

    /// <summary>Blocks that a plan looks ahead.</summary>
    public int PlanBlocks { get; init; } = 3;

    internal int LatentSize => DotSize + WallsSize;
    internal int Patches => TwoRoomRules.ImageSize / PatchSide * (TwoRoomRules.ImageSize / PatchSide);
    internal int PatchSize => PatchSide * PatchSide;
    internal int BlockSize => BlockSteps * TwoRoomNetwork.ActionSize;

    /// <summary>Steps that a plan looks ahead.</summary>
    internal int PlanSteps => PlanBlocks * BlockSteps;

    internal void Validate()
    {
        if (PatchSide < 1 || TwoRoomRules.ImageSize % PatchSide != 0 || PatchWidth is < 1 or > 512 || EncoderWidth is < 1 or > 4096 || DotSize is < 2 or > 1024 || WallsSize is < 2 or > 1024
            || PredictorWidth is < 1 or > 4096 || InverseWidth is < 1 or > 4096 || DistanceWidth is < 1 or > 4096 || BlockSteps is < 1 or > 50 || PlanBlocks is < 1 or > 100)
        {
            throw new ArgumentException($"The side of a patch must divide {TwoRoomRules.ImageSize}, all other sizes be positive and no giants: {this}");
        }
    }
}
