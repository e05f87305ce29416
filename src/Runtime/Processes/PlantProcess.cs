using RoboticsStack.Control.Robot;
using RoboticsStack.Messaging;
using RoboticsStack.Runtime.Hardware;

namespace RoboticsStack.Runtime.Processes;

/// <summary>The simulated robot and its kitchen in a process of their own, at the far end of a process image.</summary>
public static class PlantProcess
{
    /// <summary>So long the world goes on when the gate has gone: for whoever wants to see that the drives brake by themselves.</summary>
    public static TimeSpan Afterlife { get; } = TimeSpan.FromSeconds(3);

    public static void Run(string imagePath, RobotDescription robot, ulong seed, bool isReady, Topics topics, ulong runId, CancellationToken cancellation)
    {
        using ProcessImage image = ProcessImage.Open(imagePath);
        using PlantHost plant = new(image, robot, seed, isReady, topics, runId);
        plant.Run(cancellation);
    }
}
