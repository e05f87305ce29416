using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Skills;

/// <summary>
/// One skill on its own in a generated kitchen, by the whole stack: gate, sensors, perception, world model, planner, physics check. The same seed and
/// skill come out the same on the same build and machine.
/// </summary>
/// <param name="robot">As everything knows it.</param>
/// <param name="models">Lends world models.</param>
/// <param name="options">Planner, check and model; the seed is each episode's own.</param>
public sealed class SkillEpisode(RobotDescription robot, ModelPool models, CoffeeOptions options)
{
    internal const ulong RunId = 1;
    private const int MostStarts = 5;
    private const double LimitSec = 45;
    private const double SettleSec = 0.5;

    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public SkillResult Run(Skill skill, ulong seed, CancellationToken cancellation)
    {
        double simulated = 0;
        string lost = "";
        for (int attempt = 1; ; attempt++)
        {
            (SkillResult result, bool isPlace) = Attempt(skill, seed, attempt, cancellation);
            simulated += result.SimulatedSec;
            lost = isPlace ? result.Failure : "no free place to stand";
            if (result.Began || attempt == MostStarts || !isPlace)
            {
                return result with { SimulatedSec = simulated, Starts = attempt, Failure = result.Began ? result.Failure : $"not begun: {lost}" };
            }
        }
    }

    private (SkillResult Result, bool IsPlace) Attempt(Skill skill, ulong seed, int attempt, CancellationToken cancellation)
    {
        SkillResult nothing = new()
        {
            Skill = skill,
            Seed = seed,
            Began = false,
            Success = false,
            Failure = "",
            Starts = attempt,
            SkillSec = 0,
            SimulatedSec = 0,
            ErrorM = double.NaN,
            PeakContactN = 0,
            Replans = 0,
            Samples = 0,
        };
        if (SkillStart.TryFind(robot, skill, seed, RandomStream.For(seed, $"skill/{skill}/{attempt}")) is not { } start)
        {
            return (nothing, false);
        }
        using Gate.AssembledGate gate = start.Gate;
        // What nobody has looked at the gate lets the arm creep into only; a robot that has driven up to a counter has looked at it.
        CameraLook.Take(gate.Plant, gate.Loop, new SurroundingsFeed(null, gate.Surroundings), robot);
        SkillJudge judge = new(gate.Plant, skill, start);
        if (skill == Skill.Carry)
        {
            gate.Plant.Liquids.Mugs.First(mug => mug.Name == start.Mug!.Name).Fill(gate.Plant.Machine.Spec.BrewMl);
        }
        using ModelPool.Loan loan = models.Take(robot);
        CoffeeOptions run = options with { Seed = seed, TimeLimitSec = LimitSec };
        using AssembledBrain brain = BrainFactory.Planning(robot, run, loan.Model, new SkillTasks(start, judge.Begin).Create(skill), []);
        brain.Brain.Context.Output.LiftM = start.LiftM;
        int replans = 0;
        long samples = 0;
        string detail = "";
        double ended = LimitSec;
        LocalRun.Run(run, gate, brain.Brain, RunId, cancellation, (bus, topics) =>
        {
            bus.SubscribeTo<ReplanReport>(topics.BrainReplan, report =>
            {
                if (judge.BeganSec is not null)
                {
                    replans++;
                    samples += report.Samples;
                }
            }, new DropCounters());
            bus.SubscribeTo<Messaging.V1.TaskStatus>(topics.BrainTask, status =>
            {
                if (status.Finished && ended >= LimitSec)
                {
                    ended = gate.Plant.Now.Seconds;
                }
                detail = $"{status.Skill}: {status.Detail}";
            }, new DropCounters());
        }, SettleSec);
        cancellation.ThrowIfCancellationRequested();
        SkillResult ran = nothing with { SimulatedSec = gate.Plant.Now.Seconds, PeakContactN = gate.Plant.Hazards.PeakContactN };
        if (judge.BeganSec is not { } began)
        {
            return (ran with { Failure = detail }, true);
        }
        SkillVerdict verdict = judge.Judge();
        return (ran with
        {
            Began = true,
            Success = verdict.Failure.Length == 0,
            Failure = verdict.Failure.Length == 0 ? "" : $"{verdict.Failure} ({detail})",
            SkillSec = ended - began,
            ErrorM = verdict.ErrorM,
            Replans = replans,
            Samples = samples,
        }, true);
    }
}
