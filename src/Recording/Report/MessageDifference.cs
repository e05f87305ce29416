using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace RoboticsStack.Recording.Report;

/// <param name="Field">Path to it, for instance <c>arm[2].gripper_width_m</c>.</param>
internal sealed record FieldDifference(string Field, string First, string Second);

/// <summary>Says in which field two messages of one type first differ. Headers are left out: they name the run.</summary>
internal static class MessageDifference
{
    /// <summary>Null if the messages say the same.</summary>
    public static FieldDifference? Find(IMessage first, IMessage second, string path = "") =>
        first.Descriptor.Fields.InFieldNumberOrder()
            .Where(field => field.Name != "header")
            .Select(field => Find(path + field.Name, field.Accessor.GetValue(first), field.Accessor.GetValue(second)))
            .FirstOrDefault(difference => difference is not null);

    private static FieldDifference? Find(string path, object? first, object? second) => (first, second) switch
    {
        (IMessage a, IMessage b) => Find(a, b, path + "."),
        (ByteString a, ByteString b) => a == b ? null : new(path, $"{a.Length} bytes", $"{b.Length} bytes"),
        (IList a, IList b) => FindInLists(path, a, b),
        _ => Equals(first, second) ? null : new(path, Show(first), Show(second)),
    };

    private static FieldDifference? FindInLists(string path, IList first, IList second)
    {
        for (int i = 0; i < Math.Min(first.Count, second.Count); i++)
        {
            if (Find($"{path}[{i}]", first[i], second[i]) is { } difference)
            {
                return difference;
            }
        }
        return first.Count == second.Count ? null : new(path, $"{first.Count} of them", $"{second.Count} of them");
    }

    private static string Show(object? value) => value switch
    {
        null => "none",
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
