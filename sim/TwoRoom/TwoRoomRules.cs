namespace RoboticsStack.TwoRoom;

/// <summary>
/// The test world TwoRoom with a random wall, as EB-JEPA's public source defines it (facebookresearch/eb_jepa, commit 966e61e: two_rooms/data_config.yaml,
/// env.py, utils.py, wall_dataset.py). Lengths are pixels of the image; x points right, y down, pixel centres lie on whole numbers.
/// </summary>
/// <remarks>
/// Two things are settled here that the source leaves open: an action longer than <see cref="MaxStep"/> is shortened to it (there, that bound is only declared), and what hits a wall
/// stands free of every wall afterwards (there, by rules that differ from wall to wall).
/// </remarks>
public static class TwoRoomRules
{
    public const int ImageSize = 65;

    /// <summary>What an image shows: the dot, then the walls.</summary>
    public const int Channels = 2;
    public const int ImageLength = ImageSize * ImageSize * Channels;

    /// <summary>Standard deviation of the dot's Gaussian.</summary>
    public const double DotDeviation = 1.3;

    /// <summary>The dot's centre stays between these in x and y: lines of one pixel, four in from each edge.</summary>
    public const int BorderLow = 4;
    public const int BorderHigh = 60;

    /// <summary>The wall is this much wider to either side than its middle line: three pixels in all.</summary>
    public const int WallHalfWidth = 1;
    public const int DoorHalfWidth = 4;

    /// <summary>Where a wall's middle line, and a door's middle, may be (whole numbers, both ends included).</summary>
    public const int FirstWall = 20, LastWall = 44, FirstDoor = 10, LastDoor = 54;

    /// <summary>Longest step.</summary>
    public const double MaxStep = 2.45;

    /// <summary>Start and goal keep this from every wall.</summary>
    public const double Margin = 2 * DotDeviation;

    /// <summary>How far an episode's last position may be from the goal.</summary>
    public const double SuccessRadius = 4.5;

    /// <summary>An episode always lasts so many steps; only where it ends counts.</summary>
    public const int Steps = 200;

    /// <summary>Standard deviation, along and off the wall, of where the dot comes to rest after hitting one.</summary>
    public const double BounceDeviation = 0.5;

    /// <summary>After hitting a wall the dot is at least so far from it.</summary>
    public const double BounceClearance = 0.3;
}
