using System.CommandLine;
using RoboticsStack.Core;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot compare: two recorded runs on one page.</summary>
internal static class CompareVerb
{
    public static Command Create()
    {
        Argument<string> first = new("run-a") { Description = "Folder of a run, with its run.mcap and summary.json" };
        Argument<string> second = new("run-b") { Description = "Folder of the run to compare it with" };
        Option<string?> output = new("--out") { Description = "HTML file to write; without it, one under out/" };
        Command command = new("compare", "Write one page of two runs: both replays, figures side by side, and where they first differ") { first, second, output };
        command.SetAction(parsed =>
        {
            RecordedRun a = RunIn(parsed.GetValue(first)!);
            RecordedRun b = RunIn(parsed.GetValue(second)!);
            string file = parsed.GetValue(output) ?? Path.Combine(RepositoryFiles.Root, "out", $"compare-{a.Name}-{b.Name}.html");
            ComparisonWriter.Write(a, b, file);
            Console.Out.WriteLine($"Written: {Path.GetRelativePath(Environment.CurrentDirectory, file)}");
            return 0;
        });
        return command;
    }

    private static RecordedRun RunIn(string folder)
    {
        string directory = Path.GetFullPath(RepositoryFiles.Resolve(folder));
        string recording = Path.Combine(directory, CoffeeSession.RecordingFile);
        string summary = Path.Combine(directory, CoffeeSession.SummaryFile);
        foreach (string file in (string[])[recording, summary])
        {
            if (!File.Exists(file))
            {
                throw new UserErrorException($"'{folder}' is not the folder of a finished run: {Path.GetFileName(file)} is missing there. Give folders such as ./robot coffee leaves under out/.");
            }
        }
        return new RecordedRun(Path.GetFileName(directory), recording, summary);
    }
}
