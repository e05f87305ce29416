using System.Text.Json;

namespace RoboticsStack.Runtime.Benchmarks.Rig;

/// <summary>Who is in a <see cref="KillRig"/>, by process id.</summary>
/// <param name="Parent">Of the other three.</param>
public sealed record RigProcesses(int Gate, int Brain, int Broker, int Parent);

/// <summary>A <see cref="GateRig"/> whose parent is a process of its own, so that even the parent can be killed.</summary>
public static class KillRig
{
    private const string File = "processes.json";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Sets everything up, engages, says in a file who is who, and waits for its own end.</summary>
    public static void Run(GateRigOptions options, CancellationToken cancellation)
    {
        using GateRig rig = GateRig.Start(options);
        if (rig.Engage(Patience, cancellation))
        {
            string path = Path.Combine(options.Directory, File);
            System.IO.File.WriteAllText(path + ".new", JsonSerializer.Serialize(new RigProcesses(rig.GateProcessId, rig.BrainProcessId, rig.BrokerProcessId, Environment.ProcessId)));
            System.IO.File.Move(path + ".new", path);
            // On a busy machine a brain may be late and the robot stop: a person would engage it again.
            while (!cancellation.IsCancellationRequested)
            {
                rig.Engage(Patience, cancellation);
                cancellation.WaitHandle.WaitOne(LookEvery);
            }
        }
    }

    /// <summary>Null until the robot moves.</summary>
    public static RigProcesses? Find(string directory)
    {
        string path = Path.Combine(directory, File);
        return System.IO.File.Exists(path) ? JsonSerializer.Deserialize<RigProcesses>(System.IO.File.ReadAllText(path)) : null;
    }
}
