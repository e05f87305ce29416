using Google.Protobuf;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Mcap;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Recording.Report;

/// <summary>Goes through a recording and gathers what the report shows, thinned to ten frames a second.</summary>
internal sealed class ReplayCollector
{
    public const double FramesPerSec = 10;

    private const int MaxEvents = 2000;
    private const int MaxPathPoints = 64;

    private readonly Dictionary<string, BodyTrack> _bodies = [];
    private readonly Series _wristForce = new();
    private readonly Series _gripForce = new();
    private readonly Series _latentDistance = new();
    private readonly Series _disagreement = new();
    private readonly Series _replanMs = new();
    private readonly Series _fillMl = new();
    private readonly PressureTrack _pressure = new();
    private readonly List<object> _stages = [];
    private readonly List<object> _modes = [];
    private readonly List<object> _events = [];
    private readonly List<object> _machine = [];
    private readonly List<float> _planTimes = [];
    private readonly List<ushort> _planCounts = [];
    private readonly List<float> _planPoints = [];
    private readonly List<ushort> _physicsCounts = [];
    private readonly List<float> _physicsPoints = [];
    private readonly Dictionary<string, int> _gateFunctions = [];
    private (string, string, string) _stage;
    private (GateMode, string) _mode;
    private string? _machineState;
    private ulong? _start;
    private double _end;
    private int _eventCount;

    public void Add(McapMessage message)
    {
        _start ??= message.LogTime;
        double time = (message.LogTime - Math.Min(_start.Value, message.LogTime)) * 1e-9;
        int frame = (int)Math.Round(time * FramesPerSec);
        if (frame > ushort.MaxValue)
        {
            return;
        }
        _end = Math.Max(_end, time);
        switch (message.Channel.Schema?.Name)
        {
            case "roboticsstack.v1.PlantTruth" when Read<PlantTruth>(message) is { } truth:
                Add(frame, time, truth);
                break;
            case "roboticsstack.v1.WristWrench" when Read<WristWrench>(message) is { } wrench:
                _wristForce.Add(frame, time, wrench.ForceN.ToCore().Length);
                break;
            case "roboticsstack.v1.JointStates" when Read<JointStates>(message) is { } joints:
                _gripForce.Add(frame, time, Math.Abs(joints.GripperForceN));
                break;
            case "roboticsstack.v1.TactilePads" when Read<TactilePads>(message) is { } pads:
                _pressure.Add(frame, pads);
                break;
            case "roboticsstack.v1.TaskStatus" when Read<Messaging.V1.TaskStatus>(message) is { } status:
                Add(time, status);
                break;
            case "roboticsstack.v1.ReplanReport" when Read<ReplanReport>(message) is { } replan:
                Add(frame, time, replan);
                break;
            case "roboticsstack.v1.GateState" when Read<GateState>(message) is { } state:
                Add(time, state);
                break;
            case "roboticsstack.v1.GateEvent" when Read<GateEvent>(message) is { } happened:
                Add(time, happened);
                break;
        }
    }

    public object ToJson(ReplayScene scene) => new
    {
        framesPerSec = FramesPerSec,
        duration = Round(_end),
        scene = new { bodies = scene.Bodies, gripperBody = scene.GripperBody, gripperPoint = scene.GripperPointInBody, robotBody = scene.RobotBody },
        tracks = _bodies.Where(b => b.Value.KeyCount > 1).OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => b.Value.ToJson(b.Key)),
        series = new
        {
            wristForce = _wristForce.ToJson(),
            gripForce = _gripForce.ToJson(),
            latentDistance = _latentDistance.ToJson(),
            disagreement = _disagreement.ToJson(),
            replanMs = _replanMs.ToJson(),
            fillMl = _fillMl.ToJson(),
        },
        pressure = _pressure.ToJson(),
        plans = new
        {
            times = BodyTrack.Pack(_planTimes),
            counts = BodyTrack.Pack(_planCounts),
            points = BodyTrack.Pack(_planPoints),
            physicsCounts = BodyTrack.Pack(_physicsCounts),
            physicsPoints = BodyTrack.Pack(_physicsPoints),
        },
        stages = _stages,
        modes = _modes,
        events = _events,
        eventCount = _eventCount,
        gateFunctions = _gateFunctions,
        machine = _machine,
    };

    private void Add(int frame, double time, PlantTruth truth)
    {
        foreach (BodyPose body in truth.Bodies)
        {
            if (!_bodies.TryGetValue(body.Name, out BodyTrack? track))
            {
                _bodies[body.Name] = track = new();
            }
            Pose pose = body.Pose.ToCore();
            if (pose.IsFinite)
            {
                track.Add(frame, pose);
            }
        }
        _fillMl.Add(frame, time, truth.MugFillMl);
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
    }

    private void Add(int frame, double time, ReplanReport replan)
    {
        _latentDistance.Add(frame, time, replan.LatentPhysicsDistance);
        _disagreement.Add(frame, time, replan.Disagreement);
        _replanMs.Add(frame, time, replan.EncodeMs + replan.PlanMs + replan.CheckMs);
        if (replan.CandidatesVetoed > 0)
        {
            AddEvent(time, "physics check", $"vetoed {replan.CandidatesVetoed} of {replan.CandidatesChecked}", replan.VetoReason);
        }
        if (replan.PlannedPathInMap.Count > 0)
        {
            _planTimes.Add((float)time);
            _planCounts.Add(AddPath(_planPoints, replan.PlannedPathInMap));
            _physicsCounts.Add(AddPath(_physicsPoints, replan.PhysicsPathInMap));
        }
    }

    private void Add(double time, GateState state)
    {
        if ((state.Mode, state.Reason) != _mode || _modes.Count == 0)
        {
            _mode = (state.Mode, state.Reason);
            _modes.Add(new { t = Round(time), mode = state.Mode.ToString(), reason = state.Reason });
        }
    }

    private void Add(double time, GateEvent happened)
    {
        _gateFunctions[happened.Function] = _gateFunctions.GetValueOrDefault(happened.Function) + 1;
        string values = happened.Limit != 0 || happened.Value != 0 ? FormattableString.Invariant($"{happened.Value:G3} (limit {happened.Limit:G3}) ") : "";
        AddEvent(time, happened.Function, happened.Action, values + happened.Detail);
    }

    private void AddEvent(double time, string source, string action, string detail)
    {
        _eventCount++;
        if (_events.Count < MaxEvents)
        {
            _events.Add(new { t = Round(time), source, action, detail });
        }
    }

    private static ushort AddPath(List<float> points, IReadOnlyList<Vector3> path)
    {
        int count = Math.Min(path.Count, MaxPathPoints);
        for (int i = 0; i < count; i++)
        {
            points.AddRange([(float)path[i].X, (float)path[i].Y, (float)path[i].Z]);
        }
        return (ushort)count;
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
