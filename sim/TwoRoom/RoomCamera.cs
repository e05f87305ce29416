namespace RoboticsStack.TwoRoom;

/// <summary>
/// Draws what is seen from above as an image [65, 65, 2] in row order, channels last: the dot as a Gaussian, and the walls. Values are bytes' worth in 0..1, cut down to a 255th as the source's are.
/// Not thread-safe.
/// </summary>
public sealed class RoomCamera
{
    private const int Size = TwoRoomRules.ImageSize;

    /// <summary>Beyond so many pixels from its centre the dot is darker than one byte's step.</summary>
    private const int DotReach = 5;
    private readonly Dictionary<RoomLayout, float[]> _walls = [];

    public void Draw(RoomLayout layout, DotPosition dot, Span<float> image)
    {
        if (image.Length != TwoRoomRules.ImageLength)
        {
            throw new ArgumentException($"An image has {TwoRoomRules.ImageLength} values, not {image.Length}.", nameof(image));
        }
        if (!_walls.TryGetValue(layout, out float[]? walls))
        {
            _walls[layout] = walls = DrawWalls(layout);
        }
        walls.CopyTo(image);
        int column = (int)Math.Round(dot.X), row = (int)Math.Round(dot.Y);
        for (int y = Math.Max(0, row - DotReach); y <= Math.Min(Size - 1, row + DotReach); y++)
        {
            double vertical = Falloff(y - dot.Y);
            for (int x = Math.Max(0, column - DotReach); x <= Math.Min(Size - 1, column + DotReach); x++)
            {
                image[(y * Size + x) * TwoRoomRules.Channels] = (int)(255 * vertical * Falloff(x - dot.X)) / 255f;
            }
        }
    }

    private static double Falloff(double distance) => Math.Exp(-distance * distance / (2 * TwoRoomRules.DotDeviation * TwoRoomRules.DotDeviation));

    private static float[] DrawWalls(RoomLayout layout)
    {
        float[] image = new float[TwoRoomRules.ImageLength];
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                bool border = x is TwoRoomRules.BorderLow or TwoRoomRules.BorderHigh || y is TwoRoomRules.BorderLow or TwoRoomRules.BorderHigh;
                bool wall = x >= layout.WallLeft && x <= layout.WallRight && (y < layout.DoorTop || y > layout.DoorBottom);
                image[(y * Size + x) * TwoRoomRules.Channels + 1] = border || wall ? 1 : 0;
            }
        }
        return image;
    }
}
