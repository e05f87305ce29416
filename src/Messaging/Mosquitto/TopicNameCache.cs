using System.Text;

namespace RoboticsStack.Messaging.Mosquitto;

/// <summary>Turns topic bytes into strings without allocating for a topic seen before. Not thread-safe.</summary>
internal sealed class TopicNameCache
{
    private const int MaxEntries = 1024;

    private readonly Dictionary<ulong, (byte[] Bytes, string Name)> _names = [];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in utf8)
        {
            hash = (hash ^ b) * 1099511628211;
        }
        if (_names.TryGetValue(hash, out var known) && utf8.SequenceEqual(known.Bytes))
        {
            return known.Name;
        }
        string name = Encoding.UTF8.GetString(utf8);
        if (_names.Count < MaxEntries)
        {
            _names[hash] = (utf8.ToArray(), name);
        }
        return name;
    }
}
