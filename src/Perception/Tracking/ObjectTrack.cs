using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Perception;

/// <summary>
/// One believed object. Its pose is that of the object's own frame: a mug's base centre with x through the handle, a machine's foot on the
/// counter with x out of its front, the middle of a table's top with x along its length.
/// </summary>
public sealed class ObjectTrack
{
    private const double UprightCos = 0.9;
    private const int FrontReadings = 3;
    private readonly Dictionary<string, double> _votes = [];
    private readonly List<TrackedKeypoint> _keypoints = [];
    private readonly CircularMean _yaw;
    private readonly WeightedMean _radius = new(4e6);
    private readonly WeightedMean _height = new(4e6);
    private readonly WeightedMean _extentX = new(4e6);
    private readonly WeightedMean _extentY = new(4e6);
    private readonly WeightedMean _extentZ = new(4e6);
    private Vec3 _up = Vec3.UnitZ;
    private double _fill;
    private int _fillReadings;
    private int _yawReadings;

    internal ObjectTrack(uint id, ObservedObject seen)
    {
        Id = id;
        Label = seen.Message.Label;
        _yaw = new(Label == ObjectLabels.DiningTable ? Math.PI : 2 * Math.PI, 0.97);
        PositionInMap = seen.PoseInMap.Position;
        Variance = seen.SigmaM * seen.SigmaM;
        FirstSeen = seen.Time;
        Updated = seen.Time;
    }

    public uint Id { get; }
    public string Label { get; private set; }
    public Vec3 PositionInMap { get; private set; }

    /// <summary>Of the position, per axis.</summary>
    public double PositionSigmaM => Math.Sqrt(Variance);

    /// <summary>Orientation: yaw of handle, front or length; tilted only if the object lies or leans by more than 25°.</summary>
    public Pose PoseInMap => new(PositionInMap, IsUpright ? Quat.FromYaw(YawRad) : TiltTo(_up.Normalized()) * Quat.FromYaw(YawRad));

    public double YawRad => _yaw.HasValue ? _yaw.Rad : 0;

    /// <summary>False for a mug whose handle was not seen often enough, in one direction, to be believed.</summary>
    public bool HasYaw => _yaw.Agreement > 0.5 && _yawReadings >= (ObjectLabels.IsSmall(Label) ? 3 : 1);

    /// <summary>0 to 1: how well the yaw readings agree.</summary>
    public double YawAgreement => _yaw.Agreement;
    public bool IsUpright => _up.Normalized().Z > UprightCos;
    public double RadiusM => _radius.Value;
    public double HeightM => _height.Value;

    /// <summary>Full size along the object's own axes; zero for things without one.</summary>
    public Vec3 ExtentM => new(_extentX.Value, _extentY.Value, _extentZ.Value);
    public IReadOnlyList<TrackedKeypoint> Keypoints => _keypoints;

    /// <summary>Of a machine: its button and its mug's place have been seen well enough to use it; a glimpse in passing is not.</summary>
    public bool IsFrontKnown => Keypoint(KeypointNames.Button) is { Readings: >= FrontReadings } && Keypoint(KeypointNames.MugPlace) is { Readings: >= FrontReadings };

    /// <summary>Fraction filled, or null if never seen from above.</summary>
    public double? FillFraction => _fillReadings > 0 ? _fill : null;
    public int FillReadings => _fillReadings;
    public int Hits { get; private set; }
    public bool IsConfirmed { get; internal set; }
    public bool IsHeld => HeldInGripper is not null;

    /// <summary>Pose of the object in the gripper while it is held.</summary>
    public Pose? HeldInGripper { get; private set; }
    public Timestamp FirstSeen { get; }
    public Timestamp LastSeen { get; private set; }

    /// <summary>Last sighting by the wrist camera, or null.</summary>
    public Timestamp? LastSeenByWrist { get; private set; }

    internal double Variance { get; set; }

    /// <summary>In or near the gripper, so that it may move.</summary>
    internal bool IsDisturbed { get; set; }
    internal double Score { get; set; }
    internal Timestamp Updated { get; set; }
    internal int MissesInARow { get; set; }

    /// <summary>Share of the votes that the present label has.</summary>
    public double LabelShare
    {
        get
        {
            double total = 0;
            foreach (double votes in _votes.Values)
            {
                total += votes;
            }
            return total > 0 ? _votes.GetValueOrDefault(Label) / total : 0;
        }
    }

    public TrackedKeypoint? Keypoint(string name) => _keypoints.Find(k => k.Name == name);

    internal void Observe(in ObservedObject seen, Pose? gripperInMap, TrackerOptions options)
    {
        double r = seen.SigmaM * seen.SigmaM;
        Vec3 gap = seen.PoseInMap.Position - PositionInMap;
        double expected = Variance + r;
        if (Hits > 0 && gap.LengthSquared > options.MovedSigmas * options.MovedSigmas * expected)
        {
            Variance += gap.LengthSquared / 3;
        }
        double gain = Hits == 0 ? 1 : Variance / (Variance + r);
        PositionInMap += gap * gain;
        Variance = Math.Max(Hits == 0 ? r : Variance * (1 - gain), options.SigmaFloorM * options.SigmaFloorM);
        double weight = 1 / r;
        Vec3 up = seen.PoseInMap.Orientation.AxisZ;
        _up = Hits == 0 ? up : _up * 0.8 + up * 0.2;
        ObserveShape(seen, weight);
        ObserveKeypoints(seen);
        Vote(seen.Message);
        Hits++;
        LastSeen = seen.Time;
        Updated = seen.Time;
        LastSeenByWrist = seen.Camera == CameraNames.Wrist ? seen.Time : LastSeenByWrist;
        if (HeldInGripper is not null && gripperInMap is { } gripper)
        {
            HeldInGripper = gripper.Inverse() * PoseInMap;
        }
    }

    /// <summary>Sets the height of what the object stands on, known better than from sightings of the object.</summary>
    internal void StandAt(double heightM) => PositionInMap = PositionInMap with { Z = heightM };

    internal void Hold(Pose gripperInMap) => HeldInGripper = gripperInMap.Inverse() * PoseInMap;

    internal void LetGo() => HeldInGripper = null;

    /// <summary>Carries a held object along with the gripper.</summary>
    internal void Follow(Pose gripperInMap)
    {
        if (HeldInGripper is not { } offset)
        {
            return;
        }
        Pose pose = gripperInMap * offset;
        PositionInMap = pose.Position;
        _up = pose.Orientation.AxisZ;
        if (_yaw.HasValue && IsUpright)
        {
            _yaw.Turn(Angle.Difference(pose.Orientation.Yaw, YawRad));
        }
    }

    private void ObserveShape(in ObservedObject seen, double weight)
    {
        Detection message = seen.Message;
        AddIfPositive(_radius, message.RadiusM, weight);
        AddIfPositive(_height, message.HeightM, weight);
        if (message.ExtentM is { } extent)
        {
            AddIfPositive(_extentX, extent.X, weight);
            AddIfPositive(_extentY, extent.Y, weight);
            AddIfPositive(_extentZ, extent.Z, weight);
        }
        if (message.HandleVisible || !ObjectLabels.IsSmall(message.Label))
        {
            _yaw.Add(seen.PoseInMap.Orientation.Yaw, weight);
            _yawReadings++;
        }
        if (message.FillFraction >= 0)
        {
            double share = Math.Max(0.25, 1.0 / ++_fillReadings);
            _fill += (message.FillFraction - _fill) * share;
        }
    }

    private void ObserveKeypoints(in ObservedObject seen)
    {
        foreach (Keypoint point in seen.Message.Keypoints)
        {
            Vec3 position = point.PositionInCamera.ToVec3();
            if (!position.IsFinite || !double.IsFinite(point.Value))
            {
                continue;
            }
            TrackedKeypoint? known = Keypoint(point.Name);
            if (known is null)
            {
                known = new(point.Name);
                _keypoints.Add(known);
            }
            Vec3 direction = point.DirectionInCamera is null ? Vec3.Zero : seen.CameraInMap.Orientation.Rotate(point.DirectionInCamera.ToVec3());
            known.Observe(seen.CameraInMap.Transform(position), direction, point.Value, seen.SigmaM);
        }
    }

    private void Vote(Detection message)
    {
        double confidence = double.IsFinite(message.Confidence) ? Math.Clamp(message.Confidence, 0.05, 1) : 0.5;
        _votes[message.Label] = _votes.GetValueOrDefault(message.Label) + confidence;
        foreach ((string label, double votes) in _votes)
        {
            if (votes > _votes.GetValueOrDefault(Label))
            {
                Label = label;
            }
        }
    }

    private static void AddIfPositive(WeightedMean mean, double reading, double weight)
    {
        if (double.IsFinite(reading) && reading > 0)
        {
            mean.Add(reading, weight);
        }
    }

    /// <summary>The shortest turn that carries the vertical onto a direction.</summary>
    private static Quat TiltTo(Vec3 up)
    {
        Vec3 axis = Vec3.UnitZ.Cross(up);
        double sin = axis.Length;
        return sin < 1e-9 ? Quat.Identity : Quat.FromAxisAngle(axis, Math.Atan2(sin, up.Z));
    }
}
