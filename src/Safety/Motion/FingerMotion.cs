using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Motion;

/// <summary>
/// The gripper's width and force setpoints. Width changes no faster than the fingers; force gives way while a pad or one of its cells is
/// pressed too hard, and comes back slowly.
/// </summary>
internal sealed class FingerMotion(RobotDescription robot)
{
    private const double RelaxPerSec = 120;
    private const double RecoverPerSec = 10;
    private const double LeastForceN = 1;

    /// <summary>How far the commanded width may lie inside the measured one while a pad is pressed too hard.</summary>
    private const double SqueezeM = 0.002;

    private double _forceCeilingN = robot.Gripper.MaxForceN;

    public double WidthM { get; private set; }
    public double ForceN { get; private set; }

    public void Sync(double measuredM)
    {
        WidthM = Math.Clamp(measuredM, 0, robot.Gripper.MaxWidthM);
        _forceCeilingN = robot.Gripper.MaxForceN;
        ForceN = 0;
        Cap(0);
    }

    /// <summary>In force on each pad, N: the plan's cap for what is held, or the robot's own.</summary>
    public double CapN { get; private set; } = robot.Safety.Fingertips.PadForceN;

    /// <param name="capN">As a plan names it; 0 for none.</param>
    public void Cap(double capN)
    {
        FingertipLimits limits = robot.Safety.Fingertips;
        CapN = capN > 0 ? Math.Clamp(capN, limits.LeastCapN, limits.PadForceN) : limits.PadForceN;
    }

    /// <summary>Returns what is pressed too hard, if anything.</summary>
    public GateFunction? Step(double widthM, double forceN, in RobotMeasurement measurement, double speedShare)
    {
        double cycleSec = robot.Safety.CycleSec;
        FingertipLimits limits = robot.Safety.Fingertips;
        double pad = Math.Max(measurement.LeftPadForceN, measurement.RightPadForceN);
        // Each cell is held to the same share of its limit as its pad.
        double cellCapN = limits.CellForceN * CapN / limits.PadForceN;
        GateFunction? pressed = measurement.PeakCellForceN > limits.CellForceN ? GateFunction.CellForce
            : pad > limits.PadForceN ? GateFunction.PadForce
            : pad > CapN || measurement.PeakCellForceN > cellCapN ? GateFunction.FragileGrip
            : null;
        _forceCeilingN = pressed is null
            ? Math.Min(robot.Gripper.MaxForceN, _forceCeilingN + RecoverPerSec * cycleSec)
            : Math.Max(LeastForceN, Math.Min(_forceCeilingN, ForceN) - RelaxPerSec * cycleSec);
        double step = robot.Gripper.MaxSpeedMPerSec * speedShare * cycleSec;
        double width = WidthM + Math.Clamp(widthM - WidthM, -step, step);
        if (pressed is not null)
        {
            width = Math.Max(width, Math.Min(WidthM, measurement.GripperWidthM - SqueezeM));
        }
        WidthM = Math.Clamp(width, 0, robot.Gripper.MaxWidthM);
        ForceN = Math.Min(Math.Clamp(forceN, 0, robot.Gripper.MaxForceN), Math.Min(_forceCeilingN, CapN < limits.PadForceN ? CapN : robot.Gripper.MaxForceN));
        return pressed;
    }
}
