using Google.Protobuf;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Perception;

/// <summary>
/// All the robot believes, built from its sensor messages alone. Hand it each message as it comes, then call <see cref="Update"/> once a tick.
/// </summary>
/// <remarks>In: the messages of "sensors, gate to brain". Out: own state, pose, objects, occupancy, surfaces.</remarks>
public sealed class WorldBelief
{
    private const double MapSideM = 30;
    private const double CellM = 0.05;
    private const int MaxPending = 8;
    private const int JointCount = 7;

    private readonly List<LidarScan> _scans = [];
    private readonly List<CameraFrame> _frames = [];
    private readonly List<Detections> _detections = [];
    private readonly IRobotFrames _robotFrames;
    private Mapping? _mapping;

    public WorldBelief(IRobotFrames frames, LocalisationOptions? localisation = null, TrackerOptions? tracker = null)
    {
        _robotFrames = frames;
        Localisation = new(localisation);
        Robot = new(frames, Localisation);
        Objects = new(tracker);
    }

    public Localisation Localisation { get; }
    public RobotStateBelief Robot { get; }
    public ObjectTracker Objects { get; }

    /// <summary>True once the pose is known; only then do the maps exist.</summary>
    public bool HasMap => _mapping is not null;
    public OccupancyGrid Occupancy => Maps.Grid;
    public SurfaceMap Surfaces => Maps.Surfaces;

    /// <summary>Time of the last update.</summary>
    public Timestamp Now { get; private set; }
    public Pose2 BaseInMap => Localisation.BaseInMapAt(Now);

    /// <summary>Newest lidar scan, or null.</summary>
    public LidarScan? LatestScan { get; private set; }

    /// <summary>Newest wrist image with the pose it was taken from, or null.</summary>
    public DepthImage? WristImage { get; private set; }

    /// <summary>Newest whole wrist camera frame, or null.</summary>
    public CameraFrame? WristFrame { get; private set; }

    /// <summary>What the gate last said of itself, or null.</summary>
    public GateState? Gate { get; private set; }

    /// <summary>What the gate last sent to the drives, or null.</summary>
    public SentCommand? CommandedArm { get; private set; }

    /// <summary>Where the gate commands the gripper to be, arm_base; null before the gate has spoken.</summary>
    public Pose? CommandedGripper => Gate?.CommandedGripperInArmBase?.ToPose();
    public double CommandedWidthM => Gate?.CommandedWidthM ?? Robot.GripperWidthM;

    /// <summary>True once every sensor that a task needs has spoken.</summary>
    public bool IsReady => HasMap && Robot.HasJoints && Gate is not null;

    /// <summary>Messages dropped because a value was not finite or the parts did not fit.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes any message; those that say nothing about the world are left out.</summary>
    public void Observe(IMessage message)
    {
        switch (message)
        {
            case JointStates joints:
                Observe(joints);
                break;
            case WristWrench wrench:
                Observe(wrench);
                break;
            case TactilePads pads:
                Observe(pads);
                break;
            case Odometry odometry:
                Observe(odometry);
                break;
            case PoseEstimate estimate:
                Observe(estimate);
                break;
            case LidarScan scan:
                Observe(scan);
                break;
            case CameraFrame frame:
                Observe(frame);
                break;
            case Detections detections:
                Observe(detections);
                break;
            case GateState gate:
                Gate = gate;
                break;
            case SentCommand command:
                Observe(command);
                break;
        }
    }

    /// <summary>Height of the level surface around a point and within 3 cm of its height, metres over the floor; null if too little of it was seen.</summary>
    public double? SurfaceHeightUnder(Vec3 pointInMap) => StandingHeight.Under(Surfaces, pointInMap);

    /// <summary>Says that an object is in the hand from now on.</summary>
    public void Hold(uint trackId) => Objects.SetHeld(trackId, Robot.GripperInMapAt(Now));

    /// <summary>Says that the hand is empty.</summary>
    public void LetGo() => Objects.Release();

    public void Observe(JointStates message) =>
        Accept(message.PositionRad.All(double.IsFinite) && message.VelocityRadPerSec.All(double.IsFinite) && double.IsFinite(message.LiftM)
            && double.IsFinite(message.GripperWidthM), () => Robot.Observe(message));

    public void Observe(SentCommand message) =>
        Accept(message.JointPositionRad.Count == JointCount && message.JointVelocityRadPerSec.Count == JointCount
            && message.JointPositionRad.All(double.IsFinite) && message.JointVelocityRadPerSec.All(double.IsFinite), () => CommandedArm = message);

    public void Observe(WristWrench message) =>
        Accept(message.ForceN.ToVec3().IsFinite && message.TorqueNm.ToVec3().IsFinite, () => Robot.Observe(message));

    public void Observe(TactilePads message) =>
        Accept(message.LeftN.All(float.IsFinite) && message.RightN.All(float.IsFinite), () => Robot.Observe(message));

    public void Observe(Odometry message) =>
        Accept(double.IsFinite(message.XM + message.YM + message.YawRad + message.VxMPerSec + message.VyMPerSec + message.YawRateRadPerSec),
            () => Localisation.Observe(message));

    public void Observe(PoseEstimate message) =>
        Accept(double.IsFinite(message.XM + message.YM + message.YawRad), () => Localisation.Observe(message));

    public void Observe(LidarScan message) =>
        Accept(double.IsFinite(message.StartAngleRad + message.AngleStepRad) && message.RangeM.Count <= 4096, () => Queue(_scans, message));

    public void Observe(CameraFrame message) => Accept(true, () => Queue(_frames, message));

    public void Observe(Detections message) => Accept(message.Items.Count <= 256, () => Queue(_detections, message));

    /// <summary>
    /// Works through what came since the last tick. Exteroceptive messages wait until here, so that joint states and odometry of their
    /// instant are there whatever the order of arrival.
    /// </summary>
    public void Update(Timestamp now)
    {
        Now = now;
        if (Localisation.IsLocalised)
        {
            _mapping ??= new(Centred(BaseInMap), _robotFrames.FootprintRadiusM);
            Maps.Grid.MarkStanding(BaseInMap);
            IntegrateScans();
            Pose? gripper = Robot.HasJoints ? Robot.GripperInMapAt(now) : null;
            Objects.Predict(now, gripper);
            IntegrateDetections();
            IntegrateFrames();
            StandingHeight.Correct(Objects, Surfaces);
        }
        _scans.Clear();
        _frames.Clear();
        _detections.Clear();
    }

    /// <summary>Occupancy and objects for the recording and the viewer.</summary>
    public MapSnapshot Snapshot() => Maps.Grid.Snapshot(Objects.Confirmed);

    private Mapping Maps => _mapping ?? throw new InvalidOperationException("no map before the first pose estimate: check HasMap");

    private void IntegrateScans()
    {
        foreach (LidarScan scan in _scans)
        {
            Timestamp time = scan.Header.DataTime();
            Maps.Grid.Integrate(scan, Robot.LidarInMapAt(time), Localisation.BaseInMapAt(time));
            LatestScan = scan;
        }
    }

    private void IntegrateDetections()
    {
        foreach (Detections message in _detections)
        {
            Timestamp time = message.Header.DataTime();
            if (Robot.CameraInMapAt(message.Camera, time) is { } camera)
            {
                Pose? gripper = Robot.HasJoints ? Robot.GripperInMapAt(time) : null;
                Objects.Observe(message, camera, gripper, Localisation.PositionSigmaM, Localisation.YawSigmaRad);
            }
        }
    }

    private void IntegrateFrames()
    {
        foreach (CameraFrame frame in _frames)
        {
            Timestamp time = frame.Header.DataTime();
            if (Robot.CameraInMapAt(frame.Camera, time) is not { } camera || DepthImage.TryCreate(frame, camera) is not { } image)
            {
                Refused++;
                continue;
            }
            if (frame.Camera == CameraNames.Head)
            {
                Maps.Depth.Integrate(image, Localisation.BaseInMapAt(time));
            }
            else
            {
                WristImage = image;
                WristFrame = frame;
            }
            // Absence counts only where the detector has spoken about this very image.
            if (_detections.Exists(d => d.Camera == frame.Camera && d.Header.DataTime() == time))
            {
                Objects.ObserveAbsence(image);
            }
        }
    }

    private void Accept(bool isSound, Action take)
    {
        if (isSound)
        {
            take();
        }
        else
        {
            Refused++;
        }
    }

    private void Queue<T>(List<T> pending, T message)
    {
        if (pending.Count == MaxPending)
        {
            pending.RemoveAt(0);
            Refused++;
        }
        pending.Add(message);
    }

    private static GridFrame Centred(Pose2 start)
    {
        int side = (int)(MapSideM / CellM);
        double originX = Math.Floor((start.X - MapSideM / 2) / CellM) * CellM;
        double originY = Math.Floor((start.Y - MapSideM / 2) / CellM) * CellM;
        return new(originX, originY, CellM, side, side);
    }

    private sealed class Mapping
    {
        public Mapping(GridFrame frame, double footprintRadiusM)
        {
            Grid = new(frame, footprintRadiusM);
            Surfaces = new(frame);
            Depth = new(Grid, Surfaces);
        }

        public OccupancyGrid Grid { get; }
        public SurfaceMap Surfaces { get; }
        public DepthMapper Depth { get; }
    }
}
