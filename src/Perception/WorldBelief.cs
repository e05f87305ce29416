using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Perception;

/// <summary>
/// All that the brain believes, made from messages alone.
/// In: every sensor message and the gate's state. Out: where the base is, the robot's own state, the objects, the map.
/// </summary>
public sealed class WorldBelief
{
    private DepthImage? _headImage;
    private DepthImage? _wristImage;

    public WorldBelief(IRobotFrames frames)
    {
        Localisation = new Localisation();
        Robot = new RobotStateBelief(frames, Localisation);
        Objects = new ObjectTracker();
        Grid = new OccupancyGrid();
    }

    public Localisation Localisation { get; }
    public RobotStateBelief Robot { get; }
    public ObjectTracker Objects { get; }
    public OccupancyGrid Grid { get; }

    /// <summary>The newest wrist camera frame.</summary>
    public CameraFrame? WristFrame { get; private set; }
    public GateState? Gate { get; private set; }

    /// <summary>Where the gate commands the gripper to be, arm_base; null before the gate has spoken.</summary>
    public Pose? Commanded => Gate?.CommandedGripperInArmBase is { } pose ? pose.ToPose() : null;
    public double CommandedWidthM => Gate?.CommandedWidthM ?? Robot.GripperWidthM;

    /// <summary>True once every sensor that the task needs has spoken.</summary>
    public bool IsReady => Localisation.IsLocalised && Robot.HasJoints && Gate is not null;

    public void Observe(IMessage message)
    {
        switch (message)
        {
            case JointStates joints:
                Robot.Observe(joints);
                break;
            case WristWrench wrench:
                Robot.Observe(wrench);
                break;
            case TactilePads pads:
                Robot.Observe(pads);
                break;
            case Odometry odometry:
                Localisation.Observe(odometry);
                break;
            case PoseEstimate estimate:
                Localisation.Observe(estimate);
                break;
            case GateState gate:
                Gate = gate;
                break;
        }
    }

    /// <summary>Says that an object is in the hand from now on.</summary>
    public void Hold(uint trackId) => Objects.SetHeld(trackId, Robot.GripperInMapAt(Robot.JointTime));

    public void LetGo() => Objects.Release();
}
