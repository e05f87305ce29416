using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Learning;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Training.Experience;

namespace RoboticsStack.Training.Prior;

/// <summary>Trains the prior policy of a world model that is already there, and measures what it is worth to the search on kitchens that its training left out.</summary>
public static class PriorRun
{
    private const int QuestionsPerSkill = 60;
    private const int QuestionsPerProgress = 50;

    /// <summary>Trains and writes the prior of the weights in a directory, and its report.</summary>
    public static PriorReport Execute(
        string weightsDirectory, Dataset training, Dataset heldOut, PriorOptions options, IClock clock, IProgress<PriorProgress>? progress, CancellationToken cancellation)
    {
        Timestamp begin = clock.Now;
        TrainedModel model = TrainedModel.Read(weightsDirectory);
        using LatentEvaluator evaluator = new(model, options.Session);
        (ParameterSet parameters, long steps, double loss) = new PriorTrainer(options, clock).Train(model, new PracticeQuestions(evaluator, training, cancellation), progress, cancellation);
        ActionPrior.Write(ActionPrior.DirectoryOf(weightsDirectory), parameters, model.Architecture, model.Normalisation, WorldModelManifest.Read(weightsDirectory).Hash,
            training.Provenance(options.Seed, steps, clock.Now.SecondsSince(begin), loss));
        return Report(weightsDirectory, heldOut, options, progress, cancellation);
    }

    /// <summary>Measures the prior that is there.</summary>
    public static PriorReport Report(string weightsDirectory, Dataset heldOut, PriorOptions options, IProgress<PriorProgress>? progress, CancellationToken cancellation)
    {
        using LatentEvaluator evaluator = new(TrainedModel.Read(weightsDirectory), options.Session);
        using WorldModel world = WorldModel.Load(weightsDirectory);
        PracticeQuestions questions = new(evaluator, heldOut, cancellation);
        RandomStream random = RandomStream.For(options.Seed, "prior report");
        Dictionary<string, List<Answer>> answers = RecordingPolicy.Skills.ToDictionary(skill => skill, _ => new List<Answer>());
        // A skill that the experience hardly has does not hold up the rest.
        for (int draw = 0; draw < 40 * QuestionsPerSkill && answers.Values.Any(list => list.Count < QuestionsPerSkill); draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            PracticeQuestion question = questions.Draw(random);
            if (answers[question.Skill] is { Count: < QuestionsPerSkill } wanting)
            {
                wanting.Add(Answered(world, question, random.NextUInt64()));
                if (answers.Values.Sum(list => list.Count) is var answered && answered % QuestionsPerProgress == 0)
                {
                    progress?.Report(new(0, 1, 0, answered));
                }
            }
        }
        PriorReport report = new([.. answers.Where(skill => skill.Value.Count > 0).Select(skill => FiguresOf(skill.Key, skill.Value))]);
        File.WriteAllText(Path.Combine(ActionPrior.DirectoryOf(weightsDirectory), TrainingRun.ReportFile), report.ToMarkdown());
        return report;
    }

    private readonly record struct Answer(double Hold, double Proposed, PlanResult Searched, PlanResult Seeded);

    private static Answer Answered(WorldModel world, PracticeQuestion question, ulong seed)
    {
        PlanResult Plan(bool usesPrior)
        {
            using LatentPlanner planner = new(world, new LatentPlannerOptions { UsesPrior = usesPrior }, RandomStream.For(seed, "prior report"));
            return planner.Plan(question.ToRequest());
        }

        using RolloutBatch batch = world.CreateRollout(1);
        question.WriteTo(batch);
        world.Prior!.Propose(batch, question.Objective.Bounds.Low, question.Objective.Bounds.High, question.Committed, batch.Actions);
        world.Rollout(batch);
        PlanResult searched = Plan(false);
        return new(searched.HoldCost / world.Horizon, batch.Cost[0] / world.Horizon, searched, Plan(true));
    }

    private static PriorFigures FiguresOf(string skill, List<Answer> answers)
    {
        double Median(Func<Answer, double> value) => Statistics.Quantile(answers.Select(value), 0.5);
        double horizon = answers[0].Searched.Best.Horizon;
        return new(skill, answers.Count, Median(answer => answer.Hold), Median(answer => answer.Proposed),
            Median(answer => answer.Searched.Best.Cost / horizon), Median(answer => answer.Seeded.Best.Cost / horizon),
            answers.Average(answer => answer.Searched.SampleCount), answers.Average(answer => answer.Seeded.SampleCount));
    }
}
