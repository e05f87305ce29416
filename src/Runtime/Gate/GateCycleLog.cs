using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// Publishes every cycle of the control loop, in batches, so that a recording can be replayed through the gate bit by bit. Called on the loop's
/// thread; allocates nothing.
/// </summary>
internal sealed class GateCycleLog(IMessageBus bus, Topics topics, MessageSource source)
{
    /// <summary>Somewhat more than there are between two ticks.</summary>
    private const int Capacity = 64;

    /// <summary>Of the names of messages in views, four new ones a cycle.</summary>
    private const int ViewBytes = 40;

    /// <summary>The longest message: all rows, names of views, and room to spare for the rest.</summary>
    public const int MaxMessageBytes = Capacity * (sizeof(ulong) * (CycleColumns.MeasurementWidth + CycleColumns.CommandWidth) + ViewBytes) + 4096;
    private static readonly string[] Causes = Enum.GetNames<GateFunction>();

    private readonly MessageWriter<GateCycles> _writer = new(bus, topics.GateCycles, source, initialBytes: MaxMessageBytes);
    private readonly GateCycles _message = Roomy();
    private readonly ulong[] _measurementRows = new ulong[Capacity * CycleColumns.MeasurementWidth];
    private readonly ulong[] _commandRows = new ulong[Capacity * CycleColumns.CommandWidth];
    private readonly PackedBytes _measurements = new(CycleColumns.MeasurementWidth * sizeof(ulong));
    private readonly PackedBytes _commands = new(CycleColumns.CommandWidth * sizeof(ulong));
    private readonly PackedBytes _inputs = new(1);
    private Safety.GateMode _mode;
    private long _published;
    private long _viewIndex;
    private ulong _people;
    private int _count;

    /// <summary>Takes in the cycle that <paramref name="loop"/> has just been through.</summary>
    /// <param name="command">As <see cref="CycleColumns"/> writes it.</param>
    public void Append(GateLoop loop, Timestamp time, ReadOnlySpan<ulong> command)
    {
        CycleColumns.Write(time, loop.Measurement, _measurementRows.AsSpan(_count * CycleColumns.MeasurementWidth, CycleColumns.MeasurementWidth));
        command.CopyTo(_commandRows.AsSpan(_count * CycleColumns.CommandWidth));
        _inputs.Buffer[_count] = (byte)loop.Input;
        if ((loop.Input & GateInput.Plan) != 0)
        {
            _message.PlanSequence.Add(loop.TakenPlan);
        }
        if ((loop.Input & GateInput.Surroundings) != 0)
        {
            AppendView(loop.TakenView);
        }
        if (loop.TakenPeople != _people)
        {
            _people = loop.TakenPeople;
            _message.PeopleSequence.Add(_people);
            _message.PeopleCycle.Add((uint)_count);
        }
        if (loop.Gate.Mode != _mode && loop.Gate.Mode.IsStop())
        {
            _message.StopCause.Add(loop.Gate.Cause is { } cause ? Causes[(int)cause] : "");
        }
        _mode = loop.Gate.Mode;
        if (++_count == Capacity)
        {
            Publish(time);
        }
    }

    /// <summary>Sends what there is since the last time.</summary>
    public void Publish(Timestamp now)
    {
        if (_count == 0)
        {
            return;
        }
        int measurements = _count * CycleColumns.MeasurementWidth;
        int commands = _count * CycleColumns.CommandWidth;
        CycleColumns.ToPlanes(_measurementRows.AsSpan(0, measurements), CycleColumns.MeasurementWidth, _measurements.Buffer);
        CycleColumns.ToPlanes(_commandRows.AsSpan(0, commands), CycleColumns.CommandWidth, _commands.Buffer);
        _message.FirstCycle = (ulong)_published;
        _message.Count = (uint)_count;
        _message.Measurements = _measurements.First(_count);
        _message.Commands = _commands.First(_count);
        _message.Inputs = _inputs.First(_count);
        _writer.Publish(_message, now, now);
        _message.PlanSequence.Clear();
        _message.PeopleSequence.Clear();
        _message.PeopleCycle.Clear();
        _message.StopCause.Clear();
        _message.ViewSource.Clear();
        _message.ViewSources.Clear();
        _published += _count;
        _count = 0;
    }

    /// <summary>Lists keep their room when they are cleared, so that the loop never has to make any.</summary>
    private static GateCycles Roomy()
    {
        GateCycles message = new();
        for (int i = 0; i < Capacity; i++)
        {
            message.PlanSequence.Add(0);
            message.StopCause.Add("");
            message.ViewSources.Add(0);
            for (int source = 0; source < SurroundingsView.MaxSources; source++)
            {
                message.ViewSource.Add(0);
            }
        }
        message.PlanSequence.Clear();
        message.StopCause.Clear();
        message.ViewSources.Clear();
        message.ViewSource.Clear();
        return message;
    }

    /// <summary>Which messages are new in a view: from them a replay makes it again.</summary>
    private void AppendView(SurroundingsView view)
    {
        long first = Math.Max(_viewIndex, view.Index - SurroundingsView.MaxSources) + 1;
        _message.ViewSources.Add((uint)(view.Index - first + 1));
        for (long index = first; index <= view.Index; index++)
        {
            _message.ViewSource.Add(view.Source(index));
        }
        _viewIndex = view.Index;
    }

    /// <summary>Storage that is written anew for each message, and the views of it that go into messages: a late cycle makes a batch one longer or shorter.</summary>
    private sealed class PackedBytes
    {
        private readonly ByteString[] _views;

        public PackedBytes(int bytesPerCycle)
        {
            Buffer = new byte[Capacity * bytesPerCycle];
            _views = [.. Enumerable.Range(0, Capacity + 1).Select(cycles => UnsafeByteOperations.UnsafeWrap(Buffer.AsMemory(0, cycles * bytesPerCycle)))];
        }

        public byte[] Buffer { get; }

        public ByteString First(int cycles) => _views[cycles];
    }
}
