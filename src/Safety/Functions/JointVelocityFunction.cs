using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>Measured joints are no faster than the arm may be; what is sent is kept within by the motion itself.</summary>
internal sealed class JointVelocityFunction(RobotDescription robot) : ISafetyFunction
{
    private readonly double _overspeed = robot.Safety.Joints.Overspeed;

    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        for (int i = 0; i < JointVector.Length; i++)
        {
            double speed = Math.Abs(cycle.Measurement.VelocityRadPerSec[i]);
            if (speed > _overspeed * robot.Arm.MaxVelocity[i])
            {
                monitor.Demand(GateFunction.JointVelocity, FailsafeAction.ControlledStop, robot.Arm.MaxVelocity[i], speed, cycle.Now, cycle.PlanSequence);
            }
        }
    }
}
