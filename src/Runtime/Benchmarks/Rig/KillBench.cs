using System.Globalization;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Runtime.Hardware;
using RoboticsStack.Runtime.Processes;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Benchmarks.Rig;

/// <summary>What became of the robot when a process was killed.</summary>
/// <param name="Victim">gate, brain, broker or parent.</param>
/// <param name="Signal">KILL, or STOP: the process is there and does nothing.</param>
/// <param name="WasMoving">Whether the robot moved in the last 50 ms before.</param>
/// <param name="ArmMs">From the signal to the last true motion of arm and lift; 0 if there was none after it.</param>
/// <param name="BaseMs">The same of the base.</param>
/// <param name="WorldLateMs">By how much the simulated robot's process was behind the clock at worst meanwhile: what a busy machine adds.</param>
public sealed record KillResult(string Victim, string Signal, bool WasMoving, double ArmMs, double BaseMs, double WorldLateMs);

/// <summary>How soon the robot has to be at rest once its brain is lost: what the watchdog waits and what braking takes, as the promises have it.</summary>
/// <param name="ArmMs">Arm and lift.</param>
/// <param name="BaseMs">Base: heavy, on drives that give.</param>
public sealed record KillBounds(double ArmMs, double BaseMs)
{
    public bool Holds(KillResult result) => result.ArmMs <= ArmMs && result.BaseMs <= BaseMs;
}

/// <summary>
/// Kills a process of a running robot at a random moment, over and over, and sees from the simulated world how long the robot went on moving. The
/// simulated robot lives in a process of its own: with the gate dead, its drives have to brake by themselves.
/// </summary>
public static class KillBench
{
    private const double EarliestSec = 0.6;
    private const double LatestSec = 2.6;
    private const double MovingNs = 50e6;

    /// <summary>So long without motion is at rest.</summary>
    private const double RestNs = 50e6;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MotionPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>A parent that is merely stopped holds nobody up, so that is no fault.</summary>
    private static readonly (string Victim, int Signal)[] Faults =
        [("brain", Signals.Kill), ("broker", Signals.Kill), ("gate", Signals.Kill), ("parent", Signals.Kill), ("brain", Signals.Stop), ("broker", Signals.Stop), ("gate", Signals.Stop)];

    /// <param name="robotName">In configs/robots.</param>
    /// <param name="times">How many.</param>
    /// <param name="seed">Of victims and moments.</param>
    /// <param name="directory">For configuration and logs.</param>
    /// <param name="progress">Told each result.</param>
    public static IReadOnlyList<KillResult> Run(string robotName, int times, ulong seed, string directory, Action<int, KillResult?> progress, CancellationToken cancellation)
    {
        RandomStream random = RandomStream.For(seed, "kill");
        List<KillResult> results = [];
        for (int n = 0; n < times; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            // Every fault in turn, so that a hundred hold each of them fourteen times.
            (string victim, int signal) = Faults[n % Faults.Length];
            double afterSec = random.Uniform(EarliestSec, LatestSec);
            string place = Path.Combine(directory, n.ToString(CultureInfo.InvariantCulture));
            KillResult? result = Once(robotName, victim, signal, TimeSpan.FromSeconds(afterSec), place, cancellation);
            progress(n, result);
            if (result is not null)
            {
                results.Add(result);
            }
        }
        return results;
    }

    /// <summary>Figures by victim.</summary>
    public static BenchReport Report(IReadOnlyList<KillResult> results, int times, KillBounds bounds)
    {
        List<BenchFigure> figures = [];
        void Add(string name, IEnumerable<KillResult> group)
        {
            figures.Add(BenchFigure.Of($"{name}: arm and lift", "ms to rest", group.Select(result => result.ArmMs)));
            figures.Add(BenchFigure.Of($"{name}: base", "ms to rest", group.Select(result => result.BaseMs)));
        }
        foreach (IGrouping<string, KillResult> group in results.GroupBy(result => $"{result.Victim}, SIG{result.Signal}"))
        {
            Add(group.Key, group);
        }
        if (results.Count > 0)
        {
            Add("all", results);
            figures.Add(BenchFigure.Of("simulated robot", "ms behind the clock", results.Select(result => result.WorldLateMs)));
        }
        int violations = results.Count(result => !bounds.Holds(result));
        return new BenchReport("kill", figures,
        [
            FormattableString.Invariant($"{results.Count} of {times} killings measured, {violations} of them beyond {bounds.ArmMs:F0} ms (arm and lift) or {bounds.BaseMs:F0} ms (base); the robot was moving at {results.Count(result => result.WasMoving)} of them"),
            "time from the signal to the last true motion of the simulated robot, which is judged by its own process; 0: it happened to stand still",
            "the bounds are the fault campaign's for a lost brain (configs/faults/promises.yaml): silence that the watchdog allows, and braking",
        ]);
    }

    /// <summary>Null if it could not be measured: the robot did not get going, or its world did not go on.</summary>
    private static KillResult? Once(string robotName, string victim, int signal, TimeSpan after, string directory, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        using ProcessImage image = ProcessImage.Create();
        try
        {
            using StackProcess rig = StackProcess.Start(
                "rig", ["gate", "rig", "--robot", robotName, "--image", image.Path, "--out", directory], new Dictionary<string, string>(), Path.Combine(directory, "rig.log"));
            RigProcesses? processes = null;
            for (TimeSpan waited = TimeSpan.Zero; processes is null && waited < StartPatience && !rig.HasExited; waited += LookEvery)
            {
                cancellation.WaitHandle.WaitOne(LookEvery);
                cancellation.ThrowIfCancellationRequested();
                processes = KillRig.Find(directory);
            }
            if (processes is null)
            {
                return null;
            }
            try
            {
                cancellation.WaitHandle.WaitOne(after);
                for (TimeSpan waited = TimeSpan.Zero; !Moves(image) && waited < MotionPatience; waited += LookEvery)
                {
                    cancellation.WaitHandle.WaitOne(LookEvery);
                }
                return Measure(image, victim, signal, processes);
            }
            finally
            {
                // The rig cannot be trusted to take down what was stopped, or to be alive.
                foreach (int process in new[] { processes.Brain, processes.Gate, processes.Broker, processes.Parent })
                {
                    _ = Signals.Send(process, Signals.Kill);
                }
            }
        }
        finally
        {
            image.Delete();
        }
    }

    private static bool Moves(ProcessImage image) => Math.Max(image.LastArmMotionNs, image.LastBaseMotionNs) > MonotonicTimer.NowNanoseconds() - MovingNs;

    private static KillResult? Measure(ProcessImage image, string victim, int signal, RigProcesses processes)
    {
        int process = victim switch
        {
            "brain" => processes.Brain,
            "broker" => processes.Broker,
            "gate" => processes.Gate,
            _ => processes.Parent,
        };
        bool moves = Moves(image);
        long now = MonotonicTimer.NowNanoseconds();
        if (!Signals.Send(process, signal))
        {
            return null;
        }
        long lateNs = 0;
        FirstRest arm = new(now), wheels = new(now);
        for (long at = now; at < now + Watch.TotalSeconds * 1e9 && !(arm.IsFound && wheels.IsFound); at = MonotonicTimer.NowNanoseconds())
        {
            lateNs = Math.Max(lateNs, at - image.SteppedToNs);
            Thread.Sleep(WatchEvery);
            // How far the world had come is read first: a motion after that only delays the verdict.
            long steppedNs = image.SteppedToNs;
            arm.Note(image.LastArmMotionNs, steppedNs);
            wheels.Note(image.LastBaseMotionNs, steppedNs);
        }
        bool worldWentOn = image.SteppedToNs > now + 0.8 * Watch.TotalSeconds * 1e9;
        return (arm.IsFound && wheels.IsFound) || worldWentOn
            ? new KillResult(victim, signal == Signals.Kill ? "KILL" : "STOP", moves, arm.SinceMs, wheels.SinceMs, lateNs * 1e-6)
            : null;
    }

    /// <summary>The first rest counts: the operator of the rig goes on engaging, which is no part of the stop.</summary>
    private sealed class FirstRest(long fromNs)
    {
        private long _movedNs;

        public bool IsFound { get; private set; }
        public double SinceMs => Math.Max(0, _movedNs - fromNs) * 1e-6;

        public void Note(long lastMotionNs, long steppedNs)
        {
            if (!IsFound)
            {
                _movedNs = Math.Max(fromNs, lastMotionNs);
                IsFound = steppedNs - _movedNs > RestNs;
            }
        }
    }
}
