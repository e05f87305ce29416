using Google.Protobuf;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Mcap;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Recording.Report;

/// <summary>Goes through a recording's messages and gathers what the report shows, thinned to ten frames a second.</summary>
internal sealed class ReplayCollector
{
    public const double FramesPerSec = 10;

    /// <summary>So many that an hour's run is still within the page; what is beyond is left out.</summary>
    private const int MaxFrames = ushort.MaxValue;

    private readonly SortedDictionary<string, BodyTrack> _bodies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, DepthTrack> _cameras = new(StringComparer.Ordinal);
    private readonly PressureTrack _pressure = new();
    private readonly PlanTrack _plans = new();
    private readonly EventList _events = new();
    private readonly MessageLoss _loss = new();
    private readonly List<object> _stages = [];
    private readonly List<object> _modes = [];
    private readonly List<object> _machine = [];
    private (string Stage, string Skill, string Detail) _stage;
    private (GateMode, string) _mode;
    private string? _machineState;
    private ulong? _start;

    /// <summary>Seconds from the first message to the last.</summary>
    public double Duration { get; private set; }

    public FailureFinder Failure { get; } = new();

    public void Add(McapMessage message)
    {
        _start ??= message.LogTime;
        double time = (message.LogTime - Math.Min(_start.Value, message.LogTime)) * 1e-9;
        int frame = (int)Math.Min(MaxFrames, Math.Round(time * FramesPerSec));
        if (frame == MaxFrames || message.Channel.Schema?.Name is not { } schema || !schema.StartsWith("roboticsstack.v1.", StringComparison.Ordinal))
        {
            return;
        }
        Duration = Math.Max(Duration, time);
        _loss.Add(message, time);
        switch (schema["roboticsstack.v1.".Length..])
        {
            case nameof(PlantTruth) when Read<PlantTruth>(message) is { } truth:
                Add(frame, time, truth);
                break;
            case nameof(PlantScore) when Read<PlantScore>(message) is { } score:
                Failure.Add(time, score);
                SeriesOf("spilledMl").Add(frame, time, score.SpilledMl);
                SeriesOf("largestContactN").Add(frame, time, score.PeakContactN);
                break;
            case nameof(WristWrench) when Read<WristWrench>(message) is { } wrench:
                SeriesOf("wristForceN").Add(frame, time, wrench.ForceN.ToCore().Length);
                break;
            case nameof(JointStates) when Read<JointStates>(message) is { } joints:
                SeriesOf("gripForceN").Add(frame, time, Math.Abs(joints.GripperForceN));
                break;
            case nameof(TactilePads) when Read<TactilePads>(message) is { } pads:
                _pressure.Add(frame, pads);
                break;
            case nameof(CameraFrame) when Read<CameraFrame>(message) is { } image:
                Add(frame, image);
                break;
            case nameof(Messaging.V1.TaskStatus) when Read<Messaging.V1.TaskStatus>(message) is { } status:
                Add(time, status);
                break;
            case nameof(ReplanReport) when Read<ReplanReport>(message) is { } replan:
                Add(frame, time, replan);
                break;
            case nameof(GateState) when Read<GateState>(message) is { } state:
                Add(time, state);
                break;
            case nameof(GateEvent) when Read<GateEvent>(message) is { } happened:
                _events.Add(time, happened);
                break;
        }
    }

    public object ToJson(ReplayScene scene, object? failure, PagePack pack) => new
    {
        framesPerSec = FramesPerSec,
        duration = Round(Duration),
        scene,
        tracks = _bodies.Where(b => b.Value.KeyCount > 1).Select(b => b.Value.ToJson(b.Key, pack)),
        series = _series.ToDictionary(s => s.Key, s => s.Value.ToJson(pack)),
        cameras = _cameras.Select(c => c.Value.ToJson(c.Key, pack)),
        pressure = _pressure.ToJson(pack),
        plans = _plans.ToJson(pack),
        stages = _stages,
        modes = _modes,
        machine = _machine,
        events = _events.ToJson(),
        lost = _loss.ToJson(),
        failure,
    };

    /// <summary>Where the bodies were at a time, by their names; those that never reported are missing.</summary>
    public IReadOnlyDictionary<string, Pose> PosesAt(double time) =>
        _bodies.ToDictionary(body => body.Key, body => body.Value.At((int)Math.Round(time * FramesPerSec)));

    private void Add(int frame, double time, PlantTruth truth)
    {
        foreach (BodyPose body in truth.Bodies)
        {
            Pose pose = body.Pose.ToCore();
            if (!pose.IsFinite)
            {
                continue;
            }
            if (!_bodies.TryGetValue(body.Name, out BodyTrack? track))
            {
                _bodies[body.Name] = track = new();
            }
            track.Add(frame, pose);
        }
        SeriesOf("fillMl").Add(frame, time, truth.MugFillMl);
        if (truth.MachineState != _machineState)
        {
            _machineState = truth.MachineState;
            _machine.Add(new { t = Round(time), state = truth.MachineState });
        }
    }

    private void Add(double time, Messaging.V1.TaskStatus status)
    {
        (string, string, string) stage = (status.Stage, status.Skill, status.Detail);
        if (stage != _stage)
        {
            _stage = stage;
            _stages.Add(new { t = Round(time), stage = status.Stage, skill = status.Skill, detail = status.Detail });
        }
        Failure.Add(time, status);
    }

    private void Add(int frame, double time, ReplanReport replan)
    {
        SeriesOf("latentDistanceM").Add(frame, time, replan.LatentPhysicsDistance);
        SeriesOf("disagreement").Add(frame, time, replan.Disagreement);
        SeriesOf("encodeMs").Add(frame, time, replan.EncodeMs);
        SeriesOf("planMs").Add(frame, time, replan.PlanMs);
        SeriesOf("checkMs").Add(frame, time, replan.CheckMs);
        SeriesOf("vetoed").Add(frame, time, replan.CandidatesVetoed);
        SeriesOf("checked").Add(frame, time, replan.CandidatesChecked);
        _events.Add(time, replan);
        _plans.Add(time, replan);
    }

    private void Add(double time, GateState state)
    {
        if ((state.Mode, state.Reason) != _mode || _modes.Count == 0)
        {
            _mode = (state.Mode, state.Reason);
            _modes.Add(new { t = Round(time), mode = state.Mode.ToString(), reason = state.Reason });
        }
        Failure.Add(time, state);
    }

    private void Add(int frame, CameraFrame image)
    {
        // Names that a recording makes up must not fill the page.
        const int maxCameras = 4;
        if (!_cameras.TryGetValue(image.Camera, out DepthTrack? track) && _cameras.Count < maxCameras)
        {
            _cameras[image.Camera] = track = new(everyFrames: (int)(FramesPerSec / 2));
        }
        track?.Add(frame, image);
    }

    private Series SeriesOf(string name)
    {
        if (!_series.TryGetValue(name, out Series? series))
        {
            _series[name] = series = new();
        }
        return series;
    }

    private static T? Read<T>(McapMessage message)
        where T : class, IMessage<T>, new()
    {
        try
        {
            T read = new();
            read.MergeFrom(message.Payload.Span);
            return read;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static double Round(double seconds) => Math.Round(seconds, 3);
}
