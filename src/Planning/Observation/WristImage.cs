using System.Buffers.Binary;
using RoboticsStack.Core;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Scenes;

namespace RoboticsStack.Planning.Observation;

/// <summary>The wrist camera's picture as the world model sees it.</summary>
/// <param name="DepthM">32 × 32, row by row from the top left, clipped to 0..<see cref="MaxDepthM"/>; no return counts as far.</param>
/// <param name="Mask">1 where the pixel belongs to the target's class, else 0.</param>
public sealed record WristImage(float[] DepthM, float[] Mask)
{
    public const float MaxDepthM = 1;
    private const int Pixels = ObservationLayout.ImageSide * ObservationLayout.ImageSide;

    /// <summary>The class that the mask marks while a skill works towards a goal of a kind.</summary>
    public static SemanticClass TargetOf(SlotKind goal) => goal == SlotKind.Machine ? SemanticClass.MachineButton : SemanticClass.Mug;

    /// <summary>Null when the frame is not a whole picture of the expected size: the modality then counts as missing.</summary>
    public static WristImage? TryFrom(CameraFrame? frame, SemanticClass target)
    {
        if (frame is null || frame.Width != ObservationLayout.ImageSide || frame.Height != ObservationLayout.ImageSide
            || frame.DepthMm.Length != 2 * Pixels || frame.Segmentation.Length != Pixels)
        {
            return null;
        }
        return FromBytes(frame.DepthMm.Span, frame.Segmentation.Span, target);
    }

    /// <param name="depthMm">uint16 little-endian millimetres; 0 is no return.</param>
    /// <param name="segmentation">One <see cref="SemanticClass"/> a pixel.</param>
    /// <param name="target">The class that the mask marks.</param>
    public static WristImage FromBytes(ReadOnlySpan<byte> depthMm, ReadOnlySpan<byte> segmentation, SemanticClass target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(depthMm.Length, 2 * Pixels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(segmentation.Length, Pixels);
        float[] depth = new float[Pixels];
        float[] mask = new float[Pixels];
        for (int i = 0; i < Pixels; i++)
        {
            ushort millimetres = BinaryPrimitives.ReadUInt16LittleEndian(depthMm[(2 * i)..]);
            depth[i] = millimetres == 0 ? MaxDepthM : Math.Min(millimetres * 0.001f, MaxDepthM);
            mask[i] = segmentation[i] == (byte)target ? 1 : 0;
        }
        return new(depth, mask);
    }
}
