using RoboticsStack.Control.Robot;

namespace RoboticsStack.Plant.Robot;

/// <summary>
/// How drives that are left to themselves bring the arm to rest: along a ramp, as a drive's quick stop does (CiA 402, quick stop deceleration), and not within one step. What the servo was exerting fades meanwhile, and a
/// joint that something else has slowed down is not driven on. What is forced from where it rests slips, as a brake does, and is not driven back. Lift, wheels and fingers hold at once: their brakes are limited in force and not geared. Allocates nothing after construction.
/// </summary>
/// <param name="rig">The robot.</param>
/// <param name="stepSec">Physics timestep.</param>
internal sealed class QuickStop(RobotRig rig, double stepSec)
{
    /// <summary>Three times what the gate's own stops take, so that the drives alone stop sooner than they would be told to.</summary>
    private const double DecelerationRadPerSec2 = 30;
    private const double FadeSec = 0.02;

    private RobotSetpoint _hold;
    private JointVector _lead;
    private double _fade;

    /// <param name="inForce">The setpoint that the drives were following.</param>
    public void Begin(in RobotSetpoint inForce)
    {
        _hold = rig.HoldHere(inForce.GripperForceN);
        _hold.GripperWidthM = inForce.GripperWidthM;
        _fade = 1;
        for (int i = 0; i < JointVector.Length; i++)
        {
            _hold.VelocityRadPerSec[i] = rig.GetArmVelocity(i);
            _lead[i] = rig.GetArmLead(i, inForce);
        }
    }

    /// <summary>The setpoint for the step to come.</summary>
    public RobotSetpoint Step()
    {
        _fade = Math.Max(0, _fade - stepSec / FadeSec);
        RobotSetpoint made = _hold;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double way = Math.Sign(_hold.VelocityRadPerSec[i]), moves = Math.Max(0, way * rig.GetArmVelocity(i));
            _hold.VelocityRadPerSec[i] = way * Math.Max(0, Math.Min(moves, Math.Abs(_hold.VelocityRadPerSec[i]) - DecelerationRadPerSec2 * stepSec));
            double on = _hold.PositionRad[i] + _hold.VelocityRadPerSec[i] * stepSec, q = rig.GetArmPosition(i);
            double slip = rig.GetArmSlip(i);
            _hold.PositionRad[i] = way * (on - q) > 0 ? q : Math.Clamp(on, q - slip, q + slip);
            made.PositionRad[i] = _hold.PositionRad[i] + _fade * _lead[i];
            made.VelocityRadPerSec[i] = _hold.VelocityRadPerSec[i];
        }
        return made;
    }
}
