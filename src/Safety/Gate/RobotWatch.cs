using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety;

/// <summary>Looks at what the robot measures: limits, tracking, stall, contact.</summary>
internal sealed class RobotWatch(RobotDescription robot, FailsafeMonitor monitor)
{
    /// <summary>Evens out single-cycle spikes of the force sensor; contact that lasts passes.</summary>
    private const double ForceFilterSec = 0.010;
    private const double OverspeedFactor = 1.25;
    private const double OvertravelRad = 0.02;
    private const double StallSpeedRadPerSec = 0.02;
    private const int HardContactCycles = 2;

    private readonly double _cycleSec = robot.Safety.CycleSec;
    private Vec3 _force;
    private double _stalledSec;
    private int _hardContact;

    /// <summary>From the contact limit being passed until the force has fallen below its release.</summary>
    public bool IsPushed { get; private set; }

    /// <summary>While the force is not below its release, whether or not it ever passed the limit.</summary>
    public bool IsPressed => _force.Length > robot.Safety.Contact.WristForceReleaseN;

    /// <summary>Unit vector, gripper frame, along which the world pushes.</summary>
    public Vec3 PushDirection => _force.Normalized();

    public void Restart()
    {
        _force = Vec3.Zero;
        _stalledSec = 0;
        _hardContact = 0;
        IsPushed = false;
    }

    public void Check(in RobotMeasurement measurement, in JointVector commanded, Timestamp now, ulong planSequence)
    {
        CheckJoints(measurement, commanded, now, planSequence);
        CheckStall(measurement, now, planSequence);
        CheckContact(measurement, now, planSequence);
    }

    /// <summary>Largest difference between command and measurement over the joints, rad; a joint that moves counts by its speed, too.</summary>
    public double Mismatch(in RobotMeasurement measurement, in JointVector commanded)
    {
        const double SettleSec = 0.1;
        double worst = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double difference = Math.Abs(commanded[i] - measurement.PositionRad[i]) + SettleSec * Math.Abs(measurement.VelocityRadPerSec[i]);
            worst = Math.Max(worst, difference);
        }
        return worst;
    }

    public bool IsInsideLimits(in RobotMeasurement measurement)
    {
        for (int i = 0; i < JointVector.Length; i++)
        {
            if (measurement.PositionRad[i] < robot.Arm.PositionLow[i] || measurement.PositionRad[i] > robot.Arm.PositionHigh[i])
            {
                return false;
            }
        }
        return true;
    }

    private void CheckJoints(in RobotMeasurement measurement, in JointVector commanded, Timestamp now, ulong planSequence)
    {
        MonitorSettings limits = robot.Safety.Monitoring;
        double error = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double q = measurement.PositionRad[i];
            double speed = Math.Abs(measurement.VelocityRadPerSec[i]);
            error = Math.Max(error, Math.Abs(commanded[i] - q));
            double overtravel = Math.Max(robot.Arm.PositionLow[i] - q, q - robot.Arm.PositionHigh[i]);
            if (overtravel > OvertravelRad)
            {
                monitor.Demand(GateFunction.JointPosition, FailsafeAction.ControlledStop, OvertravelRad, overtravel, now, planSequence);
            }
            if (speed > OverspeedFactor * robot.Arm.MaxVelocity[i])
            {
                monitor.Demand(GateFunction.JointVelocity, FailsafeAction.ControlledStop, robot.Arm.MaxVelocity[i], speed, now, planSequence);
            }
        }
        if (error > limits.TrackingSlowRad)
        {
            bool stops = error > limits.TrackingStopRad;
            monitor.Demand(GateFunction.Tracking, stops ? FailsafeAction.ControlledStop : FailsafeAction.Slow,
                stops ? limits.TrackingStopRad : limits.TrackingSlowRad, error, now, planSequence);
        }
    }

    private void CheckStall(in RobotMeasurement measurement, Timestamp now, ulong planSequence)
    {
        MonitorSettings limits = robot.Safety.Monitoring;
        bool isStalled = false;
        for (int i = 0; i < JointVector.Length; i++)
        {
            isStalled |= Math.Abs(measurement.TorqueNm[i]) > limits.StallTorqueShare * robot.Arm.MaxTorqueNm[i]
                && Math.Abs(measurement.VelocityRadPerSec[i]) < StallSpeedRadPerSec;
        }
        _stalledSec = isStalled ? _stalledSec + _cycleSec : 0;
        if (_stalledSec > limits.StallTimeSec)
        {
            monitor.Demand(GateFunction.Stall, FailsafeAction.Hold, limits.StallTimeSec, _stalledSec, now, planSequence);
        }
    }

    private void CheckContact(in RobotMeasurement measurement, Timestamp now, ulong planSequence)
    {
        ContactLimits limits = robot.Safety.Contact;
        _force += (measurement.WristWrench.Force - _force) * (_cycleSec / (_cycleSec + ForceFilterSec));
        double force = _force.Length;
        IsPushed = force > limits.WristForceN || (IsPushed && force > limits.WristForceReleaseN);
        if (IsPushed)
        {
            monitor.Demand(GateFunction.ContactForce, FailsafeAction.Hold, limits.WristForceN, force, now, planSequence);
        }
        double raw = measurement.WristWrench.Force.Length;
        _hardContact = raw > limits.WristForceStopN ? _hardContact + 1 : 0;
        if (_hardContact >= HardContactCycles)
        {
            monitor.Demand(GateFunction.ContactForce, FailsafeAction.ControlledStop, limits.WristForceStopN, raw, now, planSequence);
        }
    }
}
