using System.Globalization;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>A folder with one JSON file for each seed that was run.</summary>
public sealed class EvaluationStore(string directory)
{
    public string Directory => directory;

    /// <summary>Where the runs of one planner are kept, below the folder of all evaluations.</summary>
    public static EvaluationStore For(string parent, ArmPlannerKind planner, bool physicsCheck, int people = 0) =>
        new(Path.Combine(parent, $"eval-{planner.ToString().ToLowerInvariant()}{(physicsCheck ? "" : "-unchecked")}{(people == 0 ? "" : $"-people{people}")}"));

    /// <summary>Null if the seed was not run or its file cannot be read back.</summary>
    public EvaluationRecord? Load(ulong seed)
    {
        string file = FileOf(seed);
        return File.Exists(file) ? EvaluationRecord.FromJson(File.ReadAllText(file)) : null;
    }

    public IReadOnlyList<EvaluationRecord> Load(IEnumerable<ulong> seeds) => [.. seeds.Select(Load).OfType<EvaluationRecord>()];

    /// <summary>Whole or not at all, even if the machine goes down.</summary>
    public void Save(EvaluationRecord record)
    {
        string file = FileOf(record.Summary.Seed);
        try
        {
            System.IO.Directory.CreateDirectory(directory);
            File.WriteAllText(file + ".part", record.ToJson());
            File.Move(file + ".part", file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The result of seed {record.Summary.Seed} cannot be written to {file}: {error.Message} Choose another folder with --out.", error);
        }
    }

    /// <summary>Where a run's report is kept, if it is.</summary>
    public string RunFolder(ulong seed) => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"seed-{seed}"));

    private string FileOf(ulong seed) => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"seed-{seed}.json"));
}
