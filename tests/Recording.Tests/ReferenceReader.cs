using System.Diagnostics;
using System.Text.Json;
using RoboticsStack.Tests;

namespace RoboticsStack.Recording.Tests;

/// <summary>Runs the reference MCAP library (npm @mcap/core) on a file.</summary>
internal static class ReferenceReader
{
    public sealed record Statistics(string Messages, int Schemas, int Channels, int Attachments, int Metadata, int Chunks, string Start, string End);

    public sealed record Result(string[] Indexed, string[] Streamed, string[] Compressions, string[] Schemas, string[] Attachments, string[] Metadata, bool Complete, Statistics Statistics);

    public static Result Read(string path)
    {
        // The script lies in the repository, where node finds the packages.
        string script = Path.Combine(RepositoryRoot.Path, "tests", "Recording.Tests", "node", "read-back.mjs");
        using Process node = Process.Start(new ProcessStartInfo("node", [script, path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = node.StandardError.ReadToEndAsync();
        string output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors.Result);
        return JsonSerializer.Deserialize<Result>(output, JsonSerializerOptions.Web)!;
    }
}
