namespace RoboticsStack.Safety.Functions;

/// <summary>Tells a sensor that has shown noise, and then stands still to the last bit, from one that never had any.</summary>
internal struct FrozenValue
{
    private double _value;
    private double _noisySec;
    private double _frozenSec;
    private bool _isNoisy;

    /// <summary>How long a sensor that is known to be noisy has stood still, s.</summary>
    public readonly double FrozenSec => _isNoisy ? _frozenSec : 0;

    public void Restart() => this = default;

    /// <param name="value">The new sample's.</param>
    /// <param name="dt">Since the sample before, s.</param>
    /// <param name="learnSec">So long a value must change with each sample to count as noisy.</param>
    public void Update(double value, double dt, double learnSec)
    {
        bool changes = !value.Equals(_value);
        _value = value;
        _noisySec = changes ? _noisySec + dt : 0;
        _frozenSec = changes ? 0 : _frozenSec + dt;
        _isNoisy |= _noisySec >= learnSec;
    }

    /// <summary>The sensor has nothing to show now; what was learnt stays.</summary>
    public void Pause() => (_noisySec, _frozenSec) = (0, 0);
}
