using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Plant.Robot;

/// <summary>
/// Heat in the windings of the arm's motors: one thermal mass each, warmed by the current that the torque needs and cooled by the housing. What carries
/// the arm's own weight is not the motors' doing in this plant and warms nothing.
/// </summary>
internal sealed class MotorWindings
{
    private const int N = JointVector.Length;
    private const double CoolingSec = 400;

    /// <summary>Kelvins above the surroundings that full torque would end at.</summary>
    private const double RiseAtFullTorqueK = 450;
    private const double StepC = 0.1;

    /// <summary>Watts lost in the windings at full torque: shoulder and elbow, then wrist.</summary>
    private static readonly double[] LossW = [60, 60, 60, 60, 20, 20, 20];

    private readonly JointVector _maxTorqueNm;
    private readonly double[] _temperatureC = new double[N];
    private readonly double _surroundingsC;

    public MotorWindings(RobotDescription robot, RandomStream random)
    {
        _maxTorqueNm = robot.Arm.MaxTorqueNm;
        _surroundingsC = random.Uniform(18, 30);
        for (int i = 0; i < N; i++)
        {
            _temperatureC[i] = _surroundingsC + random.Uniform(0, 15);
        }
    }

    /// <summary>Lost as heat in the latest step, W.</summary>
    public double LostW { get; private set; }

    public void Step(int joint, double torqueNm, double stepSec)
    {
        double load = torqueNm / _maxTorqueNm[joint];
        LostW = (joint == 0 ? 0 : LostW) + LossW[joint] * load * load;
        _temperatureC[joint] += (RiseAtFullTorqueK * load * load - (_temperatureC[joint] - _surroundingsC)) * stepSec / CoolingSec;
    }

    public double Read(int joint) => Math.Round(_temperatureC[joint] / StepC) * StepC;
}
