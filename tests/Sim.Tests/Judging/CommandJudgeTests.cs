using RoboticsStack.Control.Robot;
using RoboticsStack.Faults;
using RoboticsStack.Safety;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests.Judging;

/// <summary>Commands that leave one limit each, made past the gate; each breaks its own promise and no other.</summary>
public sealed class CommandJudgeTests(ITestOutputHelper output)
{
    private const double GentleRadPerSec2 = 9;
    private static readonly RobotDescription Robot = JudgeBench.Robot;
    private static readonly double CycleSec = Robot.Safety.CycleSec;

    private readonly PromiseSheet _sheet = new(JudgeBench.Book);
    private JointVector _position = Robot.Arm.NominalPosture;
    private double _liftM = 0.1, _liftVelocityMPerSec, _baseVxMPerSec;
    private CommandJudge? _judge;

    [Fact]
    public void A_command_within_all_limits_breaks_nothing()
    {
        Engage();
        double speed = 0;
        for (int n = 0; n < 100; n++)
        {
            Turn(0, speed += GentleRadPerSec2 * CycleSec);
        }
        AssertBroken();
    }

    [Fact]
    public void A_number_that_is_none()
    {
        Engage();
        _liftVelocityMPerSec = double.NaN;
        Send(GateMode.Active);
        AssertBroken(Promise.FiniteCommand);
    }

    [Fact]
    public void A_joint_beyond_its_range()
    {
        _position[5] = Robot.Arm.PositionHigh[5] + 0.001;
        Engage();
        AssertBroken(Promise.JointPosition);
    }

    [Fact]
    public void A_joint_faster_than_it_may_anywhere()
    {
        Engage();
        double speed = 0;
        while (speed < Robot.Arm.MaxVelocity[0] + 0.02)
        {
            Turn(0, speed += GentleRadPerSec2 * CycleSec);
        }
        AssertBroken(Promise.JointVelocity);
    }

    [Fact]
    public void A_joint_faster_than_it_may_so_near_its_end()
    {
        _position[0] = Robot.Arm.VelocityEdgeHigh[0] - 0.1;
        Engage();
        double speed = 0;
        while (speed < 0.9)
        {
            Turn(0, speed += GentleRadPerSec2 * CycleSec);
        }
        AssertBroken(Promise.JointVelocity);
    }

    [Fact]
    public void A_joint_that_gathers_speed_too_fast()
    {
        Engage();
        double speed = 0, acceleration = 0;
        while (acceleration < 1.05 * Robot.Arm.MaxAcceleration)
        {
            acceleration += 0.5;
            Turn(0, speed += acceleration * CycleSec);
        }
        AssertBroken(Promise.JointAcceleration);
    }

    [Fact]
    public void A_joint_that_jerks()
    {
        Engage();
        Turn(0, GentleRadPerSec2 * CycleSec);
        Turn(0, 0);
        AssertBroken(Promise.JointJerk);
    }

    [Theory]
    [InlineData(0.1, 0.0004)]
    [InlineData(0, -0.0001)]
    public void A_lift_that_is_too_fast_or_leaves_its_range(double startM, double stepM)
    {
        _liftM = startM;
        Engage();
        _liftM += stepM;
        Send(GateMode.Active);
        AssertBroken(Promise.LiftCommand);
    }

    [Fact]
    public void A_base_that_brakes_harder_than_it_may()
    {
        Engage();
        _baseVxMPerSec = 1.1 * Robot.Base.StopAccelerationMPerSec2 * CycleSec;
        Send(GateMode.Active);
        AssertBroken(Promise.BaseAcceleration);
    }

    [Fact]
    public void Only_where_drives_are_taken_over_or_have_no_power_may_setpoints_jump()
    {
        Send(GateMode.Disengaged, isPowered: false);
        _position[0] += 0.5;
        Send(GateMode.Disengaged, isPowered: false);
        _position[0] += 0.5;
        Send(GateMode.Engaging);
        Send(GateMode.Active);
        Send(GateMode.Active);
        AssertBroken();

        _position[0] += 0.5;
        Send(GateMode.Active);
        AssertBroken(Promise.JointVelocity, Promise.JointAcceleration, Promise.JointJerk);
    }

    private void Engage()
    {
        Send(GateMode.Disengaged, isPowered: false);
        Send(GateMode.Engaging);
        for (int n = 0; n < 5; n++)
        {
            Send(GateMode.Active);
        }
    }

    private void Turn(int joint, double radPerSec)
    {
        _position[joint] += radPerSec * CycleSec;
        Send(GateMode.Active);
    }

    private void Send(GateMode mode, bool isPowered = true)
    {
        _judge ??= new CommandJudge(Robot, _sheet);
        _judge.Check(new GatedCommand(1, mode, isPowered, 1, _position, default, _liftM, _liftVelocityMPerSec, 0.08, 20, _baseVxMPerSec, 0, 0), 0);
    }

    private void AssertBroken(params Promise[] promises)
    {
        foreach (Violation violation in _sheet.Violations)
        {
            output.WriteLine($"{violation.Promise} {violation.Value:G5} of {violation.Limit:G5}");
        }
        Assert.Equal(promises, _sheet.Violations.Select(violation => violation.Promise));
    }
}
