using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>
/// An image as the encoder takes it: cut into squares, each with its pixels row by row and channels innermost, every channel brought to mean 0 and deviation 1. A mere reordering,
/// done here since it costs a training step more inside the graph than the encoder itself.
/// </summary>
internal sealed class PatchedImage
{
    /// <summary>Mean and standard deviation of the two channels, from the source (two_rooms/normalizer.py).</summary>
    private static readonly float[] Mean = [0.0026f, 0.0989f], Deviation = [0.0369f, 0.2986f];
    private readonly int[] _source = new int[TwoRoomRules.ImageLength];
    private readonly float[] _image = new float[TwoRoomRules.ImageLength];

    /// <param name="side">Of a square, px; divides the image.</param>
    public PatchedImage(int side)
    {
        int across = TwoRoomRules.ImageSize / side, size = side * side * TwoRoomRules.Channels;
        for (int i = 0; i < _source.Length; i++)
        {
            (int patch, int inside) = Math.DivRem(i, size);
            (int pixel, int channel) = Math.DivRem(inside, TwoRoomRules.Channels);
            int y = patch / across * side + pixel / side, x = patch % across * side + pixel % side;
            _source[i] = (y * TwoRoomRules.ImageSize + x) * TwoRoomRules.Channels + channel;
        }
    }

    /// <summary>Where an image [65, 65, 2] is put, for <see cref="WriteTo"/>.</summary>
    public Span<float> Image => _image;

    public void WriteTo(Span<float> patches)
    {
        for (int i = 0; i < patches.Length; i++)
        {
            int channel = i % TwoRoomRules.Channels;
            patches[i] = (_image[_source[i]] - Mean[channel]) / Deviation[channel];
        }
    }
}
