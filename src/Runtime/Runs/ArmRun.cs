using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Recording;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;

namespace RoboticsStack.Runtime.Runs;

/// <summary>The beginning of a coffee run, in this process and recorded, for who wants to see what the world model makes of it.</summary>
public static class ArmRun
{
    /// <summary>Runs until the world model has moved the arm for some seconds, or the run has ended.</summary>
    /// <returns>The recording.</returns>
    /// <exception cref="UserErrorException">The folder or the model cannot be used.</exception>
    public static string Record(CoffeeOptions options, RobotDescription robot, string directory, double armSec, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The folder '{directory}' cannot be made: {e.Message}", e);
        }
        string file = Path.Combine(directory, CoffeeSession.RecordingFile);
        ulong runId = options.Seed + 1;
        using AssembledBrain brain = BrainFactory.Coffee(robot, options);
        using AssembledGate gate = GateFactory.Simulated(robot, options.Seed, runId, brain.ModelHash, people: options.People);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        int steps = 0;
        RunRecorder? recorder = null;
        try
        {
            LocalRun.Run(options, gate, brain.Brain, runId, enough.Token, (bus, topics) =>
            {
                recorder = RunRecording.Start(bus, topics, file, options, runId, robot, SceneReplay.Of(gate.Plant.Kitchen, robot));
                bus.SubscribeTo<ImaginationReport>(topics.BrainImagination, _ =>
                {
                    if (++steps * ActionScale.StepSeconds >= armSec)
                    {
                        enough.Cancel();
                    }
                }, new DropCounters());
            });
        }
        finally
        {
            recorder?.Dispose();
        }
        cancellation.ThrowIfCancellationRequested();
        return file;
    }
}
