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
/// thread; allocates nothing once it has published a batch of the usual size.
/// </summary>
internal sealed class GateCycleLog(IMessageBus bus, Topics topics, MessageSource source)
{
    /// <summary>Somewhat more than there are between two ticks.</summary>
    private const int Capacity = 64;
    private static readonly string[] Causes = Enum.GetNames<GateFunction>();

    private readonly MessageWriter<GateCycles> _writer = new(bus, topics.GateCycles, source);
    private readonly GateCycles _message = Roomy();
    private readonly ulong[] _measurementRows = new ulong[Capacity * CycleColumns.MeasurementWidth];
    private readonly ulong[] _commandRows = new ulong[Capacity * CycleColumns.CommandWidth];
    private readonly PackedBytes _measurements = new(Capacity * CycleColumns.MeasurementWidth * sizeof(ulong));
    private readonly PackedBytes _commands = new(Capacity * CycleColumns.CommandWidth * sizeof(ulong));
    private readonly PackedBytes _inputs = new(Capacity);
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
        _message.Measurements = _measurements.First(measurements * sizeof(ulong));
        _message.Commands = _commands.First(commands * sizeof(ulong));
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

    /// <summary>Storage that is written anew for each message, and the view of it that goes into the message.</summary>
    private sealed class PackedBytes(int capacity)
    {
        private ByteString _view = ByteString.Empty;

        public byte[] Buffer { get; } = new byte[capacity];

        public ByteString First(int length) => _view.Length == length ? _view : _view = UnsafeByteOperations.UnsafeWrap(Buffer.AsMemory(0, length));
    }
}
