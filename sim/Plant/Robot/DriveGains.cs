using RoboticsStack.Control.Robot;

namespace RoboticsStack.Plant.Robot;

/// <param name="Stiffness">N/m or Nm/rad.</param>
/// <param name="Damping">N·s/m or Nm·s/rad; lives in the joint, where the engine integrates it implicitly.</param>
/// <param name="MaxForce">N or Nm, of stiffness and damping together.</param>
/// <param name="MaxSpeed">m/s or rad/s that the drive can follow.</param>
public readonly record struct ServoGains(double Stiffness, double Damping, double MaxForce, double MaxSpeed)
{
    /// <summary>What the actuator alone may exert, so that it can make up for the damping at full speed.</summary>
    public double ActuatorLimit => MaxForce + Damping * MaxSpeed;
}

/// <summary>
/// Servo gains of the simulated drives, of the order that position-controlled industrial arms show at the joint. A finger is driven by
/// force, which <see cref="RobotRig"/> computes from <see cref="Finger"/>.
/// </summary>
internal sealed class DriveGains
{
    private static readonly double[] ArmStiffness = [6000, 6000, 5000, 5000, 2000, 2000, 2000];
    private const double ArmDampingSec = 0.04;

    public DriveGains(RobotDescription robot, RobotVariation variation)
    {
        for (int i = 0; i < JointVector.Length; i++)
        {
            double stiffness = ArmStiffness[i] * variation.ServoStiffnessFactor;
            double damping = ArmStiffness[i] * ArmDampingSec * variation.JointDampingFactor + robot.ArmJoints[i].Damping;
            Arm[i] = new(stiffness, damping, robot.Arm.MaxTorqueNm[i], robot.Arm.MaxVelocity[i]);
        }
        Lift = new(80_000, 8_000, robot.LiftJoint.MaxEffort, robot.LiftJoint.MaxVelocity);
    }

    public ServoGains[] Arm { get; } = new ServoGains[JointVector.Length];
    public ServoGains Lift { get; }
    public ServoGains BaseLinear { get; } = new(40_000, 3_500, 320, 1.5);
    public ServoGains BaseYaw { get; } = new(20_000, 700, 150, 3);

    /// <summary>
    /// What the wheels drive with at most, the way they are told to go; against a motion that nobody asks for they have all of <see cref="BaseLinear"/>. Half as much again as the base's own acceleration takes: what blocks
    /// it is not pressed harder. Drives have a torque limit of their own for motoring (CiA 402, positive and negative torque limit).
    /// </summary>
    public double BaseDrivingN { get; } = 100;

    /// <summary>The same about the vertical.</summary>
    public double BaseTurningNm { get; } = 20;

    /// <summary>A little over critical damping for the mass that a finger shows: no bounce on touching.</summary>
    public ServoGains Finger { get; } = new(8_000, 150, 60, 0.2);
}
