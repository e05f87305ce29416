using RoboticsStack.Core;

namespace RoboticsStack.Recording.Report;

/// <summary>Makes one HTML file of two runs: both replays on one clock or stage by stage, figures side by side, and where the runs parted.</summary>
public static class ComparisonWriter
{
    /// <param name="first">Recording and summary of one run, with what to call it.</param>
    /// <param name="second">Of the other.</param>
    /// <exception cref="UserErrorException">A file is missing, unreadable or damaged, or the page cannot be written.</exception>
    public static void Write(RecordedRun first, RecordedRun second, string outHtml)
    {
        PagePack pack = new();
        object Page(RecordedRun run) => new { name = run.Name, run = RunReplay.Read(run.Recording, run.Summary).ToJson(pack) };
        object page = new
        {
            runs = new[] { Page(first), Page(second) },
            differences = FirstDifferences.Find(first.Recording, second.Recording),
        };
        SelfContainedPage.Write("compare", $"{first.Name} and {second.Name}", pack.Finish(page), outHtml);
    }
}

/// <param name="Name">What people call it, such as its folder's name.</param>
/// <param name="Recording">MCAP file.</param>
/// <param name="Summary">JSON file.</param>
public sealed record RecordedRun(string Name, string Recording, string Summary);
