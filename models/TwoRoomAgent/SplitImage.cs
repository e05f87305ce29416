using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>
/// An image as the encoders take it: its two channels apart, each cut into squares with their pixels row by row, and brought to mean 0 and deviation 1. A mere reordering, done here
/// since it costs a training step more inside the graph than the encoder itself.
/// </summary>
internal sealed class SplitImage
{
    public const int DotChannel = 0, WallsChannel = 1;

    /// <summary>Mean and standard deviation of the two channels, from the source (two_rooms/normalizer.py).</summary>
    private static readonly float[] Mean = [0.0026f, 0.0989f], Deviation = [0.0369f, 0.2986f];
    private readonly int[] _source = new int[TwoRoomRules.ImageSize * TwoRoomRules.ImageSize];
    private readonly float[] _image = new float[TwoRoomRules.ImageLength];

    /// <param name="side">Of a square, px; divides the image.</param>
    public SplitImage(int side)
    {
        int across = TwoRoomRules.ImageSize / side;
        for (int i = 0; i < _source.Length; i++)
        {
            (int patch, int pixel) = Math.DivRem(i, side * side);
            int y = patch / across * side + pixel / side, x = patch % across * side + pixel % side;
            _source[i] = (y * TwoRoomRules.ImageSize + x) * TwoRoomRules.Channels;
        }
    }

    /// <summary>Values of one channel.</summary>
    public static int ChannelLength => TwoRoomRules.ImageSize * TwoRoomRules.ImageSize;

    /// <summary>Where an image [65, 65, 2] is put, for <see cref="WriteTo"/>.</summary>
    public Span<float> Image => _image;

    public void WriteTo(int channel, Span<float> patches)
    {
        float scale = 1 / Deviation[channel], shift = -Mean[channel] * scale;
        ReadOnlySpan<float> image = _image.AsSpan(channel);
        ReadOnlySpan<int> source = _source.AsSpan(0, patches.Length);
        for (int i = 0; i < patches.Length; i++)
        {
            patches[i] = image[source[i]] * scale + shift;
        }
    }
}
