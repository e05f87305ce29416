using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Recording.Report;

/// <summary>What a recording misses, by the gaps in its channels' sequence numbers: every publisher counts its messages from 1.</summary>
internal sealed class MessageLoss
{
    private const int MaxGaps = 500;

    private readonly Dictionary<string, SequenceGaps> _channels = [];
    private readonly List<object> _gaps = [];

    public ulong Total { get; private set; }

    public void Add(McapMessage message, double time)
    {
        string topic = message.Channel.Topic;
        SequenceGaps channel = _channels.GetValueOrDefault(topic);
        ulong count = channel.Before(message.Payload.Span);
        _channels[topic] = channel;
        Total += count;
        if (count > 0 && _gaps.Count < MaxGaps)
        {
            _gaps.Add(new { t = Math.Round(time, 3), topic = topic[(topic.IndexOf('/', topic.IndexOf('/') + 1) + 1)..], count });
        }
    }

    public object ToJson() => new { total = Total, gaps = _gaps };
}
