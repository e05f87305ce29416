using RoboticsStack.Control.Robot;
using RoboticsStack.Faults;
using RoboticsStack.Safety;
using RoboticsStack.Tests;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests;

/// <summary>Faults of the hardware, one at a time in an otherwise sound episode: who catches them, and how fast. Each test prints its line of the table.</summary>
public sealed class DetectionTests(ITestOutputHelper output)
{
    private const ulong Seed = 11;
    private const int Episodes = 4;
    private static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
    private static readonly PromiseBook Book = PromiseBook.Load(Path.Combine(RepositoryRoot.Path, "configs", "faults", "promises.yaml"), Robot);

    [Fact]
    [Trait("safety", nameof(GateFunction.SupplyVoltage))]
    public void A_supply_that_breaks_down_slows_the_robot_while_it_can_still_brake() => Catches("brown-out", 1.5, GateFunction.SupplyVoltage);

    [Fact]
    [Trait("safety", nameof(GateFunction.ThermalBudget))]
    public void A_motor_that_gets_hot_is_spared() => Catches("hot-motor", 1.6, GateFunction.ThermalBudget);

    [Fact]
    [Trait("safety", nameof(GateFunction.EncoderDisagreement))]
    public void An_encoder_that_slips_is_told_by_the_other_side_of_the_gear() => Catches("encoder-slip", 0.06, GateFunction.EncoderDisagreement);

    [Fact]
    [Trait("safety", nameof(GateFunction.EncoderDisagreement))]
    public void An_encoder_on_the_motors_side_that_drifts_is_noticed() => Catches("motor-encoder-drift", 0.4, GateFunction.EncoderDisagreement);

    [Fact]
    [Trait("safety", nameof(GateFunction.EncoderJump))]
    public void An_encoder_that_jumps_is_noticed_at_once() => Catches("encoder-jump", 0.01, GateFunction.EncoderJump, GateFunction.EncoderDisagreement);

    [Fact]
    [Trait("safety", nameof(GateFunction.StuckSensor))]
    public void An_encoder_that_stands_still_while_its_joint_moves_is_noticed() =>
        Catches("stuck-encoder", 1.5, GateFunction.StuckSensor, GateFunction.EncoderDisagreement, GateFunction.ContactReflex, GateFunction.Tracking);

    [Fact]
    [Trait("safety", nameof(GateFunction.StuckSensor))]
    public void An_inertial_unit_that_stands_still_is_noticed() => Catches("stuck-imu", 0.06, GateFunction.StuckSensor);

    [Fact]
    [Trait("safety", nameof(GateFunction.StuckSensor))]
    public void A_numb_wrist_is_noticed() => Catches("numb-wrist", 0.06, GateFunction.StuckSensor);

    /// <summary>The reflex, which takes the sensor at its word, has stopped the arm long before; that the sensor is wrong shows at the latest once an arm near a counter, which is slow, has come to rest.</summary>
    [Fact]
    [Trait("safety", nameof(GateFunction.WristDisagreement))]
    public void A_wrist_sensor_that_feels_what_no_joint_feels_is_not_believed() =>
        Catches("wrist-offset", 0.4, GateFunction.WristDisagreement);

    [Fact]
    [Trait("safety", nameof(GateFunction.HardwareWatchdog))]
    public void A_drives_fault_stops_the_robot_at_once() => Catches("drive-fault", 0.01, GateFunction.HardwareWatchdog);

    [Fact]
    [Trait("safety", nameof(GateFunction.HardwareWatchdog))]
    public void Hardware_that_hangs_is_noticed() => Catches("frozen-hardware", 0.06, GateFunction.HardwareWatchdog);

    [Fact]
    [Trait("safety", nameof(GateFunction.ContactReflex))]
    public void A_push_at_the_elbow_that_the_wrist_does_not_feel_is_felt() => Catches("elbow-push", 0.05, GateFunction.ContactReflex);

    [Fact]
    [Trait("safety", nameof(GateFunction.TorqueRate))]
    public void A_motor_that_jerks_is_noticed() => Catches("torque-spike", 0.05, GateFunction.TorqueRate);

    /// <summary>Every episode is stopped or slowed within the time, and in each of them one of the functions named has noticed the fault within it.</summary>
    private void Catches(string name, double withinSec, params GateFunction[] functions)
    {
        Fault fault = FaultCatalogue.All.Single(fault => fault.Name == name);
        Detection detection = new DetectionTrial(Robot, Book, Seed).Run(fault, Episodes);
        output.WriteLine($"seed {Seed}: {detection.Describe()}");
        Assert.True(detection.Episodes > 0, "the gate intervened in every episode before the fault");
        Assert.Equal(detection.Episodes, detection.Caught);
        Assert.True(detection.WorstSec <= withinSec, $"{detection.WorstSec:F3} s from fault to reaction; {withinSec} s promised");
        Assert.True(detection.Catches.Where(one => functions.Any(function => function.ToString() == one.Function) && one.WorstSec <= withinSec).Sum(one => one.Episodes)
            >= detection.Episodes, "caught by another function only");
    }
}
