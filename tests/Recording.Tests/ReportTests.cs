using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Recording.Report;

namespace RoboticsStack.Recording.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("report-test").FullName;

    private string Recording => Path.Combine(_directory, "run.mcap");
    private string Summary => Path.Combine(_directory, "summary.json");
    private string Html => Path.Combine(_directory, "report.html");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_report_is_one_file_that_asks_for_nothing_else()
    {
        Make(seconds: 30, """{"success":true,"seed":7,"note":"</script><script>alert(1)</script>"}""");
        string html = File.ReadAllText(Html);
        string page = Regex.Replace(html, "<script[^>]*>.*?</script>", "", RegexOptions.Singleline);
        Assert.DoesNotMatch("(src|href)=|url\\(|@import", page);
        Assert.DoesNotContain("/*{{", html);
        Assert.DoesNotContain("alert(1)</script>", html);
        string app = Regex.Match(html, "<script type=\"module\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        Assert.DoesNotContain("http", app);
        AssertIsJavaScript(app);
    }

    [Fact]
    public void Eight_minutes_fit_into_ten_megabytes()
    {
        ReplayBody[] still = [.. Enumerable.Range(0, 80).Select(i => new ReplayBody($"thing{i}", new(new(i * 0.03, 1, 1), Quat.Identity), SyntheticRun.SmallScene.Bodies[3].Shapes))];
        Make(480, """{"success":false}""", SyntheticRun.SmallScene with { Bodies = [.. SyntheticRun.SmallScene.Bodies, .. still] });
        Assert.InRange(new FileInfo(Html).Length, 2_000_000, 10_000_000);
    }

    [Fact]
    public void The_data_inside_says_what_was_recorded()
    {
        Make(seconds: 60, """{"success":true}""");
        string json = Regex.Match(File.ReadAllText(Html), "id=\"replay\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        using JsonDocument data = JsonDocument.Parse(json);
        JsonElement root = data.RootElement;
        Assert.Equal(59.9, root.GetProperty("duration").GetDouble(), 0.01);
        Assert.Equal(10, root.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("stage").GetString()).Distinct().Count());
        Assert.Equal(["base_link", "gripper", "mug"], root.GetProperty("tracks").EnumerateArray().Select(t => t.GetProperty("name").GetString()));
        Assert.Equal(4 * 600, Convert.FromBase64String(root.GetProperty("series").GetProperty("latentDistance").GetProperty("values").GetString()!).Length);
    }

    [Fact]
    public void A_scene_survives_the_round_trip()
    {
        ReplayScene scene = SyntheticRun.SmallScene with { GripperPointInBody = new(0.1, 0.2, 0.3) };
        ReplayScene back = SceneExport.FromJson(SceneExport.ToJson(scene));
        Assert.Equal(SceneExport.ToJson(scene), SceneExport.ToJson(back));
        Assert.Equal(scene.GripperPointInBody, back.GripperPointInBody);
    }

    [Fact]
    public void Missing_or_unreadable_files_are_clear_errors()
    {
        File.WriteAllText(Summary, "{}");
        Assert.Contains("run.mcap", Assert.Throws<UserErrorException>(() => ReportWriter.Write(Recording, Summary, Html)).Message);
        File.WriteAllText(Summary, "{ not json");
        Assert.Contains("summary.json", Assert.Throws<UserErrorException>(() => ReportWriter.Write(Recording, Summary, Html)).Message);
    }

    private void Make(double seconds, string summary, ReplayScene? scene = null)
    {
        SyntheticRun.Record(Recording, scene ?? SyntheticRun.SmallScene, seconds, seed: 3);
        File.WriteAllText(Summary, summary);
        ReportWriter.Write(Recording, Summary, Html);
    }

    private void AssertIsJavaScript(string source)
    {
        string path = Path.Combine(_directory, "app.mjs");
        File.WriteAllText(path, source);
        using Process node = Process.Start(new ProcessStartInfo("node", ["--check", path]) { RedirectStandardError = true })!;
        string errors = node.StandardError.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors);
    }
}
