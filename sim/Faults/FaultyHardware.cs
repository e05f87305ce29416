using RoboticsStack.Core.Time;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults;

/// <summary>Hardware with faults between it and the gate; simulated or real, it knows nothing of them.</summary>
public sealed class FaultyHardware(IRobotHardware hardware, IReadOnlyList<FaultEffect> effects) : IRobotHardware
{
    /// <summary>Set by whoever steps the world, before the gate's cycle.</summary>
    public Timestamp Now { get; set; }

    public void Read(ref RobotMeasurement measurement)
    {
        RobotMeasurement sample = default;
        hardware.Read(ref sample);
        foreach (FaultEffect effect in effects)
        {
            if (effect.IsActive(Now))
            {
                if (effect.FailsRead)
                {
                    throw new IOException("the sensors do not answer");
                }
                effect.OnRead(ref sample, Now);
            }
        }
        measurement = sample;
    }

    public void Write(in GatedCommand command)
    {
        foreach (FaultEffect effect in effects)
        {
            if (effect.IsActive(Now))
            {
                if (effect.FailsWrite)
                {
                    throw new IOException("the drives do not answer");
                }
                if (!effect.Delivers(Now))
                {
                    return;
                }
            }
        }
        hardware.Write(command);
    }
}
