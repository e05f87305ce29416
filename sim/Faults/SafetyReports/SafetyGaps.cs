using RoboticsStack.Runtime.Evaluation;

namespace RoboticsStack.Faults.SafetyReports;

/// <summary>What the evidence does not cover, worked out from it.</summary>
internal static class SafetyGaps
{
    public static IReadOnlyList<string> Of(SafetyEvidence evidence)
    {
        List<string> gaps = [];
        string[] members = [.. evidence.Robot.Safety.Functions.Select(entry => SafetyPage.MemberOf(entry.Name))];
        Add(members.Where(member => evidence.Tests.All(test => test.Functions.All(function => function.ToString() != member))), "Functions without a test that names them");
        Add(evidence.Tests.Where(test => test.Outcome is not (null or "Passed")).Select(test => $"{test.Name} ({test.Outcome})"), "Tests that did not pass");
        if (evidence.Tests.All(test => test.Outcome is null))
        {
            gaps.Add("No test results were at hand: the tests are listed, not how they came out.");
        }
        Add(evidence.Stops.Where(stop => stop.TimeSec is null).Select(Describe), "Stops that did not end in rest");
        Add(evidence.Stops.Where(stop => stop.SpeedMPerSec < 0.8 * stop.AskedMPerSec).Select(Describe).Distinct(), "Stops measured below the speed asked for, since the gate did not allow it or the robot did not reach it");
        Add(evidence.Stops.Where(stop => stop.TimeSec > PromisedSec(stop.Axis, evidence.Promises)).Select(stop => FormattableString.Invariant($"{Describe(stop)} {stop.TimeSec:F3} s")), "Stops that took longer than is promised (the gate does not weigh what is held)");
        if (evidence.Campaign is not { } campaign)
        {
            gaps.Add("No fault campaign was given: ./robot faults runs one, --campaign names its results.");
            return gaps;
        }
        Add(campaign.Injections.Where(injection => injection.Episodes == 0).Select(injection => injection.Name), "Never injected");
        Add(campaign.Injections.Where(injection => injection.Episodes > 0 && injection.Catches.Count == 0).Select(injection => injection.Name), "Injected, and no function did more than warn");
        Add(members.Where(member => campaign.Functions.GetValueOrDefault(member) == 0), "Functions that never did more than warn in the campaign");
        Add(campaign.Promises.Where(promise => promise.Broken > 0).Select(promise => $"{promise.Promise} in {promise.Broken}"), "Promises that were broken");
        Add(campaign.Promises.Where(promise => promise.Worst <= 0 && promise.Limit > 1e-6).Select(promise => promise.Promise.ToString()), "Promises that no episode put to the test");
        if (evidence.CampaignBuild is { } build && build != BuildFingerprint.Current)
        {
            gaps.Add($"The campaign was run with another build ({build}) than this report was made with ({BuildFingerprint.Current}).");
        }
        return gaps;

        void Add(IEnumerable<string> what, string label)
        {
            string[] list = [.. what];
            if (list.Length > 0)
            {
                gaps.Add($"{label}: {string.Join(", ", list)}.");
            }
        }
    }

    private static double PromisedSec(StoppingAxis axis, PromiseBook promises) =>
        promises[axis == StoppingAxis.Base ? Promise.BaseStopTime : Promise.StopTime].Limit;

    private static string Describe(MeasuredStop stop) =>
        FormattableString.Invariant($"{stop.Axis.ToString().ToLowerInvariant()} at {stop.AskedMPerSec:F2} m/s with {stop.PayloadKg:F0} kg");
}
