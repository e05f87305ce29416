using RoboticsStack.Control.Robot;
using RoboticsStack.Faults;
using RoboticsStack.Runtime.Benchmarks;
using RoboticsStack.Runtime.Benchmarks.Fuzz;
using RoboticsStack.Runtime.Benchmarks.Rig;
using RoboticsStack.Cli.Benchmarks.Soak;

namespace RoboticsStack.Cli.Benchmarks;

/// <summary>What is tried on the gate rather than measured: hours of hostile input, broken payloads, killed processes.</summary>
internal sealed class GateTrials(BenchOptions options, RobotDescription robot)
{
    public static IReadOnlyList<string> Names { get; } = ["soak", "fuzz", "kill"];

    /// <summary>False once a trial has found a broken promise.</summary>
    public bool KeptPromises { get; private set; } = true;

    public BenchReport Run(string name, CancellationToken cancellation) => name switch
    {
        "fuzz" => Fuzz(cancellation),
        "kill" => Kill(cancellation),
        _ => Soak(cancellation),
    };

    private BenchReport Soak(CancellationToken cancellation)
    {
        SoakResult result = new GateSoak(robot, PromiseBook.Load(RepositoryFiles.Promises, robot), options.Seed).Run(options.Hours,
            hours => BenchCommand.Say(FormattableString.Invariant($"soak: {hours:F2} of {options.Hours:F2} simulated hours")), cancellation);
        KeptPromises &= result.IsSound;
        return result.ToReport();
    }

    private BenchReport Fuzz(CancellationToken cancellation)
    {
        FuzzResult result = new GateFuzz(robot, options.Seed).Run(options.Payloads, sent => BenchCommand.Say($"fuzz: {sent} of {options.Payloads} payloads"), cancellation);
        KeptPromises &= result.IsSound;
        return new BenchReport("fuzz", [],
        [
            $"{result.Sent} payloads sent (those in order included), {result.ReceivedTotal} counted: {List(result.Received)}",
            $"plans: {result.Judged} judged by the gate ({List(result.Verdicts)}), {result.Superseded} overwritten by a newer one before that, {result.Waiting} unaccounted for",
            $"{result.Cycles} cycles of the control loop, engaged in {result.EngagedCycles}; motion in {result.MovedCycles}",
            result.IsSound ? $"seed {options.Seed}: no crash, no motion, all counted" : $"seed {options.Seed}: PROMISE BROKEN",
        ]);
    }

    private BenchReport Kill(CancellationToken cancellation)
    {
        string directory = Path.Combine(RepositoryFiles.Root, "out", "bench-kill", DateTime.Now.ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture));
        PromiseBook promises = PromiseBook.Load(RepositoryFiles.Promises, robot);
        KillBounds bounds = new(1000 * promises[Promise.BrainLossTime].Limit, 1000 * promises[Promise.BaseBrainLossTime].Limit);
        IReadOnlyList<KillResult> results = KillBench.Run(options.Robot, options.Times, options.Seed, directory, (n, result) => BenchCommand.Say(result is null
            ? $"kill {n + 1} of {options.Times}: not measured, see {Path.Combine(directory, $"{n}")}"
            : FormattableString.Invariant($"kill {n + 1} of {options.Times}: SIG{result.Signal} to the {result.Victim}{(result.WasMoving ? "" : " at rest")}: arm {result.ArmMs:F0} ms, base {result.BaseMs:F0} ms, its world {result.WorldLateMs:F0} ms late at worst")), cancellation);
        KeptPromises &= results.Count == options.Times && results.All(bounds.Holds);
        return KillBench.Report(results, options.Times, bounds);
    }

    private static string List(IEnumerable<(string Name, long Count)> counts) => string.Join(", ", counts.Select(count => $"{count.Name} {count.Count}"));
}
