using RoboticsStack.Core;
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

    /// <summary>What is ordinary: the hand follows late by this, a joint rubs with this, a mug weighs this, give or take.</summary>
    private const double UsualLateSec = 0.08, UsualFrictionNm = 0.1, UsualWeightN = 3, WeightSpreadN = 0.8, UsualSliding = 0.4;

    /// <summary>Each is far less than chance spreads one answer, or as much as one mug is heavier than another: all together they tell.</summary>
    [Theory]
    [InlineData(0.02, 0, 0, 0, 0, PhysicsSign.FollowsLate)]
    [InlineData(0, 0.1, 0, 0, 0, PhysicsSign.JointsRub)]
    [InlineData(0, 0, 4, 0, 0, PhysicsSign.WeightInHand)]
    [InlineData(0, 0, 0, 0.3, 0, PhysicsSign.ComesAlong)]
    [InlineData(0, 0, 0, 0, 0.25, PhysicsSign.SlidingFriction)]
    public void What_is_off_is_noticed_and_named(double laterSec, double frictionNm, double heavierN, double slips, double slipperier, PhysicsSign named)
    {
        InnovationMonitor monitor = MonitorCalibration.Of(Sessions(60, 0), WindowSteps);
        InnovationSeries[] changed = Sessions(40, 3000, new(laterSec, frictionNm, heavierN, slips, slipperier));
        double[][] ordinary = Scores(monitor, Sessions(40, 1000)), others = Scores(monitor, Sessions(40, 2000));

        Discrimination told = Discrimination.Of(Scores(monitor, changed), ordinary, Seed), same = Discrimination.Of(others, ordinary, Seed);

        Assert.True(told.Auroc > 0.95, $"seed {Seed}: {told}");
        Assert.True(same.Auroc is > 0.35 and < 0.65, $"seed {Seed}: {same}");
        Assert.True(changed.Count(session => monitor.Farthest([.. session.Steps])!.Value.Sign == named) >= 0.9 * changed.Length, $"seed {Seed}");
    }

    [Fact]
    public void How_far_off_is_told_in_the_signs_own_unit()
    {
        InnovationMonitor monitor = MonitorCalibration.Of(Sessions(60, 0), WindowSteps);
        double[] late = [.. Sessions(20, 3000, new(0.02, 0, 0, 0, 0)).Select(session => monitor.Farthest([.. session.Steps])!.Value.Excess)];
        Assert.InRange(late.Average(), 0.018, 0.022);
    }

    [Fact]
    public void What_was_not_seen_is_no_sign()
    {
        InnovationMonitor monitor = MonitorCalibration.Of(Sessions(60, 0), WindowSteps);
        Innovation step = Sessions(1, 3000)[0].Steps[0];
        Assert.Equal(0, monitor.Score([]));
        Assert.Null(monitor.Farthest([step with { Evidence = [.. step.Evidence.Take(4)] }]));
        Assert.Throws<UserErrorException>(() => MonitorCalibration.Of(Sessions(2, 0), WindowSteps));
    }

    [Fact]
    public void A_spread_that_goes_with_the_disagreement_is_found_and_calibrated()
    {
        ProbeReliability width = ProbeReliability.Of(Sessions(60, 0), Sessions(60, 1000)).First(probe => probe.Group == "gripperWidth");

        Assert.Equal(0.5, width.Exponent);
        Assert.InRange(width.Within2, 0.93, 0.975);
        Assert.All(width.Bins, bin => Assert.InRange(bin.Actual / bin.Predicted, 0.85, 1.15));
    }

    /// <summary>What differs from the ordinary.</summary>
    private readonly record struct Change(double LaterSec, double FrictionNm, double HeavierN, double Slips, double Slipperier);

    private static double[][] Scores(InnovationMonitor monitor, IReadOnlyList<InnovationSeries> sessions) => [.. sessions.Select(session => new[] { monitor.Score([.. session.Steps]) })];

    /// <summary>Gaussian innovations whose spread goes with the root of the disagreement; something of another weight in the hand in each session.</summary>
    private static InnovationSeries[] Sessions(int count, ulong first, Change change = default) => [.. Enumerable.Range(0, count).Select(session =>
    {
        RandomStream random = RandomStream.For(Seed + first + (ulong)session, "innovations");
        double weightN = random.Gaussian(UsualWeightN, WeightSpreadN) + change.HeavierN;
        double[] disagreement = [.. Enumerable.Range(0, StepCount).Select(_ => Math.Exp(random.Uniform(-1, 1)))];
        return new InnovationSeries((ulong)session, [.. Enumerable.Range(0, StepCount).Select(step => Step(
            random, disagreement[step], disagreement[Math.Max(0, step - Innovation.FarSteps + 1)], weightN, change))], new bool[StepCount]);
    })];

    private static Innovation Step(RandomStream random, double disagreement, double disagreementBefore, double weightN, Change change)
    {
        float[] Draw(double spread) => [.. Enumerable.Range(0, ProbeLayout.Size).Select(_ => (float)(0.01 * spread * random.Gaussian()))];

        float[] observation = new float[ObservationLayout.Size], torques = new float[ObservationLayout.JointCount], held = new float[ProbeLayout.Size];
        (held[ProbeLayout.Held], held[ProbeLayout.ObjectHeightAboveSupport]) = (1, 0.1f);
        for (int axis = 0; axis < 3; axis++)
        {
            double action = random.Uniform(-1, 1), speed = action * ActionScale.MetresPerStep / ActionScale.StepSeconds;
            observation[ObservationLayout.Proprio.PreviousAction + axis] = (float)action;
            observation[ObservationLayout.Proprio.SetpointLag + axis] = (float)((UsualLateSec + change.LaterSec) * speed + 0.01 * random.Gaussian());
        }
        for (int joint = 0; joint < torques.Length; joint++)
        {
            double speed = random.Uniform(-0.5, 0.5);
            observation[ObservationLayout.Proprio.JointVelocities + joint] = (float)speed;
            torques[joint] = (float)((UsualFrictionNm + change.FrictionNm) * Math.Sign(speed) + 0.3 * random.Gaussian());
        }
        observation[ObservationLayout.Wrench.Start + 2] = (float)(random.Gaussian() - weightN);
        // Two pads of 128 cells press; the hand rises, and what it holds stays behind by as much as it slips. In every fifth step they lie on it lightly and slide along it.
        bool slides = random.Chance(0.2);
        float cellN = slides ? 0.02f : 0.05f;
        ObservationLayout.Tactile.Of(observation.AsSpan()).Fill(cellN);
        float[] before = [.. observation], heldBefore = [.. held];
        if (slides)
        {
            Span<float> action = observation.AsSpan(ObservationLayout.Proprio.PreviousAction, 3);
            action[1..].Clear();
            observation[ObservationLayout.Proprio.GripperPositionInArmBase] = 0.005f * Math.Sign(action[0]);
            observation[ObservationLayout.Wrench.Start] = (float)(-Math.Sign(action[0]) * (UsualSliding - change.Slipperier) * ObservationLayout.Tactile.Length * cellN + 0.5 * random.Gaussian());
        }
        double risenM = random.Uniform(-0.02, 0.02);
        observation[ObservationLayout.Proprio.GripperPositionInArmBase + 2] = (float)risenM;
        held[ProbeLayout.ObjectPosition + 2] = (float)(-change.Slips * risenM + 0.003 * random.Gaussian());
        return new Innovation
        {
            Skill = 1,
            Near = Draw(1),
            Far = Draw(Math.Sqrt(disagreementBefore)),
            NearLatent = 0.01,
            FarLatent = 0.02,
            Disagreement = disagreement,
            Evidence = SignReader.Read(observation, before, torques, held, heldBefore),
        };
    }
}
