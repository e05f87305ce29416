using Google.Protobuf.Collections;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Sensors;

/// <summary>The pressure cells of both fingertips: each with its own gain, some dead, noise, and nothing below its threshold.</summary>
public sealed class TactileSensor : ProprioceptiveSensor<TactilePads>
{
    private const double GainSigma = 0.06;
    private const double DeadShare = 0.015;
    private const double NoiseN = 0.015;
    private const double ThresholdN = 0.03;

    private readonly PadContacts _pads;
    private readonly double[] _leftGains, _rightGains;

    public TactileSensor(PadContacts pads, SensorTiming timing, RandomStream random) : base(SensorKind.Tactile, timing, random)
    {
        _pads = pads;
        Message.Rows = (uint)pads.Rows;
        Message.Columns = (uint)pads.Columns;
        _leftGains = Prepare(Message.LeftN);
        _rightGains = Prepare(Message.RightN);
    }

    protected override void Measure(IPhysicsWorld world, Timestamp now)
    {
        Fill(Message.LeftN, _pads.LeftN, _leftGains);
        Fill(Message.RightN, _pads.RightN, _rightGains);
    }

    private double[] Prepare(RepeatedField<float> cells)
    {
        double[] gains = new double[_pads.Rows * _pads.Columns];
        for (int i = 0; i < gains.Length; i++)
        {
            cells.Add(0);
            gains[i] = Random.Chance(DeadShare) ? 0 : Random.Gaussian(1, GainSigma);
        }
        return gains;
    }

    private void Fill(RepeatedField<float> cells, ReadOnlySpan<double> forces, double[] gains)
    {
        for (int i = 0; i < gains.Length; i++)
        {
            double reading = gains[i] == 0 ? 0 : gains[i] * forces[i] + Random.Gaussian(0, NoiseN);
            cells[i] = reading < ThresholdN ? 0 : (float)reading;
        }
    }
}
