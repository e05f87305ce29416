using System.Globalization;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Faults.SafetyReports;

/// <summary>What a safety report is made of.</summary>
public sealed record SafetyEvidence
{
    public required RobotDescription Robot { get; init; }
    public required PromiseBook Promises { get; init; }
    public required IReadOnlyList<SafetyTest> Tests { get; init; }
    public required IReadOnlyList<MeasuredStop> Stops { get; init; }

    /// <summary>Null if none was run.</summary>
    public CampaignReport? Campaign { get; init; }

    /// <summary>Build that the campaign was run with.</summary>
    public string? CampaignBuild { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
}

/// <summary>Writes the safety report, one HTML file: every figure in it was measured, counted or read from configuration by this command.</summary>
public static class SafetyPage
{
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void Write(SafetyEvidence evidence, string outHtml)
    {
        RobotDescription robot = evidence.Robot;
        object page = new
        {
            robot = new { robot.Name, hash = robot.ContentHash },
            build = BuildInfo.Version,
            fingerprint = BuildFingerprint.Current,
            made = evidence.MadeAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            testsRun = evidence.Tests.Any(test => test.Outcome is not null),
            functions = robot.Safety.Functions.Select(entry => FunctionOf(entry, evidence)),
            promises = evidence.Promises.Entries.Select(entry => PromiseOf(entry, evidence.Campaign)),
            stops = evidence.Stops.Select(stop => new { axis = stop.Axis.ToString(), category = (int)stop.Category, asked = stop.AskedMPerSec, payload = stop.PayloadKg, speed = stop.SpeedMPerSec, time = stop.TimeSec, distance = stop.DistanceM }),
            separations = Separation.Of(robot, evidence.Stops).Select(separation => new { axis = separation.Axis.ToString(), payload = separation.PayloadKg, speed = separation.SpeedMPerSec, separation.Person, separation.Reaction, separation.Stopping, separation.Margins, separation.Total }),
            campaign = evidence.Campaign is { } campaign ? CampaignOf(campaign, evidence.CampaignBuild) : null,
            gaps = SafetyGaps.Of(evidence),
        };
        SelfContainedPage.Write("safety", $"Safety report, {robot.Name}", new PagePack().Finish(page), outHtml);
    }

    /// <summary>The gate's name for a function of the safety file.</summary>
    internal static string MemberOf(string entry) => string.Concat(entry.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static object FunctionOf(SafetyFunctionEntry entry, SafetyEvidence evidence)
    {
        string member = MemberOf(entry.Name);
        return new
        {
            entry.Name,
            member,
            limits = entry.Limits.Select(limit => new { name = limit.Name, values = limit.Values, unit = limit.Unit }),
            entry.Reaction,
            entry.Clear,
            entry.Source,
            tests = evidence.Tests.Where(test => test.Functions.Any(function => function.ToString() == member)).Select(test => new { test.Name, test.File, test.Outcome }),
            acted = evidence.Campaign?.Functions.GetValueOrDefault(member),
        };
    }

    private static object PromiseOf(PromiseEntry entry, CampaignReport? campaign)
    {
        PromiseRecord? record = campaign?.Promises.First(promise => promise.Promise == entry.Promise);
        return new
        {
            name = entry.Promise.ToString(),
            entry.Limit,
            entry.Unit,
            reason = entry.Reason.Trim(),
            entry.Source,
            measured = record is null ? null : new
            {
                median = Finite(record.Median),
                p99 = Finite(record.P99),
                worst = Finite(record.Worst),
                worstEpisode = record.WorstEpisode,
                record.Broken,
                episodes = record.BrokenEpisodes,
            },
        };
    }

    private static object CampaignOf(CampaignReport campaign, string? build) => new
    {
        campaign.Seed,
        campaign.RealEvery,
        campaign.Episodes,
        campaign.Broken,
        hours = campaign.SimulatedHours,
        activeHours = campaign.ActiveHours,
        build,
        injections = campaign.Injections.Select(injection => new
        {
            injection.Name,
            injection.Category,
            injection.What,
            injection.Episodes,
            injection.Broken,
            injection.Stopped,
            catches = injection.Catches.Select(caught => new { caught.Function, caught.Episodes, sec = caught.MedianSec }),
        }),
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
