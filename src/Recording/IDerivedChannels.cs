using Google.Protobuf;

namespace RoboticsStack.Recording;

/// <summary>
/// Says what is recorded once more in another form, for instance in the schemas that viewers know. The recorder asks for every message, in
/// order and on its own thread; what comes back is written behind that message, at the same log time, in channels marked
/// <see cref="ChannelKey"/>, which a replay leaves out.
/// </summary>
public interface IDerivedChannels
{
    /// <summary>Name in a derived channel's metadata; its value is the topic of the message that it was first made from.</summary>
    const string ChannelKey = "derived_from";

    /// <param name="topic">Topic of the recorded message.</param>
    /// <param name="payload">The recorded message as it was on the bus; valid during the call. May be anything: a bus carries what it is given.</param>
    /// <param name="write">
    /// Topic of a derived channel, always with the same type of message, and the message to write there; any number of times. The message is
    /// serialised before the call returns, so its object may be used again.
    /// </param>
    void Derive(string topic, ReadOnlyMemory<byte> payload, Action<string, IMessage> write);
}
