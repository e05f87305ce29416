using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Benchmarks;

/// <summary>
/// How late the gate's cycles begin in real time, with the machine idle and while another process plans on all of its cores, as gate and brain do in a
/// real-time run; cyclictest, a C program that does nothing but wake up, at the same period and under the same load, is the yardstick.
/// </summary>
public static class LoopBench
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <param name="robot">Its gate is run.</param>
    /// <param name="duration">Of each of the up to four measurements.</param>
    /// <param name="startLoad">Starts a process that plans until it is disposed; null if there is no world model to plan with.</param>
    /// <param name="noLoadReason">Why there is none.</param>
    public static BenchReport Measure(RobotDescription robot, TimeSpan duration, Func<IDisposable>? startLoad, string? noLoadReason, CancellationToken cancellation)
    {
        List<BenchFigure> figures = [];
        List<string> notes = [];
        GateWarmUp.Run(robot);
        MeasureBoth("idle", robot, duration, figures, notes, cancellation);
        if (startLoad is null)
        {
            notes.Add($"not measured under planning load: {noLoadReason}");
        }
        else
        {
            using IDisposable load = startLoad();
            Wait(Settle, cancellation);
            MeasureBoth("planning load", robot, duration, figures, notes, cancellation);
        }
        return new BenchReport("loop", figures, [.. notes.Distinct()]);
    }

    private static void MeasureBoth(
        string condition, RobotDescription robot, TimeSpan duration, List<BenchFigure> figures, List<string> notes, CancellationToken cancellation)
    {
        BenchFigure gate = MeasureGate($"gate loop, {condition}", robot, duration, notes, cancellation);
        try
        {
            BenchFigure yardstick = Cyclictest.Measure($"cyclictest, {condition}", TimeSpan.FromSeconds(robot.Safety.CycleSec), duration, cancellation);
            figures.AddRange([gate.Against(yardstick), yardstick]);
        }
        catch (UserErrorException missing)
        {
            figures.Add(gate);
            notes.Add(missing.Message);
        }
    }

    private static BenchFigure MeasureGate(string name, RobotDescription robot, TimeSpan duration, List<string> notes, CancellationToken cancellation)
    {
        GateInputs inputs = new();
        StillRobot hardware = new(robot.Arm.NominalPosture);
        GateLoop loop = new(new SafetyGate(robot, new PlanOrigin(0, robot.ContentHash, null)), hardware, inputs);
        long start = MonotonicTimer.NowNanoseconds();
        using RealTimeGateLoop realTime = new(loop, robot.Safety.CycleSec, start, afterCycle: (_, now) => hardware.Now = now);
        inputs.RequestEngage();
        realTime.Start();
        Wait(duration, cancellation);
        realTime.Dispose();
        if (realTime.Failure is { } failure)
        {
            throw new InvalidOperationException("the gate loop broke off", failure);
        }
        if (realTime.Warning is { } warning)
        {
            notes.Add(warning);
        }
        if (realTime.Schedule.Missed > 0)
        {
            notes.Add($"{name}: {realTime.Schedule.Missed} of {realTime.Schedule.Lateness.Count} cycles missed");
        }
        MicrosecondHistogram lateness = realTime.Schedule.Lateness;
        return new BenchFigure
        {
            Name = name,
            Unit = "µs late",
            Median = lateness.Percentile(0.5),
            P90 = lateness.Percentile(0.9),
            P99 = lateness.Percentile(0.99),
            Worst = lateness.MaxMicroseconds,
            Samples = (int)lateness.Count,
        };
    }

    private static void Wait(TimeSpan duration, CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne(duration);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Stands where it is told to.</summary>
    private sealed class StillRobot(JointVector position) : IRobotHardware
    {
        private JointVector _position = position;
        private JointVector _velocity;

        public Timestamp Now { get; set; }

        public void Read(ref RobotMeasurement measurement)
        {
            measurement.Stamp = Now;
            measurement.PositionRad = _position;
            measurement.VelocityRadPerSec = _velocity;
        }

        public void Write(in GatedCommand command) => (_position, _velocity) = (command.PositionRad, command.VelocityRadPerSec);
    }
}
