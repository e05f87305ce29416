using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Perception.People;

/// <summary>A camera's person.</summary>
/// <param name="Body">In base_link, metres.</param>
/// <param name="SigmaM">Standard deviation of that on each axis.</param>
public readonly record struct SeenPerson(Vec3 Body, double SigmaM);

/// <summary>
/// Who is about, from what could be legs in the scans and from what cameras take for people. A thing on legs is a person when it walks through space that
/// was seen free, or when a camera says so: at once of what moves, twice of what stands. What stood there before is furniture. Frame: the odometry's, which
/// drifts slowly enough for the seconds that count. Deterministic, not thread-safe, allocates nothing after construction.
/// </summary>
public sealed class PersonTracker
{
    private const int MaxTracks = 64;
    private const int MaxClusters = 64;

    /// <summary>Of legs that swing about the middle of the body, metres.</summary>
    private const double LegSigmaM = 0.11;
    private const double PersonGateM = 0.55;
    private const double CandidateGateM = 0.50;
    private const double CameraGateM = 0.60;

    /// <summary>Of someone who stands: nearer than the furniture beside them, mostly.</summary>
    private const double StandingGateM = 0.30;
    private const double StandsSec = 0.5;

    /// <summary>A foot stands for less than this while its owner walks.</summary>
    private const double StepSec = 1.0;

    /// <summary>Of the nine cells round a place, so many times one was seen free before something came there.</summary>
    private const int FreeScans = 6;

    /// <summary>Noise of range and odometry, and that of the heading, which grows with the distance.</summary>
    private const double PlaceM = 0.08, PlacePerM = 0.015;

    /// <summary>The two legs of one person, in the middle of a stride.</summary>
    private const double PairM = 0.75;
    private const double ForgetSec = 0.5;
    private const double FreshSec = 0.05;

    /// <summary>Someone lost from view may come back from behind what hides them.</summary>
    private const double ForgetPersonSec = 1.5;

    /// <summary>
    /// Walking: so fast, so far from where it was first seen, surely so, straight on, at a speed that lasts, seen nearly all the time, and with nothing left standing there: of a
    /// chair's four legs now these are in view and now those, and what lies between them seems to move.
    /// </summary>
    private const double WalkMPerSec = 0.50;
    private const double WalkedM = 0.70;
    private const double StraightShare = 0.7;
    private const double LastingShare = 0.5;
    private const double SeenShare = 0.7;
    private const double VacatedM = 0.35;
    private const int WalkHits = 7;
    private const double WalkSigmas = 2;
    private const int CameraHitsNeeded = 2;

    /// <summary>Who has not moved for so long, and no camera sees, may have left behind something that looks like legs.</summary>
    private const double DoubtSec = 10;
    private const double HandMemorySec = 0.6;

    private readonly PersonTrack[] _tracks = [.. Enumerable.Range(0, MaxTracks).Select(_ => new PersonTrack())];
    private readonly LegCluster[] _clusters = new LegCluster[MaxClusters];
    private readonly bool[] _taken = new bool[MaxClusters];
    private readonly bool[] _isNew = new bool[MaxClusters];
    private readonly StandingMemory _standing = new();
    private ulong _lastId;
    private int _count;

    /// <summary>All of them, people or not, used or not.</summary>
    public IReadOnlyList<PersonTrack> Tracks => _tracks;

    /// <summary>Time of the newest scan or frame.</summary>
    public Timestamp Newest { get; private set; }

    /// <summary>Takes in a scan.</summary>
    /// <param name="rangeM">Metres; 0 for no return.</param>
    /// <param name="startRad">Direction of the first ray in the lidar's frame.</param>
    /// <param name="stepRad">From ray to ray.</param>
    /// <param name="lidarInOdometry">Where the lidar was.</param>
    /// <param name="time">When the scan was made.</param>
    public void TakeScan(ReadOnlySpan<float> rangeM, double startRad, double stepRad, Pose lidarInOdometry, Timestamp time)
    {
        int count = _count = LegFinder.Find(rangeM, startRad, stepRad, _clusters);
        for (int i = 0; i < count; i++)
        {
            Vec3 inLidar = _clusters[i].Centre;
            PlaceKnowledge known = _standing.Around(lidarInOdometry.Transform(inLidar - inLidar.Normalized() * LegFinder.DepthM), PlaceM + PlacePerM * inLidar.Length, time);
            _isNew[i] = known.StandingSec < StepSec && known.FreeScans >= FreeScans;
            _clusters[i] = _clusters[i] with { Centre = lidarInOdometry.Transform(inLidar) with { Z = 0 } };
            _taken[i] = false;
        }
        _standing.Add(rangeM, startRad, stepRad, lidarInOdometry, time);
        Newest = time > Newest ? time : Newest;
        foreach (PersonTrack track in _tracks)
        {
            if (track.IsUsed)
            {
                track.Predict(time);
                track.CountScan();
            }
        }
        Assign(count, time, PersonGateM, isNew: true, track => track.IsPerson);
        Assign(count, time, StandingGateM, isNew: false, track => track.IsPerson && track.Seen < track.Time && track.Time.SecondsSince(track.Moved) > StandsSec);
        Assign(count, time, CandidateGateM, isNew: true, track => !track.IsPerson);
        for (int i = 0; i < count; i++)
        {
            if (_isNew[i] && !_taken[i] && Nearest(_clusters[i].Centre, time, PersonGateM, track => track.IsPerson) is null)
            {
                Free()?.Start(++_lastId, Merge(i, count), LegSigmaM, time, isCamera: false);
            }
        }
        Judge(time);
    }

    /// <summary>Takes in what a camera saw.</summary>
    /// <param name="people">Nobody is news, too.</param>
    /// <param name="hands">Hands of all of them, base_link.</param>
    /// <param name="baseInOdometry">Where base_link was.</param>
    /// <param name="time">When the frame was made.</param>
    public void TakeFrame(ReadOnlySpan<SeenPerson> people, ReadOnlySpan<Vec3> hands, Pose baseInOdometry, Timestamp time)
    {
        Newest = time > Newest ? time : Newest;
        foreach (SeenPerson person in people)
        {
            Vec3 body = baseInOdometry.Transform(person.Body) with { Z = 0 };
            PersonTrack? track = Nearest(body, time, CameraGateM, _ => true);
            if (track is null)
            {
                Free()?.Start(++_lastId, body, person.SigmaM, time, isCamera: true);
            }
            else
            {
                track.Correct(body, Math.Max(person.SigmaM, LegSigmaM), time, isCamera: true);
            }
        }
        bool isFirst = true;
        foreach (Vec3 hand in hands)
        {
            Vec3 position = baseInOdometry.Transform(hand);
            if (Nearest(position with { Z = 0 }, time, 1.2, track => track.IsPerson || track.CameraHits > 0) is { } owner)
            {
                if (isFirst || owner.HandCount == 0 || owner.Hands[0].Seen < time)
                {
                    owner.BeginHands();
                }
                owner.AddHand(position, time);
                isFirst = false;
            }
        }
        Judge(time);
    }

    /// <summary>Each track of a kind takes what is nearest to it, and what belongs to that.</summary>
    private void Assign(int count, Timestamp time, double gateM, bool isNew, Func<PersonTrack, bool> isOfKind)
    {
        foreach (PersonTrack track in _tracks)
        {
            if (!track.IsUsed || !isOfKind(track))
            {
                continue;
            }
            int nearest = NearestCluster(track.Position, count, gateM, isNew);
            if (nearest >= 0)
            {
                track.Correct(Merge(nearest, count), LegSigmaM, time, isCamera: false);
            }
        }
    }

    private int NearestCluster(Vec3 position, int count, double gateM, bool isNew)
    {
        (int nearest, double least) = (-1, gateM);
        for (int i = 0; i < count; i++)
        {
            double distance = _clusters[i].Centre.DistanceTo(position);
            if (!_taken[i] && _isNew[i] == isNew && distance < least)
            {
                (nearest, least) = (i, distance);
            }
        }
        return nearest;
    }

    /// <summary>The middle of a leg and its nearest free neighbour, if that is of its kind and near enough to belong to it.</summary>
    private Vec3 Merge(int cluster, int count)
    {
        _taken[cluster] = true;
        int other = NearestCluster(_clusters[cluster].Centre, count, PairM, _isNew[cluster]);
        if (other < 0)
        {
            return _clusters[cluster].Centre;
        }
        _taken[other] = true;
        return (_clusters[cluster].Centre + _clusters[other].Centre) / 2;
    }

    private PersonTrack? Nearest(Vec3 position, Timestamp time, double gateM, Func<PersonTrack, bool> isOfKind)
    {
        (PersonTrack? nearest, double least) = (null, gateM);
        foreach (PersonTrack track in _tracks)
        {
            double distance = track.At(time).DistanceTo(position);
            if (track.IsUsed && distance < least && isOfKind(track))
            {
                (nearest, least) = (track, distance);
            }
        }
        return nearest;
    }

    private PersonTrack? Free() => Array.Find(_tracks, track => !track.IsUsed);

    /// <summary>Who is a person, what is furniture, what has gone.</summary>
    private void Judge(Timestamp now)
    {
        foreach (PersonTrack track in _tracks)
        {
            if (!track.IsUsed)
            {
                continue;
            }
            track.ForgetHands(now.AddSeconds(-HandMemorySec));
            double unseenSec = now.SecondsSince(track.Seen);
            if (unseenSec > (track.IsPerson ? ForgetPersonSec : ForgetSec))
            {
                track.End();
                continue;
            }
            bool isSeen = (track.CameraHits >= CameraHitsNeeded || (track.CameraHits > 0 && track.Hits > 1)) && now.SecondsSince(track.SeenByCamera) < 1;
            track.IsPerson |= isSeen || (unseenSec < FreshSec && Walks(track));
            if (track.IsPerson && now.SecondsSince(track.Moved) > DoubtSec && now.SecondsSince(track.SeenByCamera) > DoubtSec)
            {
                track.End();
            }
        }
    }

    private bool Walks(PersonTrack track)
    {
        double speed = track.Velocity.Length, way = track.Position.DistanceTo(track.BornAt);
        return track.Hits >= WalkHits && track.Hits > SeenShare * track.Scans && speed > WalkMPerSec && speed > WalkSigmas * track.SigmaMPerSec
            && way > WalkedM && way > StraightShare * track.PathM
            && (track.Velocity - track.MeanVelocity).Length < LastingShare * speed && IsVacated(track.BornAt);
    }

    /// <summary>Nothing like a leg stands there in the newest scan.</summary>
    private bool IsVacated(Vec3 place)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_clusters[i].Centre.DistanceTo(place) < VacatedM)
            {
                return false;
            }
        }
        return true;
    }
}
