using RoboticsStack.Models;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Training;

/// <summary>
/// The data set file, little-endian. Header: magic, format, observation and probe versions and the sizes of a frame's parts. Then per episode:
/// tag, frame count, seed, the frames (skill, observation, forces, labels, action as 16-bit floats) and the first 8 bytes of their SHA-256. At the end: tag,
/// number of episodes, number of frames. A file without that end was cut off.
/// </summary>
internal static class DatasetFormat
{
    public const ulong Magic = 0x3130415441445352;
    public const int Version = 3;
    public const uint EpisodeTag = 0x53495045;
    public const uint EndTag = 0x53444E45;
    public const int EndBytes = sizeof(uint) + sizeof(int) + sizeof(long);
    public const int ChecksumBytes = 8;

    /// <summary>Bytes of one frame in the file.</summary>
    public const int FrameBytes = 1 + 2 * (ObservationLayout.Size + StepForces.Size + ProbeLayout.Size + ActionScale.Size);

    public static IReadOnlyList<int> Header { get; } =
        [Version, ObservationLayout.Version, ProbeLayout.Version, ObservationLayout.Size, ProbeLayout.Size, ActionScale.Size];

    public static int HeaderBytes => sizeof(ulong) + Header.Count * sizeof(int);
}
