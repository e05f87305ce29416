using Google.Protobuf;
using RoboticsStack.Core;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Runtime.Replay;

internal static class RecordedMessages
{
    /// <exception cref="UserErrorException">It is no such message.</exception>
    public static T Read<T>(this McapMessage message, MessageParser<T> parser)
        where T : IMessage<T> => (T)Read(message.Channel.Topic, message.Payload.Span, parser);

    /// <inheritdoc cref="Read{T}(McapMessage, MessageParser{T})"/>
    public static IMessage Read(string topic, ReadOnlySpan<byte> payload, MessageParser parser)
    {
        try
        {
            return parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new UserErrorException($"A message on {topic} cannot be read: {e.Message} The recording was made by a build with other messages; replay it with that build.", e);
        }
    }
}
