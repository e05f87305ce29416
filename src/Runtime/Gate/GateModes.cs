using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate;

internal static class GateModes
{
    /// <summary>Whether the gate has stopped the robot until somebody, or its own recovery, sets it going again.</summary>
    public static bool IsStop(this GateMode mode) => mode is GateMode.ControlledStop or GateMode.PowerOff;
}
