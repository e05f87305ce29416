using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Tests;

namespace RoboticsStack.Recording.Tests;

/// <summary>Headless Chromium, driven by the npm package puppeteer-core.</summary>
internal static class Browser
{
    public const int Desktop = 1400;
    public const int Tablet = 820;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>One thing to do on a page.</summary>
    /// <param name="Hash">Go to this part of the address.</param>
    /// <param name="Click">Click the element that this selector names.</param>
    /// <param name="Open">Follow the link that this selector names, and wait for its page.</param>
    /// <param name="Press">A key.</param>
    /// <param name="Wait">Until this expression is true.</param>
    /// <param name="See">Note the value of this expression.</param>
    public sealed record Step(string? Hash = null, string? Click = null, string? Open = null, string? Press = null, string? Wait = null, string? See = null);

    /// <param name="Seen">Values of the expressions, in order.</param>
    /// <param name="Complaints">Errors and warnings on the console.</param>
    /// <param name="Requests">Addresses asked for that are not the file itself.</param>
    /// <param name="Overflow">Pixels by which the page is wider than the window.</param>
    /// <param name="ReadyMs">From the start of loading to the first picture of the scene.</param>
    public sealed record Visit(int Width, string[] Seen, string[] Complaints, string[] Requests, int Overflow, double ReadyMs);

    /// <summary>Opens a file at desktop and at tablet width, and does the same at both.</summary>
    public static Visit[] Open(string html, params Step[] steps)
    {
        // The script lies in the repository, where node finds the packages.
        string script = Path.Combine(RepositoryRoot.Path, "tests", "Recording.Tests", "node", "browse.cjs");
        string order = JsonSerializer.Serialize(new { page = new Uri(html).AbsoluteUri, widths = new[] { Desktop, Tablet }, steps }, Json);
        using Process node = Process.Start(new ProcessStartInfo("node", [script, order]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = node.StandardError.ReadToEndAsync();
        string output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors.Result);
        Visit[] visits = JsonSerializer.Deserialize<Visit[]>(output, Json)!;
        Assert.All(visits, visit =>
        {
            Assert.Empty(visit.Complaints);
            Assert.Empty(visit.Requests);
            Assert.Equal(0, visit.Overflow);
        });
        return visits;
    }
}
