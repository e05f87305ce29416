using System.Globalization;
using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Placement;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Faults.SafetyReports;

public enum StoppingAxis
{
    Base,
    Arm,
    Lift,
}

/// <summary>How the robot is made to stop, by category of IEC 60204-1.</summary>
public enum StopCategory
{
    /// <summary>The gate's process is gone: the drives hear nothing more and brake by themselves.</summary>
    PowerAway,

    /// <summary>Emergency stop: braked, then without power.</summary>
    BrakedThenPowerAway,

    /// <summary>The brain is gone: braked, and held under power.</summary>
    BrakedAndHeld,
}

/// <summary>One stop, measured in the simulator.</summary>
/// <param name="SpeedMPerSec">True speed at the instant of the stop; what was asked for may not have been reached.</param>
/// <param name="TimeSec">From the cause to true rest; null if it did not come to rest.</param>
/// <param name="DistanceM">True travel in that time.</param>
public sealed record MeasuredStop(StoppingAxis Axis, StopCategory Category, double AskedMPerSec, double PayloadKg, double SpeedMPerSec, double? TimeSec, double DistanceM);

/// <summary>
/// Measures stopping time and distance over speed, payload and kind of stop, with the real gate and the simulated robot and its drives' delay. The gate
/// does not know of the payload.
/// </summary>
public sealed class StoppingMeasurement(RobotDescription robot)
{
    private const ulong KitchenSeed = 4;
    private const ulong RunId = 1;
    private const double PlanEverySec = 0.1;
    private const double RunUpSec = 1.5;
    private const double PatienceSec = 2;

    private readonly Kitchen _kitchen = KitchenGenerator.Generate(KitchenSeed);
    private readonly RobotKinematics _kinematics = new(robot);

    public static IReadOnlyList<double> PayloadsKg { get; } = [0, 1, 2, 3];

    /// <summary>All of them, one after the other.</summary>
    public IEnumerable<MeasuredStop> Run(CancellationToken cancellation)
    {
        Pose2 place = OpenFloor();
        foreach (double payload in PayloadsKg)
        {
            RobotDescription loaded = WithPayload(payload);
            foreach (StoppingAxis axis in Enum.GetValues<StoppingAxis>())
            {
                foreach (double share in axis == StoppingAxis.Lift ? [1.0] : new[] { 0.25, 0.5, 0.75, 1 })
                {
                    foreach (StopCategory category in Enum.GetValues<StopCategory>())
                    {
                        cancellation.ThrowIfCancellationRequested();
                        yield return Measure(loaded, place, payload, axis, category, share * GreatestOf(axis));
                    }
                }
            }
        }
    }

    private double GreatestOf(StoppingAxis axis) => axis switch
    {
        StoppingAxis.Base => robot.Base.MaxSpeedMPerSec,
        StoppingAxis.Arm => robot.Safety.Cartesian.SpeedMPerSec,
        _ => robot.Lift.MaxVelocityMPerSec,
    };

    private MeasuredStop Measure(RobotDescription loaded, Pose2 place, double payload, StoppingAxis axis, StopCategory category, double speed)
    {
        Pose middle = _kinematics.Arm.Forward(robot.Arm.NominalPosture);
        Pose start = middle with { Position = middle.Position - new Vec3(0, speed * (RunUpSec - StoppingTrial.BeginSec) / 2, 0) };
        GlobalIk ik = new(robot, _kinematics.Arm);
        if (!ik.TrySolve(start, robot.Arm.NominalPosture, out JointVector posture))
        {
            throw new UserErrorException($"Robot '{robot.Name}' cannot bring its gripper to {start.Position} for measuring its stops: check the arm's limits.");
        }
        using SimulatedKitchen plant = new(new MujocoEngine(), _kitchen, loaded, new PlantOptions
        {
            Seed = KitchenSeed,
            Variation = RobotVariation.Nominal,
            StartPosture = posture,
            Start = place,
        });
        GateInputs inputs = new();
        GateLoop loop = new(new SafetyGate(robot, new PlanOrigin(RunId, robot.ContentHash, "")), plant.Hardware, inputs);
        StoppingTrial trial = new(robot, plant, loop, inputs, axis, speed, start);
        trial.Begin();
        while (trial.EngagedSec < RunUpSec)
        {
            trial.Step(PlanEverySec);
        }
        double reached = trial.Speed;
        Vec3 from = trial.Position;
        Timestamp caused = plant.Now;
        trial.Cause(category);
        double? rested = null;
        while (plant.Now.SecondsSince(caused) < PatienceSec)
        {
            trial.StepStopping(category);
            rested = !trial.Rests ? null : rested ?? plant.Now.SecondsSince(caused);
        }
        return new MeasuredStop(axis, category, speed, payload, reached, rested, trial.Position.DistanceTo(from));
    }

    /// <summary>Where a robot has most room around it: what stands near would slow it before it is stopped.</summary>
    private Pose2 OpenFloor()
    {
        const double StepM = 0.1;
        Pose2 best = default;
        double widest = 0;
        for (double x = _kitchen.Bounds.MinX; x < _kitchen.Bounds.MaxX; x += StepM)
        {
            for (double y = _kitchen.Bounds.MinY; y < _kitchen.Bounds.MaxY; y += StepM)
            {
                Pose2 pose = new(x, y, 0);
                while (CounterStand.IsFree(_kitchen, pose, widest + StepM))
                {
                    (best, widest) = (pose, widest + StepM);
                }
            }
        }
        return best;
    }

    /// <summary>The robot with a mass of its own at the gripper's centre.</summary>
    private RobotDescription WithPayload(double kg)
    {
        if (kg == 0)
        {
            return robot;
        }
        const double RadiusM = 0.04;
        string mass = kg.ToString("R", CultureInfo.InvariantCulture), inertia = (0.4 * kg * RadiusM * RadiusM).ToString("R", CultureInfo.InvariantCulture);
        string link = $"""
              <link name="payload"><inertial><origin xyz="0 0 0"/><mass value="{mass}"/>
                <inertia ixx="{inertia}" iyy="{inertia}" izz="{inertia}" ixy="0" ixz="0" iyz="0"/></inertial></link>
              <joint name="payload_joint" type="fixed"><parent link="{robot.Frames.Gripper}"/><child link="payload"/></joint>
            </robot>
            """;
        return RobotDescription.Parse(robot.Source with { Urdf = robot.Source.Urdf.Replace("</robot>", link, StringComparison.Ordinal) }, "payload");
    }
}
