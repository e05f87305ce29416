using RoboticsStack.Core.Time;
using RoboticsStack.Safety.People;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Safety;

/// <summary>What happened around the gate in one cycle besides the measurement; one byte, so that every cycle's can be recorded.</summary>
[Flags]
public enum GateInput : byte
{
    None = 0,
    EmergencyStop = 1,
    Reset = 2,
    Engage = 4,
    LinkLost = 8,
    Heartbeat = 16,

    /// <summary>A plan was taken; whether it was accepted is the gate's affair.</summary>
    Plan = 32,

    /// <summary>The hardware did not take the command.</summary>
    WriteFailed = 64,

    /// <summary>A newer view of the surroundings was taken.</summary>
    Surroundings = 128,
}

/// <summary>
/// What other threads tell the control loop: the newest plan and the newest view of the surroundings (older ones not yet taken are overwritten), signs of
/// life, requests. Any one thread may send plans, any one views; nothing blocks, and the loop's side allocates nothing.
/// </summary>
public sealed class GateInputs
{
    private GatePlan _filling = new();
    private GatePlan _taken = new();
    private GatePlan? _waiting;
    private GatePlan? _spare = new();
    private PeopleView _fillingPeople = new();
    private PeopleView _takenPeople = new();
    private PeopleView? _waitingPeople;
    private PeopleView? _sparePeople = new();
    private SurroundingsView _fillingView = new();
    private SurroundingsView _takenView = new();
    private SurroundingsView? _waitingView;
    private SurroundingsView? _spareView = new();
    private long _heartbeats;
    private long _heartbeatsSeen;
    private long _superseded;
    private int _engage;
    private int _emergency;
    private int _reset;
    private int _linkLost;

    /// <summary>The plan to fill before <see cref="SendPlan"/>; the sender's own until then.</summary>
    public GatePlan Draft => _filling;

    /// <summary>Hands the draft over; a fresh one takes its place.</summary>
    public void SendPlan()
    {
        GatePlan? overwritten = Interlocked.Exchange(ref _waiting, _filling);
        _superseded += overwritten is null ? 0 : 1;
        // Three plans circulate. Only while the loop is between taking one and giving back another is there none to reuse;
        // then the sender, never the loop, allocates.
        _filling = overwritten ?? Interlocked.Exchange(ref _spare, null) ?? new GatePlan();
    }

    /// <summary>The view of people to fill before <see cref="SendPeople"/>; the sender's own until then. Any one thread may send views.</summary>
    public PeopleView PeopleDraft => _fillingPeople;

    /// <summary>Hands the view over; a fresh one takes its place.</summary>
    public void SendPeople()
    {
        PeopleView? overwritten = Interlocked.Exchange(ref _waitingPeople, _fillingPeople);
        _fillingPeople = overwritten ?? Interlocked.Exchange(ref _sparePeople, null) ?? new PeopleView();
    }

    /// <summary>The view to fill before <see cref="SendView"/>; the sender's own until then, and to be filled wholly.</summary>
    public SurroundingsView ViewDraft => _fillingView;

    /// <summary>Hands the view over, as <see cref="SendPlan"/> does plans.</summary>
    public void SendView()
    {
        SurroundingsView? overwritten = Interlocked.Exchange(ref _waitingView, _fillingView);
        _fillingView = overwritten ?? Interlocked.Exchange(ref _spareView, null) ?? new SurroundingsView();
    }

    public void SendHeartbeat() => Interlocked.Increment(ref _heartbeats);

    public void RequestEngage() => Volatile.Write(ref _engage, 1);

    public void EmergencyStop() => Volatile.Write(ref _emergency, 1);

    public void ResetEmergencyStop() => Volatile.Write(ref _reset, 1);

    public void ReportLinkLost() => Volatile.Write(ref _linkLost, 1);

    /// <summary>Sequence of the plan taken last; the loop's to read.</summary>
    public ulong TakenPlan => _taken.Sequence;

    /// <summary>Sequence of the view of people taken last; the loop's to read.</summary>
    public ulong TakenPeople => _takenPeople.Sequence;

    /// <summary>When the plan taken last passed the stages on its way; the loop's to read.</summary>
    public PlanStamps TakenStamps => _taken.Stamps;

    /// <summary>Plans that a newer one overwrote before the loop took them.</summary>
    public long Superseded => Volatile.Read(ref _superseded);

    /// <summary>The view taken last; the loop's to read.</summary>
    public SurroundingsView TakenView => _takenView;

    /// <summary>Called by the control loop at the start of a cycle. Returns what there was.</summary>
    public GateInput ApplyTo(SafetyGate gate, Timestamp now)
    {
        GateInput applied = GateInput.None;
        if (Interlocked.Exchange(ref _emergency, 0) != 0)
        {
            applied |= GateInput.EmergencyStop;
            gate.EmergencyStop();
        }
        if (Interlocked.Exchange(ref _reset, 0) != 0)
        {
            applied |= GateInput.Reset;
            gate.ResetEmergencyStop();
        }
        if (Interlocked.Exchange(ref _engage, 0) != 0)
        {
            applied |= GateInput.Engage;
            gate.RequestEngage();
        }
        if (Interlocked.Exchange(ref _linkLost, 0) != 0)
        {
            applied |= GateInput.LinkLost;
            gate.ReportLinkLost();
        }
        long heartbeats = Volatile.Read(ref _heartbeats);
        if (heartbeats != _heartbeatsSeen)
        {
            _heartbeatsSeen = heartbeats;
            applied |= GateInput.Heartbeat;
            gate.Heartbeat(now);
        }
        if (Interlocked.Exchange(ref _waitingPeople, null) is { } people)
        {
            (PeopleView previous, _takenPeople) = (_takenPeople, people);
            Volatile.Write(ref _sparePeople, previous);
            gate.TakePeople(_takenPeople);
        }
        if (Interlocked.Exchange(ref _waiting, null) is { } plan)
        {
            (GatePlan previous, _taken) = (_taken, plan);
            Volatile.Write(ref _spare, previous);
            applied |= GateInput.Plan;
            gate.AcceptPlan(_taken, now);
        }
        if (Interlocked.Exchange(ref _waitingView, null) is { } view)
        {
            (SurroundingsView previous, _takenView) = (_takenView, view);
            Volatile.Write(ref _spareView, previous);
            applied |= GateInput.Surroundings;
            gate.See(_takenView);
        }
        return applied;
    }
}
