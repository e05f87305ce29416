using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;

namespace RoboticsStack.Viewing.Dream;

/// <summary>What the page asks for; one of them at a time.</summary>
/// <param name="Begin">Start anew at this moment of the recording.</param>
/// <param name="Action">Take one step with this action.</param>
/// <param name="Follow">Take one step with what was recorded: <c>recorded</c>, the action then taken, or <c>plan</c>, that of the plan chosen at the beginning.</param>
internal sealed record DreamRequest(int? Begin, float[]? Action, string? Follow);

/// <summary>Poses for drawing, in arm_base. Numbers that nothing says are null, since JSON has no NaN.</summary>
/// <param name="Gripper">x, y, z, yaw.</param>
/// <param name="Object">x, y, z of the base's centre, then x, y, z of the up axis; null when there is none.</param>
internal sealed record DrawnPose(double[] Gripper, double? WidthM, double[]? Object)
{
    public static DrawnPose From(ImaginedPose pose) => new(
        [pose.Gripper.Origin.X, pose.Gripper.Origin.Y, pose.Gripper.Origin.Z, pose.Gripper.YawRad],
        Finite(pose.WidthM),
        pose.Object is { } o ? [o.Position.X, o.Position.Y, o.Position.Z, o.Up.X, o.Up.Y, o.Up.Z] : null);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>Sensor readings as pictures.</summary>
/// <param name="Depth">32 × 32 uint16 millimetres, little-endian, base64.</param>
/// <param name="Mask">32 × 32 bytes, 255 for certainly the target object, base64.</param>
/// <param name="Tactile">256 float newtons, little-endian, base64.</param>
internal sealed record Pictures(string? Depth, string? Mask, string? Tactile)
{
    public static Pictures From(ReadOnlySpan<float> depthM, ReadOnlySpan<float> mask, ReadOnlySpan<float> tactileN) => new(Millimetres(depthM), Bytes(mask), Text(MemoryMarshal.AsBytes(tactileN)));

    private static string? Millimetres(ReadOnlySpan<float> metres)
    {
        byte[] bytes = new byte[2 * metres.Length];
        for (int i = 0; i < metres.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)Math.Round(1000 * metres[i]));
        }
        return Text(bytes);
    }

    private static string? Bytes(ReadOnlySpan<float> shares)
    {
        byte[] bytes = new byte[shares.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            bytes[i] = (byte)Math.Round(255 * Math.Clamp(shares[i], 0, 1));
        }
        return Text(bytes);
    }

    private static string? Text(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? null : Convert.ToBase64String(bytes);
}

/// <summary>What there is to show of one instant, imagined or recorded.</summary>
/// <param name="Probes">As in <see cref="ProbeLayout"/>; null where unknown.</param>
/// <param name="Sensors">As measured; imagined ones are anchored to the last real reading.</param>
internal sealed record Shown(DrawnPose Pose, float?[] Probes, Pictures Sensors)
{
    /// <summary>Of an imagined instant: the pictures from the latent alone.</summary>
    public Pictures? Decoded { get; init; }

    public static Shown From(ImaginedPose pose, IReadOnlyList<float> probes, ReadOnlySpan<float> depthM, ReadOnlySpan<float> mask, ReadOnlySpan<float> tactileN) =>
        new(DrawnPose.From(pose), [.. probes.Select(Finite)], Pictures.From(depthM, mask, tactileN));

    private static float? Finite(float value) => float.IsFinite(value) ? value : null;
}

/// <summary>The page's next picture.</summary>
/// <param name="Moment">Where the dream began.</param>
/// <param name="Doubt">Ensemble variance of the latest step, over that which one rollout in a hundred exceeds; null if that is not known.</param>
/// <param name="AccumulatedDoubt">The same, summed over the steps.</param>
/// <param name="Follows">Every action so far was the recorded one, so that what happened can be compared.</param>
/// <param name="Surprise">Distance to what was observed, times what is usual as many steps ahead; null when it cannot be known.</param>
/// <param name="HighSurprise">What one prediction in a hundred exceeds, as many steps ahead.</param>
/// <param name="Happened">What was recorded as many steps after the beginning; null where the recording breaks off.</param>
/// <param name="CanFollow">Whether the recording has an action for the next step.</param>
internal sealed record DreamPicture(
    int Moment, int Step, float[] Action, Shown Imagined, Shown? Happened, double? Doubt, double? AccumulatedDoubt, bool Follows, double? Surprise, double? HighSurprise, bool CanFollow);
