using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Mcap;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Gate;

namespace RoboticsStack.Runtime.Runs;

/// <summary>
/// Puts a recording's messages on a bus of its own, tick by tick at the speed of the run, and obeys the operator's pause, step and speed as a lockstep
/// run does: a live page can watch it like one.
/// </summary>
public sealed class RecordingPlayback : IDisposable
{
    private const double TickSec = GateHost.TickSec;

    private readonly string _file;
    private readonly InProcessBus _bus = new();
    private readonly RunPace _pace;
    private readonly MessageWriter<LoopTiming> _timings;
    private readonly IDisposable _control;
    private LoopTiming _timing = new();
    private Timestamp _now;

    /// <param name="file">An MCAP file of a run; a truncated one will do.</param>
    /// <param name="speed">Recorded seconds a second; 0: as fast as it goes.</param>
    /// <exception cref="UserErrorException">The file cannot be read, or is no recording of a run.</exception>
    public RecordingPlayback(string file, double speed)
    {
        _file = file;
        (Topics, Scene) = ReadWhatItIs(file);
        _pace = new RunPace(speed);
        _timings = new(_bus, Topics.GateTiming, new MessageSource("playback", 0));
        _control = _bus.SubscribeTo<RunControl>(Topics.Control, _pace.Obey, new DropCounters());
    }

    public IMessageBus Bus => _bus;
    public Topics Topics { get; }
    public ReplayScene Scene { get; }

    /// <summary>To the end of the file, or until cancelled.</summary>
    public void Play(CancellationToken cancellation)
    {
        PublishTiming();
        using McapReader reader = new(_file);
        foreach (McapMessage message in reader.ReadMessages())
        {
            string topic = message.Channel.Topic;
            if (cancellation.IsCancellationRequested)
            {
                return;
            }
            if (topic == Topics.GateTiming)
            {
                // What the run's own loop did is shown; whether it stands still is for this playback to say.
                _timing = LoopTiming.Parser.ParseFrom(message.Payload.Span);
                PublishTiming();
                continue;
            }
            if (topic == Topics.Control)
            {
                continue;
            }
            _bus.Publish(topic, message.Payload.Span);
            if (topic == Topics.LockstepTick)
            {
                _now = new((long)message.LogTime);
                AwaitTick(cancellation);
            }
        }
    }

    public void Dispose()
    {
        _control.Dispose();
        _bus.Dispose();
    }

    private void AwaitTick(CancellationToken cancellation)
    {
        if (_pace.AwaitTick(TickSec, PublishTiming, () => cancellation.IsCancellationRequested))
        {
            PublishTiming();
        }
    }

    private void PublishTiming()
    {
        (_timing.Lockstep, _timing.Paused, _timing.Speed) = (true, _pace.IsPaused, _pace.Speed);
        _timings.Publish(_timing, _now, _now);
    }

    private static (Topics Topics, ReplayScene Scene) ReadWhatItIs(string file)
    {
        using McapReader reader = new(file);
        Topics? topics = null;
        McapAttachment? attachment = null;
        foreach (McapMessage message in reader.ReadMessages())
        {
            if (topics is null && message.Channel.Topic.Split('/') is ["robot", { } robot, ..])
            {
                topics = new(robot);
            }
            attachment ??= reader.Attachments.FirstOrDefault(a => a.Name == ReplayScene.AttachmentName);
            if (topics is not null && attachment is not null)
            {
                break;
            }
        }
        attachment ??= reader.Attachments.FirstOrDefault(a => a.Name == ReplayScene.AttachmentName);
        if (topics is null || attachment is null)
        {
            throw new UserErrorException($"'{file}' is not the recording of a run: it has {(topics is null ? "no topics of a robot" : "no scene")}. Give the run.mcap of a coffee run.");
        }
        try
        {
            return (topics, SceneExport.FromJson(attachment.Data.Span));
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new UserErrorException($"The scene inside the recording '{file}' cannot be read: {e.Message}", e);
        }
    }
}
