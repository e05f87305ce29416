using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Faults;

/// <summary>What the gate tells a brain when it is to think.</summary>
/// <param name="Robot">As the brain knows it.</param>
/// <param name="Gate">Its state and what it sent last.</param>
/// <param name="Now">Time of the observation.</param>
public readonly record struct BrainView(RobotDescription Robot, SafetyGate Gate, Timestamp Now)
{
    /// <summary>Of the setpoints sent last, arm_base.</summary>
    public Pose Gripper => Gate.CommandedGripper;

    /// <summary>Height commanded last.</summary>
    public double LiftM => Gate.Latest.LiftM;
}

/// <summary>Whoever plans in an episode.</summary>
public interface IEpisodeBrain : IDisposable
{
    /// <summary>From observation to arrival of a plan, seconds.</summary>
    public const double LatencySec = 0.06;

    /// <summary>What its plans are stamped with.</summary>
    string ModelHash { get; }

    /// <summary>Where the plant's sensors publish; null for a brain that does not look.</summary>
    ISensorSink? Sensors { get; }

    /// <summary>Fills in a plan on what was seen up to now.</summary>
    void Think(GatePlan plan, in BrainView view);
}

/// <summary>Makes the stack's own brain for episodes; what is costly in it is kept and shared from one to the next.</summary>
public interface IRealBrains
{
    /// <param name="draw">The episode.</param>
    /// <param name="robot">As the brain knows it.</param>
    /// <param name="runId">Of its plans.</param>
    IEpisodeBrain Create(EpisodeDraw draw, RobotDescription robot, ulong runId);
}
