using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>Measured joints stay inside their range.</summary>
internal sealed class JointPositionFunction(RobotDescription robot) : ISafetyFunction
{
    private readonly double _limitRad = robot.Safety.Joints.OvertravelRad;

    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        double overtravel = double.NegativeInfinity;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double q = cycle.Measurement.PositionRad[i];
            overtravel = Math.Max(overtravel, Math.Max(robot.Arm.PositionLow[i] - q, q - robot.Arm.PositionHigh[i]));
        }
        if (overtravel > _limitRad)
        {
            monitor.Demand(GateFunction.JointPosition, FailsafeAction.ControlledStop, _limitRad, overtravel, cycle.Now, cycle.PlanSequence);
        }
    }
}
