using System.Text.Json;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Foxglove;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults;

/// <summary>Runs one fault episode once more and leaves a recording and a report of it, to look at.</summary>
public static class EpisodeRecording
{
    private const string ReportFile = "report.html";

    public static string ReportIn(string directory) => Path.Combine(directory, ReportFile);

    /// <exception cref="UserErrorException">The folder cannot be used.</exception>
    public static EpisodeResult Run(FaultEpisode episode, int index, RobotDescription robot, string directory)
    {
        string recording = Path.Combine(directory, CoffeeSession.RecordingFile), summary = Path.Combine(directory, CoffeeSession.SummaryFile);
        try
        {
            Directory.CreateDirectory(directory);
            Watch? watch = null;
            EpisodeResult result;
            try
            {
                result = episode.Run(index, plant => watch = new Watch(plant, robot, recording));
            }
            finally
            {
                watch?.Dispose();
            }
            File.WriteAllText(summary, Summarise(result));
            ReportWriter.Write(recording, summary, ReportIn(directory));
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The folder '{directory}' cannot be used for the recording: {e.Message} Choose another with --record.", e);
        }
    }

    private static string Summarise(EpisodeResult result) => JsonSerializer.Serialize(new
    {
        failure = string.Join("; ", result.Violations.Select(violation => FormattableString.Invariant(
            $"{violation.Promise} {violation.Value:G4} at {violation.AtSec:F3} s, promised {violation.Limit:G4}"))),
        planner = result.Style,
        kitchen = result.Kitchen,
        faults = result.Faults.DistinctBy(fault => fault.Name).ToDictionary(fault => fault.Name, fault => FormattableString.Invariant($"{fault.BeginSec:F3} to {fault.EndSec:F3} s")),
        worst = Enum.GetValues<Promise>().ToDictionary(promise => promise.ToString(), promise => result.Worst[(int)promise]),
    }, ResultLines.Json);

    /// <summary>Publishes what a gate with its plant publishes, on a bus that is recorded.</summary>
    private sealed class Watch : IEpisodeWatch, IDisposable
    {
        private const double TickSec = 0.1;
        private const ulong RunId = 1;

        private readonly InProcessBus _bus = new();
        private readonly Topics _topics = new("episode");
        private readonly MessageSource _source = new("gate", RunId);
        private readonly RunRecorder _recorder;
        private readonly MessageWriter<PlantTruth> _truths;
        private readonly MessageWriter<GateEvent> _events;
        private readonly GateCycleLog _cycles;
        private readonly PlantTruth _truth = new();
        private readonly ulong[] _command = new ulong[CycleColumns.CommandWidth];
        private GatePublisher? _gate;
        private double _nextSec;

        public Watch(SimulatedKitchen plant, RobotDescription robot, string file)
        {
            ReplayScene scene = SceneReplay.Of(plant.Kitchen, robot);
            _recorder = new RunRecorder(_bus, new RecorderOptions
            {
                Path = file,
                Topics = _topics,
                Derived = new FoxgloveChannels(_topics, RobotModels.Of(robot), scene),
            });
            RunProvenance.Attach(_recorder, robot);
            _recorder.AddAttachment(ReplayScene.AttachmentName, ReplayScene.MediaType, SceneExport.ToJson(scene));
            _truths = new MessageWriter<PlantTruth>(_bus, _topics.PlantTruth, new MessageSource("plant", RunId));
            _events = new MessageWriter<GateEvent>(_bus, _topics.GateEvent, _source, QualityOfService.AtLeastOnce);
            _cycles = new GateCycleLog(_bus, _topics, _source);
            Sensors = new SensorPublisher(_bus, _topics, _source);
        }

        public ISensorSink Sensors { get; }

        public void OnCycle(GateLoop loop, Timestamp now)
        {
            CycleColumns.Write(loop.Gate.Latest, _command);
            _cycles.Append(loop, now, _command);
        }

        public void OnStep(GateLoop loop, SimulatedKitchen plant)
        {
            if (plant.Now.Seconds < _nextSec)
            {
                return;
            }
            _nextSec += TickSec;
            _gate ??= new GatePublisher(loop.Gate, _bus, _topics, _source);
            _cycles.Publish(plant.Now);
            _gate.Publish(plant.Now, 0);
            plant.FillTruth(_truth);
            _truths.Publish(_truth, plant.Now, plant.Now);
        }

        public void OnIntervention(in GateIntervention intervention, Timestamp now) => _events.Publish(new GateEvent
        {
            Function = intervention.Function.ToString(),
            Action = intervention.Action.ToString(),
            Limit = intervention.Limit,
            Value = intervention.Value,
            Detail = FormattableString.Invariant($"plan {intervention.PlanSequence}"),
        }, intervention.Time, now);

        public void Dispose()
        {
            _recorder.Dispose();
            _bus.Dispose();
        }
    }
}
