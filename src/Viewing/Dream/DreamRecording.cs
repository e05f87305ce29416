using Google.Protobuf;
using RoboticsStack.Core;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Viewing.Dream;

/// <summary>What wrist camera and fingertips showed at one moment.</summary>
/// <param name="Wrist">Null when no whole picture had come yet.</param>
/// <param name="TactileN">Left pad's cells, then the right pad's; null when none had come.</param>
public sealed record RecordedSensors(WristImage? Wrist, float[]? TactileN);

/// <summary>A recorded run as far as dreaming needs it: what the world model saw at each replan, and the pictures of that moment.</summary>
public sealed class DreamRecording
{
    private readonly List<RecordedSensors> _sensors = [];
    private CameraFrame? _wrist;
    private TactilePads? _pads;

    private DreamRecording()
    {
    }

    public RecordedMoments Moments { get; } = new();

    /// <summary>Of the kitchen; empty if the recording does not say.</summary>
    public string Seed { get; private set; } = "";

    public RecordedSensors SensorsAt(int moment) => _sensors[moment];

    /// <exception cref="UserErrorException">Missing, damaged, or without a moment to dream from.</exception>
    public static DreamRecording Read(string path)
    {
        DreamRecording recording = new();
        using McapReader reader = new(path);
        foreach (McapMessage message in reader.ReadMessages())
        {
            try
            {
                recording.Add(message);
            }
            catch (InvalidProtocolBufferException e)
            {
                throw new UserErrorException($"The recording '{path}' is damaged: a message on {message.Channel.Topic} cannot be read. Record the run again.", e);
            }
        }
        recording.Seed = reader.Metadata.LastOrDefault(entry => entry.Name == RunRecorder.RunMetadataName)?.Values.GetValueOrDefault("seed") ?? "";
        return recording.Moments.Count > 0
            ? recording
            : throw new UserErrorException($"The recording '{path}' holds nothing that the world model imagined: either the arm never moved by it, or the run was made before "
                + "imagination was recorded. Record a run again with './robot coffee'.");
    }

    private void Add(McapMessage message)
    {
        switch (message.Channel.Schema?.Name)
        {
            case "roboticsstack.v1.CameraFrame" when message.Channel.Topic.EndsWith("/camera/wrist", StringComparison.Ordinal):
                _wrist = CameraFrame.Parser.ParseFrom(message.Payload.Span);
                break;
            case "roboticsstack.v1.TactilePads":
                _pads = TactilePads.Parser.ParseFrom(message.Payload.Span);
                break;
            case "roboticsstack.v1.ImaginationReport":
                ImaginationReport report = ImaginationReport.Parser.ParseFrom(message.Payload.Span);
                if (Moments.TryAdd(report))
                {
                    float[]? cells = _pads is null ? null : [.. _pads.LeftN, .. _pads.RightN];
                    _sensors.Add(new(
                        WristImage.TryFrom(_wrist, WristImage.TargetOf(Moments[Moments.Count - 1].Observed.GoalKind)),
                        cells?.Length == ObservationLayout.Tactile.Length ? cells : null));
                }
                break;
        }
    }
}
