using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Perception;

/// <summary>A named point of a tracked object, averaged over its readings; map frame.</summary>
public sealed class TrackedKeypoint
{
    /// <summary>Readings that must agree before a state is believed.</summary>
    private const int ReadingsToSwitch = 3;
    private const double SigmaFloorM = 0.0015;

    /// <summary>Variance added at each reading, m²: the robot's own position errs differently from where it stands now.</summary>
    private const double DriftVariance = 3e-7;

    private double _variance;
    private Vec3 _direction;
    private int _candidate;
    private int _candidateCount;

    internal TrackedKeypoint(string name) => Name = name;

    public string Name { get; }
    public Vec3 PositionInMap { get; private set; }

    /// <summary>Unit vector: outward normal of a button, front of a machine.</summary>
    public Vec3 DirectionInMap => _direction.Normalized();
    public double PositionSigmaM => Math.Sqrt(_variance);
    public int Readings { get; private set; }

    /// <summary>Believed state (indicator: 0 idle, 1 brewing, 2 finished), or null before enough readings agree.</summary>
    public int? State { get; private set; }

    internal void Observe(Vec3 positionInMap, Vec3 directionInMap, double value, double sigmaM)
    {
        double r = sigmaM * sigmaM;
        if (Readings == 0)
        {
            PositionInMap = positionInMap;
            _variance = r;
        }
        else
        {
            _variance += DriftVariance;
            double gain = _variance / (_variance + r);
            PositionInMap += (positionInMap - PositionInMap) * gain;
            _variance = Math.Max(_variance * (1 - gain), SigmaFloorM * SigmaFloorM);
        }
        if (directionInMap.IsFinite && directionInMap.Length > 0.1)
        {
            _direction = _direction * 0.95 + directionInMap.Normalized() * (1e-6 / Math.Max(r, 1e-8));
        }
        Readings++;
        Switch((int)Math.Round(value));
    }

    private void Switch(int reading)
    {
        _candidateCount = reading == _candidate ? _candidateCount + 1 : 1;
        _candidate = reading;
        if (_candidateCount >= ReadingsToSwitch)
        {
            State = reading;
        }
    }
}
