using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Tests;

public sealed class PerceptionLocalisationTests
{
    private const ulong Seed = 11;

    /// <summary>Drives a filter along a true motion; odometry has a scale error of 2 %, the estimate the noise of the scenario.</summary>
    private sealed class Drive(ulong seed)
    {
        private readonly RandomStream _random = new(seed);
        private Pose2 _odometry = new(0.3, -0.2, 1);
        private int _step;

        public Localisation Filter { get; } = new();
        public Pose2 Truth { get; private set; } = new(2, 1, 0.5);
        public Timestamp Now => Timestamp.FromSeconds(_step * 0.01);

        public void Step(double vx, double vy, double yawRate)
        {
            _step++;
            Truth = Truth.Advance(vx, vy, yawRate, 0.01);
            _odometry = _odometry.Advance(vx * 1.02, vy * 1.02, yawRate * 1.02, 0.01);
            Filter.Observe(new Odometry
            {
                Header = SyntheticFlat.At(Now), XM = _odometry.X, YM = _odometry.Y, YawRad = _odometry.YawRad,
                VxMPerSec = vx, VyMPerSec = vy, YawRateRadPerSec = yawRate,
            });
            if (_step % 10 == 0)
            {
                Filter.Observe(Estimate(Truth));
            }
        }

        public PoseEstimate Estimate(Pose2 about) => new()
        {
            Header = SyntheticFlat.At(Now),
            XM = about.X + _random.Gaussian(0, 0.01),
            YM = about.Y + _random.Gaussian(0, 0.01),
            YawRad = about.YawRad + _random.Gaussian(0, 0.5 * Math.PI / 180),
        };
    }

    [Fact]
    public void Standing_still_for_three_seconds_gives_three_millimetres()
    {
        double sum = 0;
        double yawSum = 0;
        for (ulong run = 0; run < 40; run++)
        {
            Drive drive = new(Seed + run);
            for (int i = 0; i < 300; i++)
            {
                drive.Step(0, 0, 0);
            }
            Pose2 pose = drive.Filter.BaseInMapAt(drive.Now);
            sum += Math.Pow(pose.DistanceTo(drive.Truth), 2);
            yawSum += Math.Pow(Angle.Difference(pose.YawRad, drive.Truth.YawRad), 2);
        }
        Assert.True(Math.Sqrt(sum / 40) < 0.0035, $"seed {Seed}: rms {Math.Sqrt(sum / 40):F4} m");
        Assert.True(Math.Sqrt(yawSum / 40) < 0.0025, $"seed {Seed}: rms {Math.Sqrt(yawSum / 40):F4} rad");
    }

    [Fact]
    public void Driving_fast_and_turning_stays_within_two_centimetres()
    {
        Drive drive = new(Seed);
        double worst = 0;
        for (int i = 0; i < 2000; i++)
        {
            drive.Step(0.5, 0.1 * Math.Sin(i * 0.01), 0.8 * Math.Sin(i * 0.005));
            worst = Math.Max(worst, i > 100 ? drive.Filter.BaseInMapAt(drive.Now).DistanceTo(drive.Truth) : 0);
        }
        Assert.True(worst < 0.02, $"seed {Seed}: worst {worst:F4} m");
    }

    [Fact]
    public void The_past_can_be_looked_up_at_a_sensors_instant()
    {
        Drive drive = new(Seed);
        Pose2 then = default;
        Timestamp thenTime = default;
        for (int i = 0; i < 300; i++)
        {
            drive.Step(0.4, 0, 0.5);
            if (i == 287)
            {
                then = drive.Truth;
                thenTime = drive.Now;
            }
        }
        Assert.True(drive.Filter.BaseInMapAt(thenTime).DistanceTo(then) < 0.015);
        Assert.True(drive.Filter.BaseInMapAt(drive.Now).DistanceTo(then) > 0.03);
    }

    [Fact]
    public void One_wild_estimate_is_ignored_and_a_real_displacement_believed()
    {
        Drive drive = new(Seed);
        for (int i = 0; i < 300; i++)
        {
            drive.Step(0, 0, 0);
        }
        Pose2 elsewhere = new(drive.Truth.X + 1, drive.Truth.Y, drive.Truth.YawRad);
        drive.Filter.Observe(drive.Estimate(elsewhere));
        Assert.True(drive.Filter.BaseInMapAt(drive.Now).DistanceTo(drive.Truth) < 0.01);
        for (int i = 0; i < 5; i++)
        {
            drive.Filter.Observe(drive.Estimate(elsewhere));
        }
        Assert.True(drive.Filter.BaseInMapAt(drive.Now).DistanceTo(elsewhere) < 0.05);
    }
}
