using RoboticsStack.Control.Robot;
using RoboticsStack.Recording.Tests;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Scenario.Tests;

public sealed class EvaluationPageTests : IDisposable
{
    private static readonly RobotDescription Robot = RobotDescription.Load(Path.Combine(Cli.RepositoryFiles.Root, "configs", "robots", "home_manipulator.yaml"));

    private readonly string _folder = Directory.CreateTempSubdirectory("eval-page").FullName;
    private readonly ProcessModel _model = new();

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_failed_run_leaves_its_report_and_the_gallery_opens_it_at_the_moment_it_failed()
    {
        RunSummary kept = Run(KeepReports.Failures, seed: 3);
        Assert.Equal(["moment.json", "report.html", "summary.json"], Files(seed: 3));
        string page = Path.Combine(_folder, EvaluationPage.FileName);
        new EvaluationPage(_folder, [3]).Write(page);
        foreach (Browser.Visit visit in Browser.Open(page,
            new(See: "document.querySelector('#planners b').textContent"),
            new(See: "[...document.querySelectorAll('#stages tbody tr')].map((row) => row.textContent).join('|')"),
            new(See: "document.getElementById('gallery').scrollIntoView()"),
            new(Wait: "document.querySelector('#gallery [data-painted]')"),
            new(See: "document.querySelector('#gallery .card').innerText.includes('Never got to: grasped')"),
            new(See: "document.querySelector('#gallery .picture').getAttribute('href')"),
            new(Open: "#gallery .picture"),
            new(See: "document.getElementById('clock').textContent"),
            new(See: "document.getElementById('verdict').textContent")))
        {
            Assert.Equal("0 of 1", visit.Seen[0]);
            Assert.StartsWith("Grasped0 % (0–79)|Under spout0 % (0–79)|", visit.Seen[1], StringComparison.Ordinal);
            Assert.Equal("true", visit.Seen[3]);
            Assert.Equal("eval-model/seed-3/report.html#t=3&view=follow", visit.Seen[4]);
            Assert.Equal("0:03.0", visit.Seen[5]);
            Assert.Equal("No coffee", visit.Seen[6]);
        }

        // What is kept changes nothing of what the robot does.
        Directory.Delete(Path.Combine(_folder, "eval-model"), recursive: true);
        RunSummary bare = Run(KeepReports.None, seed: 3);
        Assert.Equal(kept.CommandLogHash, bare.CommandLogHash);
        Assert.Equal(kept.Stages, bare.Stages);
        Assert.Empty(Files(seed: 3));
        new EvaluationPage(_folder, [3]).Write(page);
        Assert.All(Browser.Open(page, new Browser.Step(See: "document.querySelectorAll('#gallery .card').length + ' ' + document.querySelectorAll('#gallery .picture').length")),
            visit => Assert.Equal("1 0", visit.Seen[0]));
    }

    private RunSummary Run(KeepReports keep, ulong seed)
    {
        EvaluationOptions options = new() { Seeds = [seed], Jobs = 1, Keep = keep, Run = new CoffeeOptions { ModelDirectory = _model.Path, TimeLimitSec = 3 } };
        EvaluationStore store = EvaluationStore.For(_folder, ArmPlannerKind.Model, physicsCheck: true);
        return new EvaluationRunner(Robot, options, store).Run(CancellationToken.None, progress => Assert.Null(progress.Complaint)).Single().Summary;
    }

    private string[] Files(ulong seed)
    {
        string folder = EvaluationStore.For(_folder, ArmPlannerKind.Model, physicsCheck: true).RunFolder(seed);
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order()] : [];
    }
}
