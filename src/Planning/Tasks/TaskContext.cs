using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Models;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Planning.Tasks.Base;

namespace RoboticsStack.Planning.Tasks;

/// <summary>What the nodes of the task tree share: the belief they read, the output they write, and the few choices that outlive a node.</summary>
public sealed class TaskContext
{
    public required RobotDescription Robot { get; init; }
    public required WorldBelief Belief { get; init; }
    public required IArmPolicy Arm { get; init; }
    public required Navigator FreeNavigator { get; init; }

    /// <summary>For driving with something in the hand: gentler, and with room for the arm that sticks out.</summary>
    public required Navigator CarryNavigator { get; init; }

    /// <summary>As gentle, for where there is no such room: the arm is then over the furniture that it passes.</summary>
    public required Navigator NarrowCarryNavigator { get; init; }

    public Navigator Navigator => Navigators[0];

    /// <summary>The way-finders that suit what is in the hand; the first that finds a way is to be used.</summary>
    public IReadOnlyList<Navigator> Navigators => Belief.Objects.Held is null ? [FreeNavigator] : [CarryNavigator, NarrowCarryNavigator];

    /// <summary>Where setpoints may go: level and well conditioned throughout.</summary>
    public ReachLimits Reach { get; init; } = ArmSkills.Reach;

    /// <summary>Cycles that an arm skill goes on after it is content; only the making of training data lingers.</summary>
    public int LingerTicks { get; set; }
    public BrainOutput Output { get; } = new();
    public Timestamp Now { get; set; }

    /// <summary>What the arm was last told; null until it first moves.</summary>
    public GripperTrajectory? ArmPath { get; set; }

    /// <summary>When the arm was last told something.</summary>
    public Timestamp ArmToldAt { get; set; }

    /// <summary>For people: what is being done.</summary>
    public string Stage { get; set; } = "start";
    public string Skill { get; set; } = "";
    public string Detail { get; set; } = "";

    // What has been chosen.
    public uint? MugId { get; set; }
    public GraspPlan Grasp { get; set; }

    /// <summary>Heading of the next grasp relative to the arm; another try comes from elsewhere.</summary>
    public double PreferredTurnRad { get; set; }

    /// <summary>Mugs that were tried in vain.</summary>
    public HashSet<uint> GivenUpMugs { get; } = [];

    /// <summary>Height of what the mug stands on, or shall stand on, map frame; null before a mug was chosen.</summary>
    public double? SupportInMap { get; set; }

    /// <summary>Where the mug in hand shall stand: base centre, map frame.</summary>
    public Vec3 PlaceInMap { get; set; }

    /// <summary>Gripper's heading over that place, map frame.</summary>
    public double PlaceHeadingRad { get; set; }

    /// <summary>Whether the gate, when it last spoke, followed plans; true for one that has not spoken.</summary>
    public bool IsGateFollowing => Belief.Gate is null or { Mode: Messaging.V1.GateMode.Active or Messaging.V1.GateMode.Hold };

    public ObjectTrack? Mug => MugId is { } id ? Belief.Objects.Find(id) : null;

    public Pose ArmBaseInMap => Belief.Robot.ArmBaseInMapAt(Now);

    public Pose ToArmBase(Pose poseInMap) => ArmBaseInMap.Inverse() * poseInMap;

    public Pose ToMap(Pose poseInArmBase) => ArmBaseInMap * poseInArmBase;

    public void Say(string skill, string detail = "")
    {
        Skill = skill;
        Detail = detail;
    }
}
