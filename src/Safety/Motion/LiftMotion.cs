using RoboticsStack.Control.Motion;
using RoboticsStack.Control.Robot;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Safety.Motion;

/// <summary>The lift's setpoint: to a height within velocity, acceleration and jerk limits.</summary>
internal sealed class LiftMotion(LiftLimits limits, double cycleSec)
{
    private const double CorrectionPerSec = 4;

    /// <summary>Share of the acceleration used for approaching, so that the rest is left for the jerk's rounding.</summary>
    private const double ApproachShare = 0.5;

    private readonly AxisLimiter _limiter = new(new()
    {
        Low = limits.LowM,
        High = limits.HighM,
        MaxVelocity = limits.MaxVelocityMPerSec,
        Offset = 0,
        Slope = 2 * limits.MaxAccelerationMPerSec2,
        EdgeLow = limits.LowM,
        EdgeHigh = limits.HighM,
        MaxAcceleration = limits.MaxAccelerationMPerSec2,
        MaxJerk = limits.MaxJerkMPerSec3,
    }, cycleSec);

    private AxisState _state;

    public double HeightM => _state.Position;
    public double VelocityMPerSec => _state.Velocity;

    public bool IsAtRest => Math.Abs(_state.Velocity) < 1e-6;

    /// <summary>Kept inside the range.</summary>
    public double TargetM
    {
        get;
        set => field = Math.Clamp(value, limits.LowM, limits.HighM);
    }

    public void Sync(double measuredM)
    {
        _state = new(Math.Clamp(measuredM, limits.LowM, limits.HighM), 0, 0);
        TargetM = _state.Position;
    }

    /// <param name="order">What to do.</param>
    /// <param name="barrier">What stands around the robot.</param>
    public void Step(in MotionOrder order, ObstacleBarrier barrier)
    {
        double error = TargetM - _state.Position;
        double speed = Math.Min(CorrectionPerSec * Math.Abs(error), Math.Sqrt(2 * ApproachShare * limits.MaxAccelerationMPerSec2 * Math.Abs(error)));
        speed = Math.Min(speed, limits.MaxVelocityMPerSec * order.Limits.JointShare) * order.Rate;
        double wanted = order.Kind == MotionKind.Follow ? Math.CopySign(speed, error) : 0;
        _state = _limiter.Step(_state, wanted * barrier.AllowedShareOfLift(wanted));
    }
}
