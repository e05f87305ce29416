using Google.Protobuf.Reflection;
using RoboticsStack.Messaging;
using RoboticsStack.Recording;

namespace RoboticsStack.Viewing.Live;

/// <param name="Topic">On the bus.</param>
/// <param name="Name">The same without the robot's root.</param>
/// <param name="Type">Full name of its message.</param>
/// <param name="EveryOne">True if the page gets every message; false if only the newest counts.</param>
public sealed record LiveTopic(string Topic, string Name, string Type, bool EveryOne);

/// <summary>What of a robot's topics the live page shows.</summary>
public static class LiveTopics
{
    public static IReadOnlyList<LiveTopic> Of(Topics topics)
    {
        IReadOnlyDictionary<string, MessageDescriptor> types = TopicTypes.Of(topics);
        HashSet<string> all = [topics.GateEvent, topics.BrainReplan, topics.BrainTask];
        string[] shown =
        [
            topics.LockstepTick, topics.PlantTruth, topics.PlantScore, topics.Joints, topics.Wrench, topics.Tactile, topics.WristCamera, topics.HeadCamera,
            topics.GateState, topics.GateEvent, topics.GateTiming, topics.BrainTask, topics.BrainTree, topics.BrainReplan, topics.BrainPlanner, topics.BrainMap,
        ];
        return [.. shown.Select(topic => new LiveTopic(topic, topic[(topics.Root.Length + 1)..], types[topic].FullName, all.Contains(topic)))];
    }
}
