using System.Diagnostics;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// Holds a lockstep run back between its ticks, as the operator asks: paused, one tick at a time, or at a speed. What the run does is
/// the same whatever the pace; only the wall clock sees a difference.
/// </summary>
/// <param name="speed">Simulated seconds a wall second; 0: as fast as it goes.</param>
internal sealed class RunPace(double speed)
{
    /// <summary>A run that is later than this gives up catching up.</summary>
    private static readonly TimeSpan MaxArrears = TimeSpan.FromSeconds(0.5);

    /// <summary>How often a wait looks whether the run is over.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly object _lock = new();
    private double _speed = speed;
    private bool _paused;
    private bool _released;
    private int _stepsLeft;
    private long _dueAt;

    public double Speed
    {
        get
        {
            lock (_lock)
            {
                return _speed;
            }
        }
    }

    public bool IsPaused
    {
        get
        {
            lock (_lock)
            {
                return _paused && !_released;
            }
        }
    }

    /// <summary>From any thread. A speed that is no number of 0 or more is ignored.</summary>
    public void Obey(RunControl control)
    {
        lock (_lock)
        {
            switch (control.Action)
            {
                case RunControl.Types.Action.Pause:
                    _paused = true;
                    break;
                case RunControl.Types.Action.Resume:
                    (_paused, _stepsLeft) = (false, 0);
                    break;
                case RunControl.Types.Action.Step:
                    (_paused, _stepsLeft) = (true, _stepsLeft + 1);
                    break;
                case RunControl.Types.Action.SetSpeed when control.Speed is >= 0 and < double.PositiveInfinity:
                    (_speed, _dueAt) = (control.Speed, 0);
                    break;
            }
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>No pause from here on: an emergency stop needs a world that goes on. From any thread.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _released = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits until the next tick may begin.</summary>
    /// <param name="tickSec">Simulated length of a tick.</param>
    /// <param name="onPause">Called once if it has to wait for the operator.</param>
    /// <param name="isOver">Ends the wait.</param>
    /// <returns>Whether it was paused.</returns>
    public bool AwaitTick(double tickSec, Action onPause, Func<bool> isOver)
    {
        bool wasPaused = false;
        while (!isOver())
        {
            bool pausesNow;
            lock (_lock)
            {
                bool stands = _paused && !_released && _stepsLeft == 0;
                TimeSpan left = _speed > 0 && _dueAt != 0 ? Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _dueAt) : TimeSpan.Zero;
                if (!stands && left <= TimeSpan.Zero)
                {
                    Begin(tickSec, -left);
                    return wasPaused;
                }
                pausesNow = stands && !wasPaused;
                if (!pausesNow)
                {
                    Monitor.Wait(_lock, stands || left > LookEvery ? LookEvery : left);
                }
            }
            if (pausesNow)
            {
                wasPaused = true;
                onPause();
            }
        }
        return wasPaused;
    }

    private void Begin(double tickSec, TimeSpan arrears)
    {
        _stepsLeft = Math.Max(0, _stepsLeft - 1);
        long start = _dueAt == 0 || arrears > MaxArrears ? Stopwatch.GetTimestamp() : _dueAt;
        _dueAt = _speed > 0 ? start + (long)(tickSec / _speed * Stopwatch.Frequency) : 0;
    }
}
