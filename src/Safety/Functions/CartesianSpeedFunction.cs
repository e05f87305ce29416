using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Functions;

/// <summary>The gripper, as the joints' measured velocities move it in arm_base, is no faster than it may be; what is sent is kept within by the motion itself.</summary>
internal sealed class CartesianSpeedFunction(RobotDescription robot, RobotKinematics kinematics) : ISafetyFunction
{
    /// <summary>A single sample may be noise.</summary>
    private const int Samples = 2;

    private readonly CartesianLimits _limits = robot.Safety.Cartesian;
    private readonly double[] _jacobian = new double[ArmKinematics.JacobianLength];
    private int _tooFast;

    public void Restart() => _tooFast = 0;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        kinematics.Arm.Forward(cycle.Measurement.PositionRad, _jacobian);
        double speed = ArmKinematics.ToTwist(_jacobian, cycle.Measurement.VelocityRadPerSec).Linear.Length;
        _tooFast = speed > _limits.SpeedMPerSec + _limits.SlowToleranceMPerSec ? _tooFast + 1 : 0;
        if (_tooFast < Samples)
        {
            return;
        }
        bool stops = speed > _limits.SpeedMPerSec + _limits.StopToleranceMPerSec;
        monitor.Demand(GateFunction.CartesianSpeed, stops ? FailsafeAction.ControlledStop : FailsafeAction.Slow,
            _limits.SpeedMPerSec, speed, cycle.Now, cycle.PlanSequence);
    }
}
