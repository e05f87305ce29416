using RoboticsStack.Core;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>How segmented pixels are painted.</summary>
internal static class ClassColours
{
    private static readonly (byte R, byte G, byte B)[] Palette =
    [
        (0, 0, 0), (206, 212, 218), (233, 236, 239), (141, 110, 99), (173, 181, 189), (166, 124, 82),
        (134, 142, 150), (76, 110, 245), (232, 89, 12), (25, 113, 194), (224, 49, 49), (130, 201, 30), (240, 101, 149),
    ];

    public static (byte R, byte G, byte B) Of(SemanticClass semantic) => (int)semantic < Palette.Length ? Palette[(int)semantic] : (byte.MaxValue, (byte)0, byte.MaxValue);
}
