namespace RoboticsStack.Recording.Foxglove;

/// <summary>Lets through so many a second of run time; pure.</summary>
internal sealed class RateLimit(double perSecond)
{
    private readonly long _periodNs = (long)(1e9 / perSecond);
    private long _nextNs = long.MinValue;

    public bool Passes(long timeNs)
    {
        if (timeNs < _nextNs && timeNs > _nextNs - 2 * _periodNs)
        {
            return false;
        }
        _nextNs = timeNs + _periodNs;
        return true;
    }
}
