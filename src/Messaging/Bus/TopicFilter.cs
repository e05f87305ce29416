namespace RoboticsStack.Messaging.Bus;

/// <summary>MQTT's rules for topic names and filters (MQTT 3.1.1, section 4.7).</summary>
public static class TopicFilter
{
    public const int MaxLength = 65535;

    public static bool Matches(ReadOnlySpan<char> filter, ReadOnlySpan<char> topic)
    {
        // Wildcards at the first level do not match the broker's own topics.
        if (topic.StartsWith('$') && filter.Length > 0 && filter[0] is '+' or '#')
        {
            return false;
        }
        while (true)
        {
            bool filterEnds = !Split(filter, out ReadOnlySpan<char> wanted, out ReadOnlySpan<char> filterRest);
            if (wanted is "#")
            {
                return true;
            }
            bool topicEnds = !Split(topic, out ReadOnlySpan<char> level, out ReadOnlySpan<char> topicRest);
            if (wanted is not "+" && !wanted.SequenceEqual(level))
            {
                return false;
            }
            if (topicEnds)
            {
                return filterEnds || filterRest is "#";
            }
            if (filterEnds)
            {
                return false;
            }
            filter = filterRest;
            topic = topicRest;
        }
    }

    /// <exception cref="ArgumentException">Not a name that can be published to.</exception>
    public static void RequireTopic(string topic)
    {
        if (topic.Length is 0 or > MaxLength || topic.AsSpan().ContainsAny('+', '#', '\0'))
        {
            throw new ArgumentException($"'{topic}' is not a topic: it must be non-empty and without '+', '#' and NUL.", nameof(topic));
        }
    }

    /// <exception cref="ArgumentException">Not a filter that can be subscribed to.</exception>
    public static void RequireFilter(string filter)
    {
        ReadOnlySpan<char> rest = filter;
        bool valid = filter.Length is > 0 and <= MaxLength && !filter.Contains('\0');
        bool more = valid;
        while (more)
        {
            more = Split(rest, out ReadOnlySpan<char> level, out rest);
            valid &= level.Length == 1 || !level.ContainsAny('+', '#');
            valid &= level is not "#" || !more;
        }
        if (!valid)
        {
            throw new ArgumentException($"'{filter}' is not a topic filter: '+' and '#' stand for whole levels, '#' only for the last.", nameof(filter));
        }
    }

    /// <summary>Takes the first level off; false when it was the last.</summary>
    private static bool Split(ReadOnlySpan<char> path, out ReadOnlySpan<char> level, out ReadOnlySpan<char> rest)
    {
        int slash = path.IndexOf('/');
        level = slash < 0 ? path : path[..slash];
        rest = slash < 0 ? default : path[(slash + 1)..];
        return slash >= 0;
    }
}
