using System.Text.RegularExpressions;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Recording.Report;
using Xunit.Abstractions;

namespace RoboticsStack.Recording.Tests;

public sealed class ReportTests(ITestOutputHelper output) : IDisposable
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
    }

    [Fact]
    public void Eight_minutes_fit_into_ten_megabytes_and_open()
    {
        ReplayBody[] still = [.. Enumerable.Range(0, 80).Select(i => new ReplayBody($"thing{i}", new(new(i * 0.03, 1, 1), Quat.Identity), SyntheticRun.SmallScene.Bodies[3].Shapes))];
        Make(480, """{"success":false}""", SyntheticRun.SmallScene with { Bodies = [.. SyntheticRun.SmallScene.Bodies, .. still] });
        Assert.InRange(new FileInfo(Html).Length, 500_000, 10_000_000);
        output.WriteLine($"{new FileInfo(Html).Length / 1e6:F1} MB");
        foreach (Browser.Visit visit in Browser.Open(Html, new Browser.Step(See: "run.duration")))
        {
            output.WriteLine($"{visit.Width} px wide: first picture {visit.ReadyMs:F0} ms after the start");
            Assert.Equal("479.9", visit.Seen[0]);
        }
    }

    [Fact]
    public void The_page_shows_what_was_recorded_at_the_time_the_address_names()
    {
        Make(seconds: 60, """{"success":true,"seed":7,"stages":[{"name":"grasped","success":true,"simSeconds":12.25},{"name":"served","success":false,"simSeconds":0}]}""");
        foreach (Browser.Visit visit in Browser.Open(Html,
            new(See: "document.getElementById('verdict').textContent"),
            new(See: "[...document.querySelectorAll('#stages tr')].map((row) => row.textContent).join()"),
            new(See: "new Set(run.stages.map((s) => s.stage)).size + ' ' + run.moving.join() + ' ' + run.series.latentDistanceM.values.length"),
            new(Hash: "#t=33.4&view=gripper"),
            new(See: "document.getElementById('clock').textContent + ' ' + document.getElementById('stage').textContent + ' ' + document.querySelector('#views .on').textContent"),
            new(See: "Math.abs(run.series.wristForceN.values.reduce((a, b) => Math.max(a, b)) - 12) < 6"),
            new(See: "[...document.querySelectorAll('#depth figcaption')].map((c) => c.textContent).join()"),
            new(Press: "ArrowRight"),
            new(See: "document.getElementById('clock').textContent"),
            new(Press: "+"),
            new(See: "document.getElementById('speed').value"),
            new(Click: "#events tr"),
            new(See: "document.getElementById('clock').textContent === document.querySelector('#events td').textContent")))
        {
            Assert.Equal("Coffee served", visit.Seen[0]);
            Assert.Equal("Grasped✓12.3 s,Served✗", visit.Seen[1]);
            Assert.Equal("10 base_link,gripper,mug 600", visit.Seen[2]);
            Assert.Equal("0:33.4 Press button Gripper", visit.Seen[3]);
            Assert.Equal("true", visit.Seen[4]);
            Assert.Equal("head, middle 2.0 m", visit.Seen[5]);
            Assert.Equal("0:34.4", visit.Seen[6]);
            Assert.Equal("10", visit.Seen[7]);
            Assert.Equal("true", visit.Seen[8]);
        }
    }

    [Fact]
    public void A_failed_run_says_when_it_failed_and_what_the_recording_lost()
    {
        SyntheticRun.Record(Recording, SyntheticRun.SmallScene, 60, seed: 3, giveUpAtSec: 41, losesImu: true);
        File.WriteAllText(Summary, """{"success":false,"failure":"never got to: served"}""");
        RunReplay replay = RunReplay.Read(Recording, Summary);
        Assert.Equal(41, replay.Failure!.TimeSec, 0.11);
        Assert.Contains("gave up", replay.Failure.What, StringComparison.Ordinal);
        ReportWriter.Write(replay, Html);
        foreach (Browser.Visit visit in Browser.Open(Html,
            new(Click: "#failure .moment"), new(See: "document.getElementById('clock').textContent"), new(See: "document.getElementById('lost').textContent")))
        {
            Assert.Equal("0:41.0", visit.Seen[0]);
            Assert.Equal("357 messages lost by the recording", visit.Seen[1]);
        }
    }

    [Fact]
    public void Numbers_come_out_of_the_page_as_they_went_in()
    {
        float[] values = [0, -1.5f, 2.25f, 1e6f, -1e6f, float.NaN, 0.004f];
        PagePack pack = new();
        string data = pack.Finish(new { plain = pack.Add(values, 0.01), rows = pack.Add(values, 0.25, 3), bytes = pack.Add((byte[])[255, 0, 7]) });
        SelfContainedPage.Write("report", "Numbers", data, Html);
        string html = File.ReadAllText(Html);
        string pageScript = "const u = await unpack('data'); document.documentElement.dataset.ready = 1; globalThis.got = ['plain', 'rows', 'bytes'].map((n) => [...u.numbers(u.json[n])].map((x) => +x.toFixed(2)).join()).join(' ');";
        int app = html.IndexOf("<script type=\"module\">", StringComparison.Ordinal);
        string unpack = html[(app + 22)..html.IndexOf("/** three.js travels", StringComparison.Ordinal)];
        File.WriteAllText(Html, html[..app] + "<script type=\"module\">" + unpack + pageScript + "</script>");
        Assert.All(Browser.Open(Html, new Browser.Step(See: "got")), visit =>
            Assert.Equal("0,-1.5,2.25,1000000,-1000000,0,0 0,-1.5,2.25,1000000,-1000000,0,0 255,0,7", visit.Seen[0]));
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
}
