using RoboticsStack.Core;

namespace RoboticsStack.Recording.Report;

/// <summary>Makes one HTML file of a run: replay in 3D, timeline, depth images, events, summary.</summary>
public static class ReportWriter
{
    /// <param name="recordingPath">An MCAP file of <see cref="RunRecorder"/>; a truncated one will do.</param>
    /// <param name="summaryJsonPath">The run's summary, shown as it is.</param>
    /// <exception cref="UserErrorException">A file is missing, unreadable or damaged, or the report cannot be written.</exception>
    public static void Write(string recordingPath, string summaryJsonPath, string outHtml) => Write(RunReplay.Read(recordingPath, summaryJsonPath), outHtml);

    /// <exception cref="UserErrorException">The report cannot be written.</exception>
    public static void Write(RunReplay run, string outHtml)
    {
        PagePack pack = new();
        SelfContainedPage.Write("report", "Robot run", pack.Finish(run.ToJson(pack)), outHtml);
    }
}
