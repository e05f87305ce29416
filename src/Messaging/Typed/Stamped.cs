namespace RoboticsStack.Messaging.V1;

/// <summary>A message that carries a <see cref="V1.Header"/>.</summary>
public interface IStamped
{
    Header Header { get; set; }
}

public partial class JointStates : IStamped;

public partial class WristWrench : IStamped;

public partial class TactilePads : IStamped;

public partial class CameraFrame : IStamped;

public partial class LidarScan : IStamped;

public partial class Imu : IStamped;

public partial class Odometry : IStamped;

public partial class PeopleSeen : IStamped;

public partial class PeopleEstimate : IStamped;

public partial class PoseEstimate : IStamped;

public partial class Detections : IStamped;

public partial class Tick : IStamped;

public partial class TickDone : IStamped;

public partial class Plan : IStamped;

public partial class EngageRequest : IStamped;

public partial class GateState : IStamped;

public partial class GateEvent : IStamped;

public partial class SentCommand : IStamped;

public partial class GateCycles : IStamped;

public partial class TaskStatus : IStamped;

public partial class ReplanReport : IStamped;

public partial class ReplanSituation : IStamped;

public partial class ImaginationReport : IStamped;

public partial class MapSnapshot : IStamped;

public partial class PlantScore : IStamped;

public partial class PlantTruth : IStamped;

public partial class PlannerTrace : IStamped;

public partial class TaskTree : IStamped;

public partial class LoopTiming : IStamped;

public partial class GateStatistics : IStamped;

public partial class RunControl : IStamped;
