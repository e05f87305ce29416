using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training.Prior;

/// <summary>
/// Trains an <see cref="ActionPriorNetwork"/> by the planner's own cost: its plans are imagined by the frozen world model, and the gradient of what they cost flows back through all steps to
/// it (as a policy is trained in imagination in Dreamer, Hafner et al. 2020, with the planner's cost in place of a learned value). No labels, no actions of a teacher.
/// </summary>
internal sealed class PriorTrainer(PriorOptions options, IClock clock)
{
    /// <summary>The world model's parameters as they were, with the prior's; the steps taken and the last loss.</summary>
    public (ParameterSet Parameters, long Steps, double Loss) Train(
        TrainedModel model, PracticeQuestions questions, IProgress<PriorProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        Timestamp begin = clock.Now;
        using TrainingProgram program = CreateProgram(model);
        using RolloutBatch scratch = new(1, model.Architecture.Horizon, model.Architecture.LatentSize);
        LearningRateSchedule schedule = new(options.PeakLearningRate);
        double sum = 0, fraction = 0, loss = 0;
        while (fraction < 1)
        {
            cancellation.ThrowIfCancellationRequested();
            Fill(program, questions, scratch);
            sum += program.Step(schedule.At(fraction));
            fraction = Math.Max(program.StepCount / (double)options.MaxSteps, clock.Now.SecondsSince(begin) / options.Budget.TotalSeconds);
            long since = (program.StepCount - 1) % options.ReportEvery + 1;
            if (since == options.ReportEvery || fraction >= 1)
            {
                (loss, sum) = (sum / since, 0);
                progress?.Report(new(program.StepCount, Math.Min(1, fraction), loss));
            }
        }
        program.Synchronise();
        return (program.Parameters, program.StepCount, loss);
    }

    private TrainingProgram CreateProgram(TrainedModel model)
    {
        Graph graph = new(model.Parameters.Frozen());
        ProbeHead probeHead = new(model.Architecture, model.Normalisation, 0);
        PlanningQuestion question = new(graph, model.Architecture, options.BatchSize);
        Tensor plans = new ActionPriorNetwork(model.Architecture, probeHead, options.Seed).Propose(question, ActionPriorNetwork.Limits.Of(graph, options.BatchSize));
        PlannerGraph.Imagined imagined = new PlannerGraph(model.Architecture, new Predictor(model.Architecture, 0), probeHead).Imagine(question, plans.Transpose(1, 0, 2));
        // A goal at arm's length costs a thousand times what a goal at hand does; by its logarithm both count.
        Tensor loss = (imagined.Cost / model.Architecture.Horizon + 1).Log().Mean();
        return new(loss, [], options.Optimiser, options.Session, options.Seed);
    }

    private void Fill(TrainingProgram program, PracticeQuestions questions, RolloutBatch scratch)
    {
        RandomStream random = RandomStream.For(options.Seed, (ulong)program.StepCount, "practice");
        program.Input("stepWeight").Fill(1);
        for (int row = 0; row < options.BatchSize; row++)
        {
            PracticeQuestion drawn = questions.Draw(random);
            drawn.WriteTo(scratch);
            scratch.CopySharedTo(row, options.BatchSize, program.InputMemory);
            for (int i = 0; i < ActionScale.Size; i++)
            {
                int at = row * ActionScale.Size + i;
                program.Input("low")[at] = drawn.Objective.Bounds.Low[i];
                program.Input("high")[at] = drawn.Objective.Bounds.High[i];
                program.Input("committed")[at] = drawn.Committed.Length > 0 ? drawn.Committed[i] : 0;
            }
            program.Input("isCommitted")[row] = drawn.Committed.Length > 0 ? 1 : 0;
        }
    }
}
