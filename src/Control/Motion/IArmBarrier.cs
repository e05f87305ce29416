using RoboticsStack.Control.Robot;

namespace RoboticsStack.Control.Motion;

/// <summary>Something that lets the arm go only so fast in some directions.</summary>
public interface IArmBarrier
{
    /// <summary>Share of <paramref name="velocity"/> (rad/s) that is allowed at the arm's present setpoint, 0 to 1.</summary>
    double AllowedShare(in JointVector velocity);

    /// <summary>What stood against the latest velocity: the allowed approach and the wanted one, m/s.</summary>
    (double Limit, double Value) Latest { get; }
}
