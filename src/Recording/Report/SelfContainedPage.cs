using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using RoboticsStack.Core;

namespace RoboticsStack.Recording.Report;

/// <summary>Writes one HTML file that opens anywhere, offline: styles, scripts, three.js and data inside.</summary>
public static partial class SelfContainedPage
{
    private static readonly Dictionary<string, string[]> Scripts = new()
    {
        ["report"] = ["pack.js", "data.js", "panels.js", "charts.js", "scene.js", "replay.js", "timeline.js", "report.js"],
        ["compare"] = ["pack.js", "data.js", "panels.js", "charts.js", "scene.js", "replay.js", "compare.js"],
        ["evaluation"] = ["pack.js", "panels.js", "scene.js", "evaluation.js"],
        ["physics"] = ["pack.js", "panels.js", "physics.js"],
        ["safety"] = ["pack.js", "panels.js", "safety.js"],
    };

    private static readonly Lazy<string> ThreeCore = new(() => Deflated("three.core.js"));
    private static readonly Lazy<string> ThreeModule = new(() => Deflated("three.module.js"));

    /// <param name="kind">Of the page: its template and its scripts.</param>
    /// <param name="title">Shown until the scripts have run.</param>
    /// <param name="data">What <see cref="PagePack.Finish"/> returned.</param>
    /// <param name="outHtml">Where to.</param>
    /// <exception cref="UserErrorException">It cannot be written there.</exception>
    public static void Write(string kind, string title, string data, string outHtml)
    {
        string html = Placeholder().Replace(Asset($"{kind}.html"), match => match.Groups[1].Value switch
        {
            "title" => WebUtility.HtmlEncode(title),
            "data" => data,
            "app" => string.Join('\n', Scripts[kind].Select(Asset)),
            "three.core" => ThreeCore.Value,
            "three.module" => ThreeModule.Value,
            string asset => Asset(asset),
        });
        try
        {
            File.WriteAllText(outHtml, html);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The page '{outHtml}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Replaced in one pass, so that nothing inside the inserted text is taken for a placeholder.</summary>
    [GeneratedRegex(@"/\*\{\{([\w.]+)\}\}\*/")]
    private static partial Regex Placeholder();

    private static string Deflated(string name)
    {
        using Stream source = Open(name);
        using MemoryStream packed = new();
        using (ZLibStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            source.CopyTo(deflate);
        }
        return Convert.ToBase64String(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    private static string Asset(string name)
    {
        using StreamReader reader = new(Open(name));
        return reader.ReadToEnd();
    }

    private static Stream Open(string name) => typeof(SelfContainedPage).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"'{name}' is not part of this assembly");
}
