using RoboticsStack.Control.Dynamics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Plant;
using RoboticsStack.Tests;
using RoboticsStack.Training.Uncertainty;

namespace RoboticsStack.Learning.Tests.Training;

public sealed class InnovationMonitorTests
{
    private const ulong Seed = 11;
    private static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
    private static readonly SignReader Signs = new(Robot);
    private static readonly ArmDynamics Dynamics = new(Robot);
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
        UsualSign follows = monitor.Usual.First(sign => sign.Sign == PhysicsSign.FollowsLate);
        double[] late = [.. Sessions(100, 3000, new(0.02, 0, 0, 0, 0)).Select(session => InnovationMonitor.Find([.. session.Steps], follows)!.Value.Excess)];
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

    /// <summary>A thing that comes along, or that the hand passes crosswise, or that is gripped: what pulls at the wrist then says nothing of sliding.</summary>
    [Theory]
    [InlineData(0.02f, true, false, true)]
    [InlineData(0.02f, false, false, false)]
    [InlineData(0.02f, true, true, false)]
    [InlineData(0.05f, true, false, false)]
    public void Friction_is_read_only_where_the_fingers_slide_along_what_they_hold_lightly(float cellN, bool wanders, bool crosswise, bool read)
    {
        float[] observation = new float[ObservationLayout.Size], probes = new float[ProbeLayout.Size];
        observation[ObservationLayout.Proprio.PreviousAction] = -0.1f;
        observation[ObservationLayout.Proprio.PreviousAction + 1] = crosswise ? 0.1f : 0;
        ObservationLayout.Tactile.Of(observation.AsSpan()).Fill(cellN);
        float[] before = [.. observation];
        Slide(observation, cellN, 0.3, 0, wanders);

        SignEvidence[] sliding = [.. Signs.Read(observation, before, Felt(observation), probes, probes).Where(item => item.Sign == PhysicsSign.SlidingFriction)];

        Assert.Equal(read ? 1 : 0, sliding.Length);
        Assert.All(sliding, item => Assert.Equal(Math.Asinh(0.3 / 0.1), item.Answer / item.Driver, 3));
    }

    /// <summary>The hand goes along its own x axis, past something that holds it back and up by as much together as its friction is worth; on the pads, what presses moves a row towards where it stays.</summary>
    private static void Slide(float[] observation, float cellN, double friction, double noiseN, bool wanders)
    {
        int way = Math.Sign(observation[ObservationLayout.Proprio.PreviousAction]);
        double force = friction * ObservationLayout.Tactile.Length * cellN + noiseN;
        observation[ObservationLayout.Proprio.GripperPositionInArmBase] = 0.005f * way;
        (observation[ObservationLayout.Wrench.Start], observation[ObservationLayout.Wrench.Start + 2]) = ((float)(-way * force / 3), (float)(2 * force / 3));
        for (int pad = 0; wanders && pad < ObservationLayout.PadCount; pad++)
        {
            Span<float> cells = ObservationLayout.Tactile.Of(observation.AsSpan()).Slice(pad * ObservationLayout.PadCells, ObservationLayout.PadCells);
            Span<float> left = way > 0 ? cells[..ObservationLayout.PadColumns] : cells[^ObservationLayout.PadColumns..], gained = way > 0 ? cells[^ObservationLayout.PadColumns..] : cells[..ObservationLayout.PadColumns];
            gained.Fill(2 * cellN);
            left.Clear();
        }
    }

    /// <summary>Joints move and gain speed; their torques are what that takes, what the hand feels, friction against the way they go, and noise. The hand's own inertia is felt at the wrist, too.</summary>
    private static float[] Forces(RandomStream random, float[] observation, float[] before, double frictionNm)
    {
        ArmMotionState state = default;
        for (int joint = 0; joint < ObservationLayout.JointCount; joint++)
        {
            (int position, int velocity) = (ObservationLayout.Proprio.JointPositions + joint, ObservationLayout.Proprio.JointVelocities + joint);
            (before[position], before[velocity]) = ((float)random.Uniform(-1, 1), (float)random.Uniform(-0.5, 0.5));
            (state.VelocityRadPerSec[joint], state.AccelerationRadPerSec2[joint]) = (random.Uniform(-0.5, 0.5), random.Uniform(-1, 1));
            observation[position] = (float)(before[position] + state.VelocityRadPerSec[joint] * ActionScale.StepSeconds);
            observation[velocity] = (float)(before[velocity] + state.AccelerationRadPerSec2[joint] * ActionScale.StepSeconds);
            state.PositionRad[joint] = observation[position];
        }
        float[] forces = Felt(observation);
        Vec3 inertiaN = Dynamics.HandWrench(state, 0).Force;
        forces[StepForces.WristWrench] += (float)inertiaN.X;
        forces[StepForces.WristWrench + 1] += (float)inertiaN.Y;
        forces[StepForces.WristWrench + 2] += (float)inertiaN.Z;
        JointVector motionNm = Dynamics.InverseDynamics(state, StepForces.Wrench(forces));
        for (int joint = 0; joint < ObservationLayout.JointCount; joint++)
        {
            forces[StepForces.JointTorques + joint] = (float)(motionNm[joint] + frictionNm * Math.Sign(state.VelocityRadPerSec[joint]) + 0.3 * random.Gaussian());
        }
        return forces;
    }

    /// <summary>What the observation says of the wrist, as felt over the whole step; the joints' torques are zero.</summary>
    private static float[] Felt(float[] observation)
    {
        float[] forces = new float[StepForces.Size];
        ObservationLayout.Wrench.Of(observation).CopyTo(forces.AsSpan(StepForces.WristWrench));
        return forces;
    }

    private static double[][] Scores(InnovationMonitor monitor, IReadOnlyList<InnovationSeries> sessions) => [.. sessions.Select(session => new[] { monitor.Score([.. session.Steps]) })];

    /// <summary>Gaussian innovations whose spread goes with the root of the disagreement; something of another weight in the hand in each session.</summary>
    private static InnovationSeries[] Sessions(int count, ulong first, Change change = default) => [.. Enumerable.Range(0, count).Select(session =>
    {
        RandomStream random = RandomStream.For(Seed + first + (ulong)session, "innovations");
        double weightN = random.Gaussian(UsualWeightN, WeightSpreadN) + change.HeavierN;
        double[] disagreement = [.. Enumerable.Range(0, StepCount).Select(_ => Math.Exp(random.Uniform(-1, 1)))];
        return new InnovationSeries((ulong)session, [.. Enumerable.Range(0, StepCount).Select(step => Step(
            random, disagreement[step], disagreement[Math.Max(0, step - Innovation.FarSteps + 1)], weightN, change))], new Grip[StepCount]);
    })];

    private static Innovation Step(RandomStream random, double disagreement, double disagreementBefore, double weightN, Change change)
    {
        float[] Draw(double spread) => [.. Enumerable.Range(0, ProbeLayout.Size).Select(_ => (float)(0.01 * spread * random.Gaussian()))];

        float[] observation = new float[ObservationLayout.Size], held = new float[ProbeLayout.Size];
        (held[ProbeLayout.Held], held[ProbeLayout.ObjectHeightAboveSupport]) = (1, 0.1f);
        for (int axis = 0; axis < 3; axis++)
        {
            double action = random.Uniform(-1, 1), speed = action * ActionScale.MetresPerStep / ActionScale.StepSeconds;
            observation[ObservationLayout.Proprio.PreviousAction + axis] = (float)action;
            observation[ObservationLayout.Proprio.SetpointLag + axis] = (float)((UsualLateSec + change.LaterSec) * speed + 0.01 * random.Gaussian());
        }
        observation[ObservationLayout.Wrench.Start + 2] = (float)(random.Gaussian() - weightN);
        // Two pads of 128 cells press; the hand rises, and what it holds stays behind by as much as it slips. In every fifth step they lie on it lightly and slide along it.
        bool slides = random.Chance(0.2);
        float cellN = slides ? 0.02f : 0.05f;
        ObservationLayout.Tactile.Of(observation.AsSpan()).Fill(cellN);
        float[] before = [.. observation], heldBefore = [.. held];
        if (slides)
        {
            observation.AsSpan(ObservationLayout.Proprio.PreviousAction + 1, 2).Clear();
            Slide(observation, cellN, UsualSliding - change.Slipperier, 0.5 * random.Gaussian(), wanders: true);
        }
        double risenM = random.Uniform(-0.02, 0.02);
        observation[ObservationLayout.Proprio.GripperPositionInArmBase + 2] = (float)risenM;
        held[ProbeLayout.ObjectPosition + 2] = (float)(-change.Slips * risenM + 0.003 * random.Gaussian());
        float[] forces = Forces(random, observation, before, UsualFrictionNm + change.FrictionNm);
        return new Innovation
        {
            Skill = 1,
            Near = Draw(1),
            Far = Draw(Math.Sqrt(disagreementBefore)),
            NearLatent = 0.01,
            FarLatent = 0.02,
            Disagreement = disagreement,
            Evidence = Signs.Read(observation, before, forces, held, heldBefore),
        };
    }
}
