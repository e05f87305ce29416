using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;
using RoboticsStack.Training.Uncertainty;

namespace RoboticsStack.Learning.Tests.Training;

public sealed class InnovationMonitorTests
{
    private const ulong Seed = 11;
    private const int WindowSteps = 20;
    private const int StepCount = 100;

    /// <summary>Each by far less than chance spreads one answer: it is off in the same way all the time.</summary>
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0, 0.8)]
    public void A_body_that_is_late_or_carries_more_than_usual_is_told_by_its_answers(double late, double heavierN)
    {
        InnovationMonitor monitor = MonitorCalibration.Of(Sessions(60, 0, 0), WindowSteps);
        double[][] ordinary = Scores(monitor, Sessions(30, 0, 1000)), others = Scores(monitor, Sessions(30, 0, 2000)), changed = Scores(monitor, Sessions(30, 0, 3000, late, heavierN));

        Discrimination told = Discrimination.Of(changed, ordinary, Seed), same = Discrimination.Of(others, ordinary, Seed);

        Assert.True(told.Auroc > 0.95, $"seed {Seed}: {told}");
        Assert.True(same.Auroc is > 0.35 and < 0.65, $"seed {Seed}: {same}");
    }

    [Fact]
    public void Innovations_with_a_small_bias_are_told_from_ordinary_ones_and_ordinary_ones_are_not()
    {
        InnovationMonitor monitor = MonitorCalibration.Of(Sessions(60, 0, 0), WindowSteps);
        double[][] ordinary = Scores(monitor, Sessions(30, 0, 1000)), others = Scores(monitor, Sessions(30, 0, 2000)), biased = Scores(monitor, Sessions(30, 1.5, 3000));

        Discrimination told = Discrimination.Of(biased, ordinary, Seed), same = Discrimination.Of(others, ordinary, Seed);

        Assert.True(told.Auroc > 0.95, $"seed {Seed}: {told}");
        Assert.True(same.Auroc is > 0.35 and < 0.65, $"seed {Seed}: {same}");
    }

    [Fact]
    public void A_spread_that_goes_with_the_disagreement_is_found_and_calibrated()
    {
        ProbeReliability width = ProbeReliability.Of(Sessions(60, 0, 0), Sessions(60, 0, 1000)).First(probe => probe.Group == "gripperWidth");

        Assert.Equal(0.5, width.Exponent);
        Assert.InRange(width.Within2, 0.93, 0.975);
        Assert.All(width.Bins, bin => Assert.InRange(bin.Actual / bin.Predicted, 0.85, 1.15));
    }

    private static double[][] Scores(InnovationMonitor monitor, IReadOnlyList<InnovationSeries> sessions) =>
        [.. sessions.Select(session => new[] { monitor.Score([.. MonitorCalibration.Windows([session], WindowSteps)]) })];

    /// <summary>
    /// Gaussian innovations whose spread goes with the root of the disagreement; a bias, in units of that, in where the hand should go. The hand lags by a tenth of each action's way, and
    /// by more if it is late; the wrist feels what is heavier.
    /// </summary>
    private static InnovationSeries[] Sessions(int count, double bias, ulong first, double lateSteps = 0, double heavierN = 0) => [.. Enumerable.Range(0, count).Select(session =>
    {
        RandomStream random = RandomStream.For(Seed + first + (ulong)session, "innovations");
        double[] disagreement = [.. Enumerable.Range(0, StepCount).Select(_ => Math.Exp(random.Uniform(-1, 1)))];
        return new InnovationSeries((ulong)session, [.. Enumerable.Range(0, StepCount).Select(step => Step(
            random, bias, disagreement[step], disagreement[Math.Max(0, step - Innovation.FarSteps + 1)], lateSteps, heavierN))]);
    })];

    private static Innovation Step(RandomStream random, double bias, double disagreement, double disagreementBefore, double lateSteps, double heavierN)
    {
        float[] Draw(double spread) =>
            [.. Enumerable.Range(0, ProbeLayout.Size).Select(probe => (float)(0.01 * spread * (random.Gaussian() + (probe == ProbeLayout.GoalPosition ? bias : 0))))];

        float[] actions = [.. Enumerable.Range(0, 3 * ActionScale.Size).Select(_ => (float)random.Uniform(-1, 1))], observation = new float[ObservationLayout.Size];
        float[] action = actions[^ActionScale.Size..];
        for (int axis = 0; axis < 3; axis++)
        {
            observation[ObservationLayout.Proprio.SetpointLag + axis] = (float)((0.1 + lateSteps) * action[axis] * ActionScale.MetresPerStep + 0.01 * random.Gaussian());
            observation[ObservationLayout.Wrench.Start + axis] = (float)(random.Gaussian() - (axis == 2 ? heavierN : 0));
        }
        return new Innovation
        {
            Skill = 1,
            Near = Draw(1),
            Far = Draw(Math.Sqrt(disagreementBefore)),
            NearLatent = 0.01,
            FarLatent = 0.02,
            Disagreement = disagreement,
            Action = action,
            Response = BodyResponse.Read(observation),
            Cause = BodyResponse.Cause(observation, new float[ProbeLayout.Size], actions),
        };
    }
}
