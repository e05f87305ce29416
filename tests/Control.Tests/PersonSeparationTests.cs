using FsCheck;
using FsCheck.Fluent;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.People;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Control.Tests;

/// <summary>The gate keeps its distance from people: the formula, and what the gate makes of it.</summary>
[Trait("safety", nameof(GateFunction.PersonSeparation))]
public sealed class PersonSeparationTests
{
    private static readonly PersonSeparationLimits Limits = ReferenceRobot.Load().Safety.PersonSeparation;

    [Fact]
    public void More_speed_or_an_older_detection_never_needs_less_distance_and_none_is_negative() => Holds(random =>
    {
        double robot = random.Uniform(-1, 3), person = random.Uniform(0, 3), age = random.Uniform(0, 2);
        double required = SeparationFormula.Required(Limits, robot, person, age);
        return required >= 0
            && SeparationFormula.Required(Limits, robot + random.Uniform(0, 1), person, age) >= required
            && SeparationFormula.Required(Limits, robot, person + random.Uniform(0, 1), age) >= required
            && SeparationFormula.Required(Limits, robot, person, age + random.Uniform(0, 1)) >= required;
    });

    [Fact]
    public void The_speed_allowed_at_a_distance_needs_just_that_distance() => Holds(random =>
    {
        double distance = random.Uniform(0, 5), person = random.Uniform(0, 3), age = random.Uniform(0, 1);
        double allowed = SeparationFormula.AllowedSpeed(Limits, distance, person, age);
        return allowed == 0
            ? SeparationFormula.Required(Limits, 0, person, age) >= distance - 1e-9
            : Math.Abs(SeparationFormula.Required(Limits, allowed, person, age) - distance) < 1e-9;
    });

    [Theory]
    [InlineData(double.NaN, 1.6, 0.1)]
    [InlineData(1.0, double.NaN, 0.1)]
    [InlineData(1.0, 1.6, double.NaN)]
    [InlineData(1.0, double.PositiveInfinity, 0.1)]
    public void What_is_no_number_allows_no_motion(double distance, double person, double age)
    {
        Assert.Equal(0, SeparationFormula.AllowedSpeed(Limits, distance, person, age));
        Assert.False(SeparationFormula.Required(Limits, double.NaN, 1.6, 0.1) < double.PositiveInfinity);
    }

    [Fact]
    public void The_gate_slows_down_as_somebody_comes_and_goes_on_by_itself_when_they_have_left()
    {
        SimulatedRobot robot = new();
        robot.Engage();
        double free = DriveWith(robot, 1.0, null);
        double near = DriveWith(robot, 1.0, 1.75);
        double beside = DriveWith(robot, 1.0, 0.7);
        Assert.Equal(GateMode.Hold, robot.Gate.Mode);
        Assert.Equal(GateFunction.PersonSeparation, robot.Gate.Cause);
        double after = DriveWith(robot, 1.5, null);
        Assert.Equal(GateMode.Active, robot.Gate.Mode);
        Assert.True(near > 0.05 && near < 0.8 * free, $"{free:F2} m/s in the open, {near:F2} m/s with somebody near");
        Assert.Equal(0, beside);
        Assert.Equal(free, after, 3);
    }

    [Fact]
    public void Somebody_seen_at_no_place_that_can_be_told_stops_the_robot()
    {
        SimulatedRobot robot = new();
        robot.Engage();
        DriveWith(robot, 0.5, null);
        Assert.Equal(0, DriveWith(robot, 1, double.NaN));
        Assert.Equal(GateMode.Hold, robot.Gate.Mode);
    }

    [Fact]
    public void A_hand_in_the_way_of_the_arm_holds_the_robot_though_the_body_is_far()
    {
        SimulatedRobot robot = new();
        robot.Engage();
        Vec3 hand = new(0.9, 0, 1.0);
        for (int n = 0; n < 10; n++)
        {
            Send(robot, view => view.TryAdd(new()
            {
                X = 3, Seen = robot.Now, HandCount = 1, FirstHand = new(hand, robot.Now),
            }));
            robot.Run(0.1);
        }
        Assert.Equal(GateMode.Hold, robot.Gate.Mode);
    }

    [Fact]
    public void News_that_stop_while_somebody_is_near_slow_the_robot_down()
    {
        SimulatedRobot robot = new();
        robot.Engage();
        Send(robot, view => view.TryAdd(new() { X = -30, Seen = robot.Now.AddSeconds(100) }));
        robot.DrainInterventions();
        robot.Run(Limits.MaxAgeSec + 0.1);
        Assert.Contains(robot.DrainInterventions(), intervention => intervention.Function == GateFunction.PersonSeparation);
    }

    [Fact]
    public void Looking_out_for_people_allocates_nothing()
    {
        SimulatedRobot robot = new();
        robot.Engage();
        DriveWith(robot, 0.5, 1.2);
        PeopleView view = robot.Inputs.PeopleDraft;
        view.Clear();
        view.Newest = robot.Now;
        view.TryAdd(new() { X = 1.2, Seen = robot.Now, SigmaM = 0.1 });
        robot.Inputs.SendPeople();
        robot.Cycle();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 0; n < 20; n++)
        {
            robot.Cycle();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Drives forward for a while with somebody so far ahead of base_link; null: nobody. Returns the base's speed at the end, m/s.</summary>
    private static double DriveWith(SimulatedRobot robot, double seconds, double? aheadM)
    {
        for (int n = 0; n < seconds / 0.1; n++)
        {
            Send(robot, view =>
            {
                if (aheadM is { } ahead)
                {
                    view.TryAdd(new() { X = robot.Measurement.BaseOdometry.X + ahead, Seen = robot.Now, SigmaM = 0.05 });
                }
            });
            robot.Offer(robot.NewDrive(0.4, untilSec: 0.3, lastsSec: 0.3));
            robot.Run(0.1);
        }
        return robot.Command.BaseVxMPerSec;
    }

    private static void Send(SimulatedRobot robot, Action<PeopleView> fill)
    {
        PeopleView view = robot.Inputs.PeopleDraft;
        view.Clear();
        view.Sequence++;
        view.Newest = robot.Now;
        fill(view);
        robot.Inputs.SendPeople();
    }

    private static void Holds(Func<RandomStream, bool> property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => property(RandomStream.For((ulong)seed, "separation"))));
}
