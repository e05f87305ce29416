using Google.Protobuf;
using Google.Protobuf.Reflection;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording;

/// <param name="Name">Of the value; of a message's field the path to it, for instance <c>arm[2].gripper_width_m</c>.</param>
/// <param name="First">As the first of the two runs has it, or the recorded one.</param>
/// <param name="Second">As the second has it, or the replayed one.</param>
public sealed record ValueDifference(string Name, string First, string Second);

/// <summary>
/// Finds the fields in which two messages of one type differ. Headers, wall times (fields in ms or µs) and the hashes that name model and robot are
/// left out: they are not decisions.
/// </summary>
public static class MessageDifference
{
    private const int MaxText = 60;
    private static readonly string[] LeftOut = ["_ms", "_us", "_hash"];

    /// <returns>Every field that differs, by its path; numbers are compared by their bits.</returns>
    public static List<ValueDifference> Between(IMessage first, IMessage second)
    {
        List<ValueDifference> found = [];
        Compare("", first, second, found);
        return found;
    }

    /// <summary>Whether a field says what was perceived or decided, rather than which run this is or how long something took.</summary>
    public static bool IsCompared(FieldDescriptor field) =>
        !(field.FieldType == FieldType.Message && field.MessageType == Header.Descriptor)
        && !Array.Exists(LeftOut, ending => field.Name.EndsWith(ending, StringComparison.Ordinal));

    private static void Compare(string path, IMessage first, IMessage second, List<ValueDifference> found)
    {
        foreach (FieldDescriptor field in first.Descriptor.Fields.InFieldNumberOrder())
        {
            if (!IsCompared(field))
            {
                continue;
            }
            string name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            object? old = field.Accessor.GetValue(first);
            object? now = field.Accessor.GetValue(second);
            if (field.IsMap)
            {
                CompareValues(name, old.ToString(), now.ToString(), found);
            }
            else if (field.IsRepeated)
            {
                CompareLists(name, (System.Collections.IList)old, (System.Collections.IList)now, found);
            }
            else
            {
                bool isSet = !field.HasPresence || field.Accessor.HasValue(first);
                bool isSetNow = !field.HasPresence || field.Accessor.HasValue(second);
                CompareValues(name, isSet ? old : null, isSetNow ? now : null, found);
            }
        }
    }

    private static void CompareLists(string name, System.Collections.IList old, System.Collections.IList now, List<ValueDifference> found)
    {
        if (old.Count != now.Count)
        {
            found.Add(new($"{name}, how many", $"{old.Count}", $"{now.Count}"));
        }
        for (int i = 0; i < Math.Min(old.Count, now.Count); i++)
        {
            CompareValues($"{name}[{i}]", old[i], now[i], found);
        }
    }

    private static void CompareValues(string name, object? old, object? now, List<ValueDifference> found)
    {
        if (old is IMessage oldMessage && now is IMessage nowMessage)
        {
            Compare(name, oldMessage, nowMessage, found);
        }
        else if (!AreSame(old, now))
        {
            found.Add(new(name, Show(old), Show(now)));
        }
    }

    private static bool AreSame(object? a, object? b) => (a, b) switch
    {
        (double x, double y) => BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y),
        (float x, float y) => BitConverter.SingleToInt32Bits(x) == BitConverter.SingleToInt32Bits(y),
        _ => Equals(a, b),
    };

    private static string Show(object? value)
    {
        string text = value switch
        {
            null => "none",
            ByteString bytes => $"{bytes.Length} bytes",
            string s => $"\"{s}\"",
            IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.Length > MaxText ? text[..MaxText] + "…" : text;
    }
}
