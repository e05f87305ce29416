using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults;

/// <summary>Holds what is sent to the drives to the robot's limits, by finite differences and its own form of the velocity envelope.</summary>
public sealed class CommandJudge(RobotDescription robot, PromiseSheet sheet)
{
    private const int N = JointVector.Length;

    private readonly double[] _velocity = new double[N];
    private readonly double[] _acceleration = new double[N];
    private GatedCommand _before;
    private int _continued;

    /// <param name="command">As it was sent.</param>
    /// <param name="nowSec">True time.</param>
    public void Check(in GatedCommand command, double nowSec)
    {
        bool takesOver = command.Mode == GateMode.Engaging && _before.Mode == GateMode.Disengaged;
        _continued = command.IsPowered && !takesOver ? _continued + 1 : 0;
        sheet.Note(Promise.FiniteCommand, IsFinite(command) ? 0 : 1, nowSec);
        double dt = robot.Safety.CycleSec;
        for (int i = 0; i < N; i++)
        {
            double q = command.PositionRad[i];
            double velocity = (q - _before.PositionRad[i]) / dt;
            double acceleration = (velocity - _velocity[i]) / dt;
            double jerk = (acceleration - _acceleration[i]) / dt;
            // The differences' own history has to be of one continuous motion.
            sheet.Note(Promise.JointPosition, _continued > 0 ? Math.Max(robot.Arm.PositionLow[i] - q, q - robot.Arm.PositionHigh[i]) : 0, nowSec);
            sheet.Note(Promise.JointVelocity, _continued > 0 ? ShareOfEnvelope(i, q, velocity) : 0, nowSec);
            sheet.Note(Promise.JointAcceleration, _continued > 1 ? Math.Abs(acceleration) / robot.Arm.MaxAcceleration : 0, nowSec);
            sheet.Note(Promise.JointJerk, _continued > 2 ? Math.Abs(jerk) / robot.Arm.MaxJerk : 0, nowSec);
            (_velocity[i], _acceleration[i]) = (velocity, acceleration);
        }
        if (_continued > 0)
        {
            CheckLift(command, nowSec);
            Vec3 change = new(command.BaseVxMPerSec - _before.BaseVxMPerSec, command.BaseVyMPerSec - _before.BaseVyMPerSec, 0);
            sheet.Note(Promise.BaseAcceleration, change.Length / dt / robot.Base.StopAccelerationMPerSec2, nowSec);
        }
        _before = command;
    }

    private void CheckLift(in GatedCommand command, double nowSec)
    {
        LiftLimits lift = robot.Lift;
        bool isInside = command.LiftM >= lift.LowM - 1e-9 && command.LiftM <= lift.HighM + 1e-9;
        sheet.Note(Promise.LiftCommand, isInside ? Math.Abs(command.LiftM - _before.LiftM) / robot.Safety.CycleSec / lift.MaxVelocityMPerSec : 2, nowSec);
    }

    /// <summary>The FR3's envelope (libfranka, rate_limiting.h): 1 at the fastest that position allows.</summary>
    private double ShareOfEnvelope(int joint, double q, double velocity)
    {
        ArmLimits arm = robot.Arm;
        double room = velocity > 0 ? arm.VelocityEdgeHigh[joint] - q : q - arm.VelocityEdgeLow[joint];
        double allowed = Math.Min(arm.MaxVelocity[joint], Math.Max(0, Math.Sqrt(Math.Max(0, arm.VelocitySlope[joint] * room)) - arm.VelocityOffset[joint]));
        return Math.Abs(velocity) <= 1e-9 ? 0 : Math.Abs(velocity) / Math.Max(allowed, 1e-6);
    }

    private static bool IsFinite(in GatedCommand command) => command.PositionRad.IsFinite && command.VelocityRadPerSec.IsFinite
        && double.IsFinite(command.LiftM + command.LiftVelocityMPerSec + command.GripperWidthM + command.GripperForceN)
        && double.IsFinite(command.BaseVxMPerSec + command.BaseVyMPerSec + command.BaseYawRateRadPerSec);
}
