using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate;

/// <summary>The simulated world as its host sees it: stepped, sensed, judged. The robot in it is driven through <see cref="Hardware"/> alone.</summary>
public interface ISimulatedPlant : IDisposable
{
    IRobotHardware Hardware { get; }
    double StepSec { get; }
    Timestamp Now { get; }

    /// <summary>Advances one step, then polls the sensors.</summary>
    void Step(ISensorSink sink);

    /// <summary>Coffee stands on the table.</summary>
    bool IsServed { get; }
    PlantScore Score();

    /// <summary>Poses for recording and replay; never shown to the brain.</summary>
    void FillTruth(PlantTruth truth);
}
