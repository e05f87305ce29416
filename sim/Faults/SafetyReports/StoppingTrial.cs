using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Faults.SafetyReports;

/// <summary>One robot that is driven at a speed and then stopped.</summary>
internal sealed class StoppingTrial(
    RobotDescription robot, SimulatedKitchen plant, GateLoop loop, GateInputs inputs, StoppingAxis axis, double speed, Pose start)
{
    /// <summary>From engaging to the arm's motion; until the depth cameras have looked for a while, the gate keeps everything slow.</summary>
    public const double BeginSec = 0.7;
    private readonly SurroundingsFeed _sensors = new(null, new SurroundingsBuilder(robot, loop.History, inputs));
    private readonly Vec3 _way = axis == StoppingAxis.Base ? FreeWay(plant) : Vec3.Zero;
    private ulong _sequence;
    private Timestamp _engaged;
    private double _nextPlanSec;

    /// <summary>True speed along the axis, m/s.</summary>
    public double Speed
    {
        get
        {
            (double vx, double vy, _) = plant.TrueRobot.GetBaseVelocity();
            return axis switch
            {
                StoppingAxis.Base => Math.Sqrt(vx * vx + vy * vy),
                StoppingAxis.Arm => plant.World.GetVelocity(plant.TrueRobot.Gripper).Linear.Length,
                _ => Math.Abs(plant.TrueRobot.LiftVelocityMPerSec),
            };
        }
    }

    /// <summary>As the campaign's judge has it: a gripper that creeps as the servos relax rests once no joint is faster than that.</summary>
    public bool Rests => axis == StoppingAxis.Arm
        ? Enumerable.Range(0, JointVector.Length).All(joint => Math.Abs(plant.TrueRobot.GetArmVelocity(joint)) < MotionJudge.RestRadPerSec)
        : Speed < MotionJudge.RestMPerSec;

    /// <summary>True position along the axis, m.</summary>
    public Vec3 Position => axis switch
    {
        StoppingAxis.Base => new Vec3(plant.TrueRobot.BasePose.X, plant.TrueRobot.BasePose.Y, 0),
        StoppingAxis.Arm => plant.World.GetPose(plant.TrueRobot.Gripper).Position,
        _ => new Vec3(0, 0, plant.TrueRobot.LiftM),
    };

    /// <summary>How long it has been engaged, or asked to be.</summary>
    public double EngagedSec => plant.Now.SecondsSince(_engaged);

    /// <summary>Looks about, as before an episode of the campaign, and asks to be engaged.</summary>
    public void Begin()
    {
        CameraLook.Take(plant, loop, _sensors, robot);
        _engaged = plant.Now;
        _nextPlanSec = _engaged.Seconds;
        inputs.RequestEngage();
    }

    /// <summary>One cycle under way.</summary>
    public void Step(double planEverySec)
    {
        if (plant.Now.Seconds >= _nextPlanSec)
        {
            _nextPlanSec += planEverySec;
            Fill(inputs.Draft, plant.Now);
            inputs.SendPlan();
        }
        inputs.SendHeartbeat();
        loop.Cycle(plant.Now);
        plant.Step(_sensors);
    }

    public void Cause(StopCategory category)
    {
        switch (category)
        {
            case StopCategory.BrakedThenPowerAway:
                inputs.EmergencyStop();
                break;
            case StopCategory.BrakedAndHeld:
                inputs.ReportLinkLost();
                break;
        }
    }

    /// <summary>One cycle after the cause; with the gate gone there is none.</summary>
    public void StepStopping(StopCategory category)
    {
        if (category != StopCategory.PowerAway)
        {
            loop.Cycle(plant.Now);
        }
        plant.Step(_sensors);
    }

    private void Fill(GatePlan plan, Timestamp now)
    {
        plan.RunId = 1;
        plan.Sequence = ++_sequence;
        plan.ModelHash = "";
        plan.RobotHash = robot.ContentHash;
        plan.ObservedTime = now;
        plan.Expires = now.AddSeconds(1);
        plan.VesselFull = false;
        plan.LiftM = axis == StoppingAxis.Lift ? robot.Lift.HighM : loop.Gate.Latest.LiftM;
        (plan.ArmCount, plan.JointCount, plan.BaseCount) = (0, 0, 0);
        for (int i = 0; i < GatePlan.MaxPoints; i++)
        {
            Timestamp time = now.AddSeconds(0.05 * (i + 1));
            if (axis == StoppingAxis.Arm)
            {
                Vec3 along = new(0, speed * Math.Max(0, time.SecondsSince(_engaged) - BeginSec), 0);
                plan.Arm[plan.ArmCount++] = new GripperKnot(time, start with { Position = start.Position + along }, 0.08, 10);
            }
            else if (axis == StoppingAxis.Base)
            {
                plan.Base[plan.BaseCount++] = new GateBasePoint(time, speed * _way.X, speed * _way.Y, 0);
            }
        }
    }

    /// <summary>Unit vector in base_link towards where nothing stands for longest, 0.3 m over the floor.</summary>
    private static Vec3 FreeWay(SimulatedKitchen plant)
    {
        const int Directions = 32;
        Pose2 at = plant.TrueRobot.BasePose;
        Vec3 best = Vec3.Zero;
        double farthest = 0;
        for (int i = 0; i < Directions; i++)
        {
            double angle = 2 * Math.PI * i / Directions;
            Vec3 local = new(Math.Cos(angle), Math.Sin(angle), 0);
            Vec3 inWorld = Quat.FromYaw(at.YawRad).Rotate(local);
            double free = Math.Min(10, plant.World.CastRay(new Vec3(at.X, at.Y, 0.3) + inWorld * 0.4, inWorld, 10, new Scenes.BodyHandle(-1)).DistanceM);
            (best, farthest) = free > farthest ? (local, free) : (best, farthest);
        }
        return best;
    }
}
