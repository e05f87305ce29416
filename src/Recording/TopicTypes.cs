using Google.Protobuf.Reflection;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording;

/// <summary>Which message type travels on which topic.</summary>
public static class TopicTypes
{
    public static IReadOnlyDictionary<string, MessageDescriptor> Of(Topics topics) => new Dictionary<string, MessageDescriptor>
    {
        [topics.Joints] = JointStates.Descriptor,
        [topics.Wrench] = WristWrench.Descriptor,
        [topics.Tactile] = TactilePads.Descriptor,
        [topics.WristCamera] = CameraFrame.Descriptor,
        [topics.HeadCamera] = CameraFrame.Descriptor,
        [topics.Lidar] = LidarScan.Descriptor,
        [topics.Imu] = Imu.Descriptor,
        [topics.Odometry] = Odometry.Descriptor,
        [topics.PoseEstimate] = PoseEstimate.Descriptor,
        [topics.Detections] = Detections.Descriptor,
        [topics.PeopleSeen] = PeopleSeen.Descriptor,
        [topics.People] = PeopleEstimate.Descriptor,
        [topics.LockstepTick] = Tick.Descriptor,
        [topics.LockstepDone] = TickDone.Descriptor,
        [topics.Plan] = Plan.Descriptor,
        [topics.Engage] = EngageRequest.Descriptor,
        [topics.Control] = RunControl.Descriptor,
        [topics.GateState] = GateState.Descriptor,
        [topics.GateEvent] = GateEvent.Descriptor,
        [topics.GateCommand] = SentCommand.Descriptor,
        [topics.GateCycles] = GateCycles.Descriptor,
        [topics.GateTiming] = LoopTiming.Descriptor,
        [topics.GateStatistics] = GateStatistics.Descriptor,
        [topics.BrainTask] = Messaging.V1.TaskStatus.Descriptor,
        [topics.BrainReplan] = ReplanReport.Descriptor,
        [topics.BrainSituation] = ReplanSituation.Descriptor,
        [topics.BrainMap] = MapSnapshot.Descriptor,
        [topics.BrainImagination] = ImaginationReport.Descriptor,
        [topics.BrainPlanner] = PlannerTrace.Descriptor,
        [topics.BrainTree] = TaskTree.Descriptor,
        [topics.PlantScore] = PlantScore.Descriptor,
        [topics.PlantTruth] = PlantTruth.Descriptor,
    };

    /// <summary>The type's file and everything it imports, imports first: what MCAP wants as a protobuf schema.</summary>
    public static FileDescriptorSet DescriptorSet(MessageDescriptor type)
    {
        FileDescriptorSet set = new();
        HashSet<string> done = [];
        void Add(FileDescriptor file)
        {
            if (done.Add(file.Name))
            {
                foreach (FileDescriptor import in file.Dependencies)
                {
                    Add(import);
                }
                set.File.Add(file.ToProto());
            }
        }
        Add(type.File);
        return set;
    }
}
