namespace RoboticsStack.Perception;

/// <summary>Mean of angles that forgets slowly; works on a circle of any period (π for a table, whose two ends look the same).</summary>
internal sealed class CircularMean(double periodRad, double forgetting)
{
    private double _cos;
    private double _sin;
    private double _weight;

    public bool HasValue => _weight > 0;

    public double Rad => Math.Atan2(_sin, _cos) * periodRad / (2 * Math.PI);

    /// <summary>0: readings contradict one another, 1: they agree.</summary>
    public double Agreement => _weight > 0 ? Math.Sqrt(_cos * _cos + _sin * _sin) / _weight : 0;

    public void Add(double rad, double weight)
    {
        (double sin, double cos) = Math.SinCos(rad * 2 * Math.PI / periodRad);
        _cos = _cos * forgetting + cos * weight;
        _sin = _sin * forgetting + sin * weight;
        _weight = _weight * forgetting + weight;
    }

    /// <summary>Turns everything collected so far, when the thing itself has been turned.</summary>
    public void Turn(double rad)
    {
        (double sin, double cos) = Math.SinCos(rad * 2 * Math.PI / periodRad);
        (_cos, _sin) = (_cos * cos - _sin * sin, _cos * sin + _sin * cos);
    }
}
