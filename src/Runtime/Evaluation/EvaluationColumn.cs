using RoboticsStack.Core;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>The stored runs of one planner on a set of seeds: a column of the results.</summary>
internal sealed record EvaluationColumn(ArmPlannerKind Planner, bool PhysicsCheck, IReadOnlyList<EvaluationRecord> Records, EvaluationStatistics Statistics, EvaluationStore Store)
{
    public string Meaning => Planner switch
    {
        ArmPlannerKind.Model => PhysicsCheck ? "the world model" : "the world model, its plans not checked by physics",
        ArmPlannerKind.Nothing => "the same search, but the model predicts that nothing changes",
        ArmPlannerKind.Unseeded => "the world model, its search not seeded by the prior policy",
        _ => "random actions of the same budget",
    };

    /// <summary>Of every planner that has run any of the seeds, the model first.</summary>
    /// <exception cref="UserErrorException">None has.</exception>
    public static EvaluationColumn[] ReadAll(string parent, IReadOnlyList<ulong> seeds)
    {
        EvaluationColumn[] columns =
        [
            .. Enum.GetValues<ArmPlannerKind>().Select(planner => Read(parent, seeds, planner, physicsCheck: true))
                .Append(Read(parent, seeds, ArmPlannerKind.Model, physicsCheck: false))
                .Where(column => column.Records.Count > 0),
        ];
        return columns.Length > 0 ? columns
            : throw new UserErrorException($"No stored runs of the seeds {SeedList.Format(seeds)} in {parent}: run ./robot eval --seeds {SeedList.Format(seeds)} first.");
    }

    private static EvaluationColumn Read(string parent, IReadOnlyList<ulong> seeds, ArmPlannerKind planner, bool physicsCheck)
    {
        EvaluationStore store = EvaluationStore.For(parent, planner, physicsCheck);
        IReadOnlyList<EvaluationRecord> records = store.Load(seeds);
        string name = planner.ToString().ToLowerInvariant() + (physicsCheck ? "" : ", no check");
        return new EvaluationColumn(planner, physicsCheck, records, EvaluationStatistics.Of(name, records), store);
    }
}
