using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>Sizes of a <see cref="TwoRoomNetwork"/>.</summary>
public sealed record TwoRoomArchitecture
{
    /// <summary>Side of the squares that an image is cut into, px.</summary>
    public int PatchSide { get; init; } = 13;
    public int PatchWidth { get; init; } = 48;
    public int EncoderWidth { get; init; } = 256;
    public int LatentSize { get; init; } = 64;
    public int PredictorWidth { get; init; } = 192;
    public int HeadWidth { get; init; } = 128;

    /// <summary>Groups of the map in which distances are measured; see <see cref="TwoRoomNetwork.Distance"/>.</summary>
    public int MapGroups { get; init; } = 4;
    public int MapGroupSize { get; init; } = 8;

    /// <summary>Steps of the world that the predictor takes at once.</summary>
    public int BlockSteps { get; init; } = 5;

    /// <summary>Blocks that a plan looks ahead.</summary>
    public int PlanBlocks { get; init; } = 8;

    internal int Patches => TwoRoomRules.ImageSize / PatchSide * (TwoRoomRules.ImageSize / PatchSide);
    internal int PatchSize => PatchSide * PatchSide * TwoRoomRules.Channels;
    internal int MapSize => MapGroups * MapGroupSize;
    internal int BlockSize => BlockSteps * TwoRoomNetwork.ActionSize;

    /// <summary>Steps that a plan looks ahead.</summary>
    public int PlanSteps => PlanBlocks * BlockSteps;

    internal void Validate()
    {
        if (PatchSide < 1 || TwoRoomRules.ImageSize % PatchSide != 0 || PatchWidth is < 1 or > 512
            || EncoderWidth is < 1 or > 4096 || LatentSize is < 2 or > 1024 || PredictorWidth is < 1 or > 4096 || HeadWidth is < 1 or > 4096
            || MapGroups is < 1 or > 64 || MapGroupSize is < 1 or > 64 || BlockSteps is < 1 or > 50 || PlanBlocks is < 1 or > 100)
        {
            throw new ArgumentException($"The side of a patch must divide {TwoRoomRules.ImageSize}, all other sizes be positive and no giants: {this}");
        }
    }
}
