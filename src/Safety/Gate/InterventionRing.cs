namespace RoboticsStack.Safety;

/// <summary>Interventions on their way from the control loop to the host: one writer, one reader, no lock, no allocation.</summary>
public sealed class InterventionRing(int capacity = 1024)
{
    private readonly GateIntervention[] _items = new GateIntervention[capacity];
    private long _written;
    private long _read;
    private long _dropped;

    /// <summary>All interventions so far, those dropped included.</summary>
    public long Total => Volatile.Read(ref _written) + Dropped;

    /// <summary>Lost because the host did not drain in time.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public bool TryRead(out GateIntervention intervention)
    {
        long next = _read;
        if (next >= Volatile.Read(ref _written))
        {
            intervention = default;
            return false;
        }
        intervention = _items[next % _items.Length];
        Volatile.Write(ref _read, next + 1);
        return true;
    }

    internal void Write(in GateIntervention intervention)
    {
        long next = _written;
        if (next - Volatile.Read(ref _read) >= _items.Length)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return;
        }
        _items[next % _items.Length] = intervention;
        Volatile.Write(ref _written, next + 1);
    }
}
