using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Replay;

/// <summary>Reads the cycles out of <see cref="GateCycles"/> messages, one after the other. Its storage is used again for the next message.</summary>
internal sealed class RecordedCycles
{
    private ulong[] _measurements = [];
    private ulong[] _commands = [];
    private byte[] _inputs = [];
    private GateCycles _message = new();
    private int _plans;
    private int _people;
    private int _stops;
    private int _views;
    private int _sources;

    public int Count { get; private set; }

    /// <summary>Number of the first cycle, counted from the start of the run.</summary>
    public long First { get; private set; }

    /// <exception cref="UserErrorException">The message does not fit this build's columns, or cycles are missing before it.</exception>
    public void Open(GateCycles message)
    {
        if ((long)message.FirstCycle != First + Count)
        {
            throw new UserErrorException($"The recording lacks the control loop's cycles {First + Count} to {message.FirstCycle - 1}, "
                + "which the disk was too slow or too full for: what comes after cannot be replayed.");
        }
        (First, Count) = ((long)message.FirstCycle, (int)message.Count);
        _message = message;
        (_plans, _people, _stops, _views, _sources) = (0, 0, 0, 0, 0);
        _measurements = Unpack(message.Measurements.Span, CycleColumns.MeasurementWidth, _measurements);
        _commands = Unpack(message.Commands.Span, CycleColumns.CommandWidth, _commands);
        _inputs = message.Inputs.ToByteArray();
        int plans = _inputs.Count(input => ((GateInput)input & GateInput.Plan) != 0);
        int views = _inputs.Count(input => ((GateInput)input & GateInput.Surroundings) != 0);
        if (_inputs.Length != Count || message.PlanSequence.Count != plans || message.ViewSources.Count != views
            || message.PeopleSequence.Count != message.PeopleCycle.Count || message.ViewSources.Sum(count => (long)count) != message.ViewSource.Count)
        {
            throw new UserErrorException($"The recording's cycles from {First} on contradict themselves: {Count} cycles, {_inputs.Length} inputs, "
                + $"{message.PlanSequence.Count} of {plans} plans, {message.ViewSources.Count} of {views} views. Record the run again.");
        }
    }

    public Timestamp Measurement(int cycle, out RobotMeasurement measurement) =>
        CycleColumns.Read(_measurements.AsSpan(cycle * CycleColumns.MeasurementWidth, CycleColumns.MeasurementWidth), out measurement);

    public ReadOnlySpan<ulong> Command(int cycle) => _commands.AsSpan(cycle * CycleColumns.CommandWidth, CycleColumns.CommandWidth);

    public GateInput Input(int cycle) => (GateInput)_inputs[cycle];

    /// <summary>Sequence of the next plan taken; ask once for each cycle that has one, in order.</summary>
    public ulong NextPlan() => _message.PlanSequence[_plans++];

    /// <summary>The view of people that a cycle took, if it took one; ask for each cycle, in order.</summary>
    public bool TryTakePeople(int cycle, out ulong sequence)
    {
        bool takes = _people < _message.PeopleCycle.Count && _message.PeopleCycle[_people] == cycle;
        sequence = takes ? _message.PeopleSequence[_people++] : 0;
        return takes;
    }

    /// <summary>The sensor messages that are new in the next view taken; ask once for each cycle that has one, in order.</summary>
    public IEnumerable<ulong> NextView()
    {
        int count = (int)_message.ViewSources[_views++];
        _sources += count;
        return _message.ViewSource.Skip(_sources - count).Take(count);
    }

    /// <summary>Why the gate stopped the robot; ask once for each cycle in which it came to do so, in order.</summary>
    public string NextStopCause() => _stops < _message.StopCause.Count ? _message.StopCause[_stops++] : "";

    private ulong[] Unpack(ReadOnlySpan<byte> planes, int width, ulong[] rows)
    {
        if (planes.Length != (long)Count * width * sizeof(ulong))
        {
            throw new UserErrorException($"The recording's cycles have {planes.Length / sizeof(ulong) / Math.Max(Count, 1)} values where this build has {width}: "
                + "it was made by a build whose robot measures or commands something else.");
        }
        ulong[] unpacked = rows.Length == Count * width ? rows : new ulong[Count * width];
        CycleColumns.FromPlanes(planes, width, unpacked);
        return unpacked;
    }
}
