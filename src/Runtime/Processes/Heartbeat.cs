using RoboticsStack.Control.Robot;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Processes;

/// <summary>Says "online" at a steady pace for as long as the brain gets on with its thoughts, so that the gate notices within tens of milliseconds when it does not.</summary>
internal sealed class Heartbeat : IDisposable
{
    /// <summary>A thought that takes longer is no sign of life. The plan in force has expired well before.</summary>
    private const double LongestThoughtSec = 1;

    /// <summary>Above all thinking, which shares its processors; far below a gate's loop. What is refused is done without.</summary>
    private const int Priority = 10;

    private readonly Thread _thread;
    private volatile bool _stopping;

    private Heartbeat(IMessageBus bus, Topics topics, BrainHost host, TimeSpan period)
    {
        _thread = new(() =>
        {
            _ = RealTimeThread.Apply(RealTimeOptions.None with { Priority = Priority });
            while (!_stopping)
            {
                if (host.ThinkingForSec < LongestThoughtSec)
                {
                    bus.Publish(topics.BrainStatus, StatusText.Online);
                }
                Thread.Sleep(period);
            }
        }) { Name = "heartbeat", IsBackground = true };
        _thread.Start();
    }

    public static Heartbeat Start(IMessageBus bus, Topics topics, BrainHost host, WatchdogLimits watchdog) =>
        new(bus, topics, host, TimeSpan.FromSeconds(watchdog.HeartbeatPeriodSec));

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
    }
}
