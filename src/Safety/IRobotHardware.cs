namespace RoboticsStack.Safety;

/// <summary>The port that real and simulated robots implement. Called from the control loop: neither member may allocate or block.</summary>
public interface IRobotHardware
{
    /// <summary>Fills in the latest sample of everything.</summary>
    void Read(ref RobotMeasurement measurement);

    /// <summary>Sends setpoints. Throws <see cref="ArgumentException"/> for a command that is not genuine.</summary>
    void Write(in GatedCommand command);
}
