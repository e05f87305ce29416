using Google.Protobuf;
using Google.Protobuf.Reflection;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Runtime.Replay;

/// <summary>Finds the fields in which two messages of one type differ. Headers and wall times (fields in ms or µs) are left out: they are not decisions.</summary>
internal static class MessageDifference
{
    private const int MaxText = 60;

    /// <returns>Every field that differs, by its path; numbers are compared by their bits.</returns>
    public static List<ValueDifference> Between(IMessage recorded, IMessage replayed)
    {
        List<ValueDifference> found = [];
        Compare("", recorded, replayed, found);
        return found;
    }

    private static void Compare(string path, IMessage recorded, IMessage replayed, List<ValueDifference> found)
    {
        foreach (FieldDescriptor field in recorded.Descriptor.Fields.InFieldNumberOrder())
        {
            bool isLeftOut = field.FieldType == FieldType.Message && field.MessageType == Header.Descriptor
                || field.Name.EndsWith("_ms", StringComparison.Ordinal) || field.Name.EndsWith("_us", StringComparison.Ordinal);
            if (isLeftOut)
            {
                continue;
            }
            string name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            object? old = field.Accessor.GetValue(recorded);
            object? now = field.Accessor.GetValue(replayed);
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
                bool isSet = !field.HasPresence || field.Accessor.HasValue(recorded);
                bool isSetNow = !field.HasPresence || field.Accessor.HasValue(replayed);
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
