namespace RoboticsStack.Runtime.Gate.Receiving;

/// <summary>A bucket of tokens: lets through what comes at up to a rate, and a burst on top of it. Told the time; allocates nothing.</summary>
public sealed class MessageRate
{
    private readonly double _perSecond;
    private readonly double _burst;
    private double _tokens;
    private long _filledNs;

    /// <param name="perSecond">Tokens a second.</param>
    /// <param name="burst">What the bucket holds, at the start, too.</param>
    public MessageRate(double perSecond, double burst) => (_perSecond, _burst, _tokens) = (perSecond, burst, burst);

    public bool Admits(long nowNanoseconds)
    {
        _tokens = Math.Min(_burst, _tokens + Math.Max(0, nowNanoseconds - _filledNs) * 1e-9 * _perSecond);
        _filledNs = nowNanoseconds;
        if (_tokens < 1)
        {
            return false;
        }
        _tokens--;
        return true;
    }
}
