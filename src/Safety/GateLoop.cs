using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Safety;

/// <summary>
/// The control loop's body: read, gate, write. In real time a host calls <see cref="Cycle"/> at each deadline; in lockstep the
/// simulator calls it between its steps. Whatever goes wrong inside ends in an emergency stop, not in silence.
/// </summary>
public sealed class GateLoop(SafetyGate gate, IRobotHardware hardware, GateInputs inputs)
{
    private RobotMeasurement _measurement;

    public SafetyGate Gate => gate;

    /// <summary>The robot's own motion lately, for who makes sense of its sensors.</summary>
    public RobotHistory History { get; } = new();
    public long Cycles { get; private set; }

    /// <summary>Cycles in which reading threw; the gate then sees the old sample and stops when it has become too old.</summary>
    public long ReadFailures { get; private set; }
    public long WriteFailures { get; private set; }

    /// <summary>The latest sample, for those who publish it.</summary>
    public ref readonly RobotMeasurement Measurement => ref _measurement;

    /// <summary>What the latest cycle met with besides the measurement.</summary>
    public GateInput Input { get; private set; }

    /// <summary>Sequence of the plan taken last, in this cycle or before.</summary>
    public ulong TakenPlan => inputs.TakenPlan;

    /// <summary>Sequence of the view of people taken last, in this cycle or before.</summary>
    public ulong TakenPeople => inputs.TakenPeople;

    /// <summary>When that plan passed the stages on its way.</summary>
    public PlanStamps TakenStamps => inputs.TakenStamps;

    /// <summary>View of the surroundings taken last, in this cycle or before.</summary>
    public SurroundingsView TakenView => inputs.TakenView;

    /// <summary>One cycle. Returns what was sent.</summary>
    public GatedCommand Cycle(Timestamp now)
    {
        Input = inputs.ApplyTo(gate, now);
        try
        {
            hardware.Read(ref _measurement);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            ReadFailures++;
        }
        History.Append(_measurement, now);
        GatedCommand command = gate.Step(_measurement, now);
        try
        {
            hardware.Write(command);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            WriteFailures++;
            Input |= GateInput.WriteFailed;
            gate.EmergencyStop();
        }
        Cycles++;
        return command;
    }
}
