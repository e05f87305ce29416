using RoboticsStack.Core;
using RoboticsStack.Recording.Report;

namespace RoboticsStack.Recording.Tests;

public sealed class ComparisonTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("compare-test").FullName;

    private string Html => Path.Combine(_directory, "compare.html");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Two_runs_share_one_clock_or_go_stage_by_stage()
    {
        RecordedRun slow = Make("slow", seconds: 40, seed: 3, servedAtSec: 36);
        RecordedRun fast = Make("fast", seconds: 20, seed: 4, servedAtSec: 18);
        ComparisonWriter.Write(slow, fast, Html);
        foreach (Browser.Visit visit in Browser.Open(Html,
            new(See: "document.getElementById('facts').innerText.includes('A slow') && document.getElementById('facts').innerText.includes('B fast')"),
            new(Hash: "#t=10"), new(See: "[...document.querySelectorAll('.status b')].map((b) => b.textContent).join()"),
            new(Hash: "#t=18&align=stage&layout=over"), new(See: "[...document.querySelectorAll('.status b')].map((b) => b.textContent).join()"),
            new(See: "document.querySelectorAll('.view')[1].offsetHeight"),
            new(See: "document.querySelector('#stages tbody tr').textContent"),
            new(Click: "[data-layout=side]"), new(See: "document.querySelectorAll('.view')[1].offsetHeight > 100")))
        {
            Assert.Equal("true", visit.Seen[0]);
            Assert.Equal("A 0:10.0,B 0:10.0", visit.Seen[1]);
            Assert.Equal("A 0:18.0,B 0:09.0", visit.Seen[2]);
            Assert.Equal("0", visit.Seen[3]);
            Assert.Equal("Served36.018.0-18.0", visit.Seen[4]);
            Assert.Equal("true", visit.Seen[5]);
        }
    }

    [Fact]
    public void Equal_runs_differ_nowhere_and_others_where_they_part()
    {
        RecordedRun first = Make("first", 20, seed: 3, servedAtSec: 18);
        ComparisonWriter.Write(first, Make("again", 20, seed: 3, servedAtSec: 18), Html);
        Assert.All(Browser.Open(Html, new Browser.Step(See: "document.querySelector('#parted p').textContent")), visit =>
            Assert.Equal("Nowhere: every channel says the same, message by message.", visit.Seen[0]));
        ComparisonWriter.Write(first, Make("given-up", 20, seed: 3, servedAtSec: 18, giveUpAtSec: 12), Html);
        Assert.All(Browser.Open(Html, new Browser.Step(See: "JSON.stringify(differences[0])")), visit =>
            Assert.Equal("""{"channel":"brain/task","same":120,"first":200,"second":200,"t":12,"field":{"name":"finished","first":"False","second":"True"}}""", visit.Seen[0]));
    }

    [Fact]
    public void A_run_without_a_recording_is_a_clear_error()
    {
        RecordedRun run = Make("run", 5, seed: 3, servedAtSec: 4);
        UserErrorException error = Assert.Throws<UserErrorException>(() => ComparisonWriter.Write(run, run with { Recording = Path.Combine(_directory, "none.mcap") }, Html));
        Assert.Contains("none.mcap", error.Message, StringComparison.Ordinal);
    }

    private RecordedRun Make(string name, double seconds, ulong seed, double servedAtSec, double? giveUpAtSec = null)
    {
        RecordedRun run = new(name, Path.Combine(_directory, name + ".mcap"), Path.Combine(_directory, name + ".json"));
        SyntheticRun.Record(run.Recording, SyntheticRun.SmallScene, seconds, seed, giveUpAtSec: giveUpAtSec);
        File.WriteAllText(run.Summary, FormattableString.Invariant($$"""{"success":true,"seed":{{seed}},"stages":[{"name":"served","success":true,"simSeconds":{{servedAtSec}}}]}"""));
        return run;
    }
}
