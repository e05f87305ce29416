using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>Which sensor a message came from.</summary>
public enum SurroundingsSensor
{
    Lidar,
    WristCamera,
    HeadCamera,
}

/// <summary>A depth image as a camera gives it: mm along the optical axis, two bytes a pixel, little-endian, from the top left; 0 where nothing came back.</summary>
public readonly record struct DepthFrame(ReadOnlyMemory<byte> DepthMm, int Width, int Height, double HorizontalFovRad, double VerticalFovRad)
{
    public bool IsWellFormed => Width is > 1 and <= 1024 && Height is > 1 and <= 1024 && DepthMm.Length == 2 * Width * Height
        && HorizontalFovRad is > 0.05 and < 3 && VerticalFovRad is > 0.05 and < 3;
}

/// <summary>
/// Makes of the gate's own sensors what the control loop has to know of the robot's surroundings: points at the lidar's height, and points of
/// whatever the depth cameras see within the arm's reach, the robot itself and what it holds left out. Belongs to one thread, which must not be the
/// loop's in real time; each message taken in ends with a snapshot for the loop. The same messages in the same order give the same snapshots.
/// </summary>
/// <remarks>
/// What no camera has seen through, near what one has seen, may hold anything (<see cref="FreeSpace"/>): arm and lift move into it slowly; the base, which drives sideways and back where no camera
/// looks, does not. Beside and behind the robot it takes what the lidar sees to be as high as the arm works (<see cref="UnseenColumns"/>); a table there, of which the lidar sees the legs, stays
/// unknown. What is glass or thinner than a few pixels does, too.
/// </remarks>
public sealed class SurroundingsBuilder
{
    /// <summary>So near to the robot's own shapes a point is the robot: calibration, motion while a frame is exposed, noise.</summary>
    private const double SelfMarginM = 0.025;
    private const double ReachM = 1.2;

    /// <summary>How far towards the next pixel the end of what a pixel shows is taken to lie: with the radius that points have, all the way.</summary>
    private const double EdgeShare = 0.75;
    private const double FloorM = 0.05;
    private const double CeilingM = 1.85;

    private readonly RobotDescription _robot;
    private readonly RobotHistory _history;
    private readonly GateInputs _inputs;
    private readonly RobotKinematics _kinematics;
    private readonly BodySpheres _spheres;
    private readonly LidarMemory _lidar;
    private readonly VoxelMemory _voxels = new();
    private readonly UnseenColumns _unseen = new();
    private readonly FreeSpace _free = new();
    private readonly Func<Vec3, bool> _isInsideRobot, _isFree;
    private readonly float[] _x = new float[PointBuckets.MaxPoints], _y = new float[PointBuckets.MaxPoints], _z = new float[PointBuckets.MaxPoints];
    private readonly Vec3[] _centres;
    private readonly double[] _radiusSquared, _selfReachSquared;
    private readonly ulong[] _sources = new ulong[SurroundingsView.MaxSources];
    private Pose2 _base;
    private Pose _odometryInBase = Pose.Identity;

    /// <summary>The head camera's horizontal view; 0 as long as it has shown nothing.</summary>
    private double _headViewRad;
    private Timestamp _depthTime;
    private bool _hasDepth;
    private long _taken;

    /// <param name="robot">Whose shapes are left out, and where its sensors sit.</param>
    /// <param name="history">Where it was when a message was measured.</param>
    /// <param name="inputs">Where snapshots go.</param>
    public SurroundingsBuilder(RobotDescription robot, RobotHistory history, GateInputs inputs)
    {
        _robot = robot;
        _history = history;
        _inputs = inputs;
        _kinematics = new(robot);
        _spheres = new(robot, _kinematics);
        _lidar = new(_kinematics.LidarInBase);
        _centres = new Vec3[_spheres.Count];
        (_isInsideRobot, _isFree) = (IsInsideRobot, point => _free.IsFree(point) || IsInsideRobot(point));
        (_radiusSquared, _selfReachSquared) = (Squared(0), Squared(SelfMarginM));

        double[] Squared(double marginM) => [.. Enumerable.Range(0, _spheres.Count).Select(i => (_spheres.RadiusM(i) + marginM) * (_spheres.RadiusM(i) + marginM))];
    }

    /// <summary>Messages that could not be used: malformed, or measured when the robot's own state is not known.</summary>
    public long Refused { get; private set; }

    /// <summary>Names a message: what <see cref="SurroundingsView.Source"/> gives back.</summary>
    public static ulong SourceId(SurroundingsSensor sensor, Timestamp dataTime) => ((ulong)dataTime.Nanoseconds << 2) | (ulong)sensor;

    /// <param name="ranges">Metres; 0 where nothing came back; at most <see cref="SurroundingsView.MaxLaserPoints"/>.</param>
    /// <param name="startRad">Direction of the first ray in the lidar's frame, counter-clockwise.</param>
    /// <param name="stepRad">From one ray to the next.</param>
    /// <param name="time">Of the scan.</param>
    public void AddScan(ReadOnlySpan<float> ranges, double startRad, double stepRad, Timestamp time)
    {
        bool isUsable = ranges.Length is > 3 and <= SurroundingsView.MaxLaserPoints && double.IsFinite(startRad) && stepRad is > 1e-4 and < 2;
        if (!isUsable || !_history.TryFind(time, out RobotMoment moment))
        {
            Refused++;
            return;
        }
        Locate(moment);
        _lidar.Add(ranges, startRad, stepRad, moment.BaseInOdometry, time);
        Send(SurroundingsSensor.Lidar, time);
    }

    public void AddDepth(SurroundingsSensor camera, DepthFrame frame, Timestamp time)
    {
        if (!frame.IsWellFormed || !_history.TryFind(time, out RobotMoment moment))
        {
            Refused++;
            return;
        }
        Locate(moment);
        _headViewRad = camera == SurroundingsSensor.HeadCamera ? frame.HorizontalFovRad : _headViewRad;
        Pose cameraInBase = camera == SurroundingsSensor.HeadCamera
            ? _kinematics.HeadCameraInBase
            : _kinematics.WristCameraInBase(moment.PositionRad, moment.LiftM);
        DepthView image = new(frame.DepthMm.Span, frame.Width, frame.Height, Math.Tan(frame.HorizontalFovRad / 2), Math.Tan(frame.VerticalFovRad / 2),
            _base.ToPose() * cameraInBase);
        _voxels.Prune(image, _base, ReachM, time);
        _free.SeeThrough(image, _base, ReachM);
        Vec3 gripper = _kinematics.GripperInBase(moment.PositionRad, moment.LiftM).Position;
        double heldM = moment.HoldsSomething ? _robot.Safety.ObstacleDistance.HeldRadiusM : 0;
        for (int row = 0; row < image.Height; row++)
        {
            for (int column = 0; column < image.Width; column++)
            {
                double depth = image.DepthM(column, row);
                if (depth > 0 && Hit(image.Point(column, row, depth), isEdge: false))
                {
                    // An edge lies anywhere before the next pixel.
                    HitEdge(image, column, row, 1, 0, depth);
                    HitEdge(image, column, row, -1, 0, depth);
                    HitEdge(image, column, row, 0, 1, depth);
                    HitEdge(image, column, row, 0, -1, depth);
                }
            }
        }
        _voxels.CloseHoles(image);
        (_depthTime, _hasDepth) = (time, true);
        Send(camera, time);

        void HitEdge(in DepthView image, int column, int row, int across, int down, double depth)
        {
            if (image.IsEdge(depth, column + across, row + down))
            {
                Hit(image.Point(column + EdgeShare * across, row + EdgeShare * down, depth), isEdge: true);
            }
        }

        bool Hit(Vec3 point, bool isEdge)
        {
            Vec3 inBase = _odometryInBase.Transform(point);
            bool counts = point.Z is > FloorM and < CeilingM && inBase.HorizontalLength < ReachM && inBase.DistanceTo(gripper) > heldM && !IsRobot(inBase);
            if (counts)
            {
                _voxels.Hit(point, isEdge, time);
            }
            return counts;
        }
    }

    private void Locate(in RobotMoment moment)
    {
        _base = moment.BaseInOdometry;
        Pose toOdometry = _base.ToPose();
        _odometryInBase = toOdometry.Inverse();
        _spheres.Centres(moment.PositionRad, moment.LiftM, moment.GripperWidthM, _centres);
        for (int i = 0; i < _centres.Length; i++)
        {
            _free.Occupy(toOdometry.Transform(_centres[i]), _spheres.RadiusM(i));
        }
    }

    /// <summary>A point of the odometry's frame lies within the robot itself, as far as it is not its base body.</summary>
    private bool IsInsideRobot(Vec3 point) => IsWithin(_radiusSquared, _odometryInBase.Transform(point));

    /// <summary>A point (base_link) is so near that it must be the robot.</summary>
    private bool IsRobot(Vec3 inBase) => (inBase.HorizontalLength < _robot.Base.RadiusM + SelfMarginM && inBase.Z < _robot.Base.HeightM + SelfMarginM)
        || IsWithin(_selfReachSquared, inBase);

    /// <summary>Nearer to some sphere's centre than the given squares of distances say.</summary>
    private bool IsWithin(double[] squared, Vec3 inBase)
    {
        for (int i = 0; i < _centres.Length; i++)
        {
            if ((inBase - _centres[i]).LengthSquared < squared[i])
            {
                return true;
            }
        }
        return false;
    }

    private void Send(SurroundingsSensor sensor, Timestamp time)
    {
        _taken++;
        _sources[_taken % _sources.Length] = SourceId(sensor, time);
        SurroundingsView view = _inputs.ViewDraft;
        view.Index = _taken;
        _sources.CopyTo(view.Sources, 0);
        (view.DepthTime, view.HasDepth) = (_depthTime, _hasDepth);
        _lidar.CopyTo(view);
        int seen = _voxels.CopyTo(_x, _y, _z, _isInsideRobot);
        _unseen.Update(_lidar.X, _lidar.Y, _x.AsSpan(0, seen), _y.AsSpan(0, seen), _base, ReachM, _headViewRad / 2);
        int count = _unseen.CopyTo(_x, _y, _z, seen, _isFree);
        view.Seen.Set(_x.AsSpan(0, count), _y.AsSpan(0, count), _z.AsSpan(0, count), _base.X, _base.Y);
        int frontier = _free.CopyFrontier(view.Seen, _x, _y, _z, _base, ReachM - FreeSpace.CellM);
        view.Frontier.Set(_x.AsSpan(0, frontier), _y.AsSpan(0, frontier), _z.AsSpan(0, frontier), _base.X, _base.Y);
        _inputs.SendView();
    }
}
