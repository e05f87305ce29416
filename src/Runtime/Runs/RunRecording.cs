using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Report;

namespace RoboticsStack.Runtime.Runs;

/// <summary>Starts the recording of a run with all that a replay, a report and a comparison need to know of it: one way for every kind of run.</summary>
internal static class RunRecording
{
    /// <param name="bus">Everything on it is recorded from here on.</param>
    /// <param name="topics">Of the run's robot.</param>
    /// <param name="file">The recording.</param>
    /// <param name="options">Of the run.</param>
    /// <param name="runId">Of the run.</param>
    /// <param name="robot">Of the run.</param>
    /// <param name="scene">Kitchen and robot, as drawn.</param>
    /// <param name="derived">Further channels to write; null for none.</param>
    /// <exception cref="UserErrorException">The file cannot be made, or there is no world model to name.</exception>
    public static RunRecorder Start(
        IMessageBus bus, Topics topics, string file, CoffeeOptions options, ulong runId, RobotDescription robot, ReplayScene scene, IDerivedChannels? derived = null)
    {
        RunRecorder recorder = new(bus, new RecorderOptions
        {
            Path = file,
            Topics = topics,
            Metadata = new Dictionary<string, string>(RunProvenance.Metadata(options, runId).Concat(RunEnvironment.Metadata(options))),
            Derived = derived,
        });
        RunProvenance.Attach(recorder, robot);
        recorder.AddAttachment(RunEnvironment.ConfigurationName, RunEnvironment.ConfigurationType, RunEnvironment.Configuration(robot, options));
        recorder.AddAttachment(ReplayScene.AttachmentName, ReplayScene.MediaType, SceneExport.ToJson(scene));
        return recorder;
    }
}
