using System.Diagnostics;
using Google.Protobuf;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;

namespace RoboticsStack.Runtime.Benchmarks;

/// <summary>
/// Speed of the simulated kitchen, everything in it on, against MuJoCo merely stepping the same compiled model from the same states. The two take turns,
/// so that both see the same machine.
/// </summary>
public static class PlantBench
{
    private const ulong Seed = 7;
    private const int StepsPerTurn = 500;
    private const int WarmUpTurns = 2;

    public static BenchReport Measure(RobotDescription robot, TimeSpan duration, CancellationToken cancellation)
    {
        using SimulatedKitchen plant = new(new MujocoEngine(), KitchenGenerator.Generate(Seed), robot, new PlantOptions { Seed = Seed });
        NullSink sink = new();
        double[] state = new double[plant.World.StateLength];
        List<double> withAll = [], bare = [];
        long end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        for (int turn = -WarmUpTurns; turn < 1 || Stopwatch.GetTimestamp() < end; turn++)
        {
            cancellation.ThrowIfCancellationRequested();
            plant.World.SaveState(state);
            double bareRate = Rate(plant.World.Step);
            plant.World.RestoreState(state);
            double rate = Rate(() => plant.Step(sink));
            if (turn >= 0)
            {
                bare.Add(bareRate);
                withAll.Add(rate);
            }
        }
        BenchFigure yardstick = BenchFigure.Of("MuJoCo alone, same model", "steps/s", bare, moreIsBetter: true);
        BenchFigure kitchen = BenchFigure.Of("kitchen with all sensors", "steps/s", withAll, moreIsBetter: true).Against(yardstick);
        BenchFigure realTime = BenchFigure.Of("kitchen with all sensors", "× real time", withAll.Select(rate => rate * plant.StepSec), moreIsBetter: true);
        return new BenchReport("plant", [kitchen, realTime, yardstick],
            [$"kitchen of seed {Seed}, {1e3 * plant.StepSec:F0} ms steps, turns of {StepsPerTurn} steps, one thread, {sink.Messages} sensor messages made"]);
    }

    private static double Rate(Action step)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < StepsPerTurn; i++)
        {
            step();
        }
        return StepsPerTurn / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private sealed class NullSink : ISensorSink
    {
        public long Messages { get; private set; }

        public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime) => Messages++;
    }
}
