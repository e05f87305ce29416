using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Recording.Report;

/// <summary>What a recording misses, by the gaps in its channels' sequence numbers: every publisher counts its messages from 1.</summary>
internal sealed class MessageLoss
{
    private const int MaxGaps = 500;

    private readonly Dictionary<string, ulong> _latest = [];
    private readonly List<object> _gaps = [];

    public ulong Total { get; private set; }

    public void Add(McapMessage message, double time)
    {
        // What has no header of ours has no number; a publisher that starts again counts from 1 again.
        if (!HeaderPeek.TryRead(message.Payload.Span, out HeaderPeek.Stamp stamp) || stamp.Sequence == 0)
        {
            return;
        }
        string topic = message.Channel.Topic;
        if (_latest.TryGetValue(topic, out ulong latest) && stamp.Sequence > latest + 1)
        {
            ulong count = stamp.Sequence - latest - 1;
            Total += count;
            if (_gaps.Count < MaxGaps)
            {
                _gaps.Add(new { t = Math.Round(time, 3), topic = topic[(topic.IndexOf('/', topic.IndexOf('/') + 1) + 1)..], count });
            }
        }
        _latest[topic] = stamp.Sequence;
    }

    public object ToJson() => new { total = Total, gaps = _gaps };
}
