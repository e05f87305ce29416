using RoboticsStack.Control.Robot;

namespace RoboticsStack.Plant.Robot;

/// <param name="Stiffness">N/m or Nm/rad.</param>
/// <param name="Damping">N·s/m or Nm·s/rad; lives in the joint, where the engine integrates it implicitly.</param>
/// <param name="MaxForce">N or Nm.</param>
public readonly record struct ServoGains(double Stiffness, double Damping, double MaxForce)
{
    /// <summary>Added to a position target, lets a joint with this damping follow a moving target without lag.</summary>
    public double LeadSec => Damping / Stiffness;
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
            Arm[i] = new(stiffness, damping, robot.Arm.MaxTorqueNm[i]);
        }
        Lift = new(80_000, 8_000, robot.LiftJoint.MaxEffort);
    }

    public ServoGains[] Arm { get; } = new ServoGains[JointVector.Length];
    public ServoGains Lift { get; }
    public ServoGains BaseLinear { get; } = new(40_000, 3_500, 320);
    public ServoGains BaseYaw { get; } = new(20_000, 700, 150);

    /// <summary>Half the critical damping more than a finger's mass needs: no bounce on touching.</summary>
    public ServoGains Finger { get; } = new(8_000, 150, 60);
}
