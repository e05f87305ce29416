using RoboticsStack.Plant.Robot;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Hardware;

/// <summary>The gate's end of a <see cref="ProcessImage"/>: a simulated robot in a process of its own.</summary>
internal sealed class RemoteRobot(ProcessImage image) : IRobotHardware
{
    private DriveCommand _command;

    /// <summary>Keeps the old sample when there is no new one.</summary>
    public void Read(ref RobotMeasurement measurement) => image.TryReadMeasurement(ref measurement);

    public void Write(in GatedCommand command)
    {
        if (!command.IsGenuine)
        {
            throw new ArgumentException("Only commands that passed the safety gate are accepted.", nameof(command));
        }
        _command.Setpoint = RobotSetpoint.From(command);
        _command.IsPowered = command.IsPowered ? 1 : 0;
        image.WriteCommand(_command);
    }
}
