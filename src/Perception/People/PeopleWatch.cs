using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Perception.People;

/// <summary>
/// Watches for people in what lidar and cameras say, and keeps the estimate that the gate goes by. Runs where the sensors are, not in the brain. Not
/// thread-safe; deterministic.
/// </summary>
public sealed class PeopleWatch
{
    private const int OdometryHistory = 64;

    private readonly History<Pose2> _odometry = new(OdometryHistory);
    private readonly PersonTracker _tracker = new();
    private readonly Pose _lidarInBase;
    private float[] _ranges = [];

    public PeopleWatch(RobotDescription robot) => _lidarInBase = new RobotKinematics(robot).LidarInBase;

    public PersonTracker Tracker => _tracker;

    public void Observe(Odometry message)
    {
        Pose2 pose = new(message.XM, message.YM, message.YawRad);
        if (double.IsFinite(pose.X + pose.Y + pose.YawRad) && message.Header is { } header)
        {
            _odometry.Add(new(header.DataTimeNs), pose);
        }
    }

    /// <summary>Returns whether there was something to take in.</summary>
    public bool Observe(LidarScan message)
    {
        if (_odometry.Count == 0 || message.Header is null || !(Math.Abs(message.AngleStepRad) is > 1e-4 and < 1))
        {
            return false;
        }
        if (_ranges.Length != message.RangeM.Count)
        {
            _ranges = new float[message.RangeM.Count];
        }
        message.RangeM.CopyTo(_ranges, 0);
        Timestamp time = new(message.Header.DataTimeNs);
        _tracker.TakeScan(_ranges, message.StartAngleRad, message.AngleStepRad, BaseAt(time) * _lidarInBase, time);
        return true;
    }

    /// <inheritdoc cref="Observe(LidarScan)"/>
    public bool Observe(PeopleSeen message)
    {
        if (_odometry.Count == 0 || message.Header is null)
        {
            return false;
        }
        SeenPerson[] people = [.. message.People.Where(person => ToVec(person.Body).IsFinite && person.SigmaM is >= 0 and < 10).Select(person => new SeenPerson(ToVec(person.Body), person.SigmaM))];
        Vec3[] hands = [.. message.People.SelectMany(person => person.Hands).Select(ToVec).Where(hand => hand.IsFinite)];
        Timestamp time = new(message.Header.DataTimeNs);
        _tracker.TakeFrame(people, hands, BaseAt(time), time);
        return true;
    }

    /// <summary>Fills in who is about, each where they were when last seen.</summary>
    public void FillIn(PeopleEstimate message)
    {
        message.NewestNs = _tracker.Newest.Nanoseconds;
        message.People.Clear();
        foreach (PersonTrack track in _tracker.Tracks)
        {
            if (track.IsUsed && track.IsPerson)
            {
                PersonEstimate person = new()
                {
                    Id = track.Id,
                    XM = track.At(track.Seen).X,
                    YM = track.At(track.Seen).Y,
                    VxMPerSec = track.Velocity.X,
                    VyMPerSec = track.Velocity.Y,
                    SigmaM = track.SigmaM,
                    SigmaMPerSec = track.SigmaMPerSec,
                    SeenNs = track.Seen.Nanoseconds,
                };
                foreach (SeenHand hand in track.Hands)
                {
                    person.Hands.Add(new HandEstimate { Position = new() { X = hand.Position.X, Y = hand.Position.Y, Z = hand.Position.Z }, SeenNs = hand.Seen.Nanoseconds });
                }
                message.People.Add(person);
            }
        }
    }

    private static Vec3 ToVec(Vector3? v) => v is null ? new(double.NaN, 0, 0) : new(v.X, v.Y, v.Z);

    private Pose BaseAt(Timestamp time)
    {
        (Pose2 a, Pose2 b, double share) = _odometry.Around(time);
        return new Pose2(
            a.X + (b.X - a.X) * share, a.Y + (b.Y - a.Y) * share, a.YawRad + Angle.Difference(b.YawRad, a.YawRad) * share).ToPose();
    }
}
