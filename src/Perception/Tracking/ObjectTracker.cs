using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Perception;

/// <summary>
/// Turns detections, some missing and some false, into a steady set of objects in the map: gated nearest-neighbour association, a Kalman
/// filter on each position, and an existence score that rises with hits and falls only when a place is plainly in view and empty.
/// </summary>
public sealed class ObjectTracker(TrackerOptions? options = null)
{
    private readonly TrackerOptions _options = options ?? new();
    private readonly List<ObjectTrack> _tracks = [];
    private readonly List<(double Cost, int Seen, int Track)> _pairs = [];
    private uint _nextId = 1;

    /// <summary>All tracks, those still tentative included.</summary>
    public IReadOnlyList<ObjectTrack> Tracks => _tracks;

    public IEnumerable<ObjectTrack> Confirmed => _tracks.Where(t => t.IsConfirmed);

    /// <summary>The object in the gripper, or null.</summary>
    public ObjectTrack? Held => _tracks.Find(t => t.IsHeld);

    public IEnumerable<ObjectTrack> ConfirmedOf(string label) => _tracks.Where(t => t.IsConfirmed && t.Label == label);

    /// <summary>The confirmed track of a label with the highest score, or null.</summary>
    public ObjectTrack? Best(string label) => ConfirmedOf(label).MaxBy(t => (t.Score, t.Hits));

    public ObjectTrack? Find(uint id) => _tracks.Find(t => t.Id == id);

    /// <summary>Says that a track is in the gripper; from now on its pose follows the gripper.</summary>
    public void SetHeld(uint id, Pose gripperInMap)
    {
        foreach (ObjectTrack track in _tracks)
        {
            track.LetGo();
        }
        Find(id)?.Hold(gripperInMap);
    }

    /// <summary>Says that nothing is held any more; the object stays where it was believed to be, a little less certainly.</summary>
    public void Release()
    {
        if (Held is { } held)
        {
            held.LetGo();
            held.Variance += 1e-4;
        }
    }

    /// <summary>Drops a track that the task has found not to be there.</summary>
    public void Forget(uint id) => _tracks.RemoveAll(t => t.Id == id);

    /// <summary>Carries time on: a held object follows, things near the gripper grow uncertain, old doubtful tracks die.</summary>
    public void Predict(Timestamp now, Pose? gripperInMap)
    {
        for (int i = _tracks.Count - 1; i >= 0; i--)
        {
            ObjectTrack track = _tracks[i];
            double elapsed = Math.Clamp(now.SecondsSince(track.Updated), 0, 1);
            if (track.IsHeld && gripperInMap is { } gripper)
            {
                track.Follow(gripper);
            }
            track.IsDisturbed = track.IsHeld
                || (gripperInMap is { } hand && (hand.Position - track.PositionInMap).Length < _options.DisturbRadiusM && ObjectLabels.IsSmall(track.Label));
            double restVariance = _options.RestSigmaM * _options.RestSigmaM;
            if (track.IsDisturbed)
            {
                track.Variance += elapsed * _options.DisturbedVariancePerSec;
            }
            else if (track.Variance < restVariance)
            {
                track.Variance = Math.Min(track.Variance + elapsed * _options.RestVariancePerSec, restVariance);
            }
            track.Updated = now;
            if (!track.IsConfirmed && now.SecondsSince(track.LastSeen) > _options.TentativeLifeSec)
            {
                _tracks.RemoveAt(i);
            }
        }
    }

    /// <param name="message">Detections of one camera.</param>
    /// <param name="cameraInMap">Pose of that camera when it measured.</param>
    /// <param name="gripperInMap">At the same instant, for an object held.</param>
    /// <param name="baseSigmaM">Standard deviation of the robot's own position.</param>
    /// <param name="baseYawSigmaRad">Standard deviation of the robot's own yaw.</param>
    public void Observe(Detections message, Pose cameraInMap, Pose? gripperInMap, double baseSigmaM, double baseYawSigmaRad)
    {
        Timestamp time = message.Header.DataTime();
        List<ObservedObject> seen = [];
        foreach (Detection item in message.Items)
        {
            if (ObservedObject.TryCreate(item, time, message.Camera, cameraInMap, baseSigmaM, baseYawSigmaRad) is { } observed)
            {
                seen.Add(observed);
            }
        }
        Associate(seen);
        Span<bool> seenTaken = seen.Count <= 64 ? stackalloc bool[seen.Count] : new bool[seen.Count];
        Span<bool> trackTaken = _tracks.Count <= 256 ? stackalloc bool[_tracks.Count] : new bool[_tracks.Count];
        foreach ((_, int s, int t) in _pairs)
        {
            if (!seenTaken[s] && !trackTaken[t])
            {
                seenTaken[s] = true;
                trackTaken[t] = true;
                Hit(_tracks[t], seen[s], gripperInMap);
            }
        }
        for (int s = 0; s < seen.Count; s++)
        {
            if (!seenTaken[s] && !IsEchoOfKnown(seen[s]))
            {
                ObjectTrack track = new(_nextId++, seen[s]);
                _tracks.Add(track);
                Hit(track, seen[s], gripperInMap);
            }
        }
    }

    /// <summary>
    /// Weighs what was not detected: call once for each image that detections were made on, after them. A track that the image shows to be
    /// gone loses score quickly, one that is in plain view and undetected slowly, one hidden or out of view not at all.
    /// </summary>
    public void ObserveAbsence(DepthImage image)
    {
        for (int i = _tracks.Count - 1; i >= 0; i--)
        {
            ObjectTrack track = _tracks[i];
            if (track.IsHeld || track.LastSeen >= image.Time)
            {
                continue;
            }
            track.Score += PlaceInView.Judge(image, track, _options.MissRangeM) switch
            {
                PlaceVerdict.Empty => Miss(track, _options.EmptyScore),
                PlaceVerdict.Visible => Miss(track, _options.MissScore),
                _ => 0,
            };
            if (track.Score < _options.DeleteScore)
            {
                _tracks.RemoveAt(i);
            }
        }
    }

    private static double Miss(ObjectTrack track, double score)
    {
        track.MissesInARow++;
        return score;
    }

    private void Hit(ObjectTrack track, in ObservedObject seen, Pose? gripperInMap)
    {
        track.Observe(seen, gripperInMap, _options);
        track.MissesInARow = 0;
        double confidence = double.IsFinite(seen.Message.Confidence) ? Math.Clamp(seen.Message.Confidence, 0, 1) : 0.5;
        track.Score = Math.Min(track.Score + _options.HitScore * (0.4 + 0.6 * confidence), _options.MaxScore);
        track.IsConfirmed |= track.Score >= _options.ConfirmScore;
    }

    private void Associate(List<ObservedObject> seen)
    {
        _pairs.Clear();
        for (int s = 0; s < seen.Count; s++)
        {
            for (int t = 0; t < _tracks.Count; t++)
            {
                ObjectTrack track = _tracks[t];
                string label = seen[s].Message.Label;
                if (!ObjectLabels.CanBeConfused(label, track.Label))
                {
                    continue;
                }
                Vec3 gap = seen[s].PoseInMap.Position - track.PositionInMap;
                double sigma = Math.Max(Math.Sqrt(track.Variance + seen[s].SigmaM * seen[s].SigmaM), Math.Max(SlackM(label), track.IsDisturbed ? _options.DisturbedGateSigmaM : 0));
                double cost = gap.LengthSquared / (sigma * sigma);
                if (cost < _options.Gate)
                {
                    _pairs.Add((cost + (label == track.Label ? 0 : 2), s, t));
                }
            }
        }
        _pairs.Sort(static (a, b) => (a.Cost, a.Seen, a.Track).CompareTo((b.Cost, b.Seen, b.Track)));
    }

    /// <summary>Least standard deviation to gate with: a large thing seen in part may be off by much, and there is one of it.</summary>
    private static double SlackM(string label) => label switch
    {
        ObjectLabels.DiningTable => 0.25,
        ObjectLabels.CoffeeMachine => 0.08,
        _ => 0.012,
    };

    /// <summary>A second detection on top of a confirmed object just outside the gate: not a new thing, since two cannot share a place.</summary>
    private bool IsEchoOfKnown(ObservedObject seen)
    {
        foreach (ObjectTrack track in _tracks)
        {
            double apart = (track.PositionInMap - seen.PoseInMap.Position).HorizontalLength;
            double share = ObjectLabels.IsSmall(seen.Message.Label) ? 0.8 * track.RadiusM : 0.3;
            if (track.IsConfirmed && ObjectLabels.CanBeConfused(track.Label, seen.Message.Label) && apart < share
                && track.LastSeen == seen.Time)
            {
                return true;
            }
        }
        return false;
    }
}
