using RoboticsStack.Core.Time;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults;

/// <summary>Someone who looks on, for instance to record; nothing in the episode depends on it.</summary>
public interface IEpisodeWatch
{
    /// <summary>Where the plant's sensors publish.</summary>
    ISensorSink Sensors { get; }

    /// <summary>After each of the gate's cycles; <paramref name="now"/> is true time.</summary>
    void OnCycle(GateLoop loop, Timestamp now);

    /// <summary>After each step of the world.</summary>
    void OnStep(GateLoop loop, SimulatedKitchen plant);

    void OnIntervention(in GateIntervention intervention, Timestamp now);
}
