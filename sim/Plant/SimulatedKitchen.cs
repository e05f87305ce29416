using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Judge;
using RoboticsStack.Plant.Liquid;
using RoboticsStack.Plant.Machine;
using RoboticsStack.Plant.People;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant;

/// <summary>
/// The plant: a generated kitchen with the robot in it, its machine and liquids, its sensors and its judge. One <see cref="Step"/> is one
/// cycle of physics (2 ms): drives, people, physics, machine, liquids, judge, sensors. The gate reads and writes <see cref="Hardware"/> between steps.
/// Same kitchen, options and commands: same bytes.
/// </summary>
public sealed class SimulatedKitchen : IDisposable
{
    private const int MaxContacts = 512;

    /// <summary>Parts of a robot that come as near as its own joints let them may overlap by so much.</summary>
    private const double InsideM = 0.001;

    private readonly SimulatedRobot _robot;
    private readonly ISensor[] _sensors;
    private readonly Contact[] _contacts = new Contact[MaxContacts];
    private readonly string[] _reported;
    private readonly BodyHandle[] _reportedBodies;
    private readonly double _stepSec;
    private readonly long _stepNs;
    private long _steps;

    public SimulatedKitchen(IPhysicsEngine engine, Kitchen kitchen, RobotDescription robot, PlantOptions options)
    {
        ulong seed = options.Seed;
        RobotVariation variation = options.Variation ?? RobotVariation.Of(seed);
        Kitchen = kitchen;
        Scene = RobotBodies.Describe(robot, variation).AddTo(kitchen.Bodies, kitchen.ContactExclusions);
        World = engine.Build(Scene);
        _stepSec = World.TimestepSec;
        _stepNs = Timestamp.FromSeconds(_stepSec).Nanoseconds;
        _robot = new SimulatedRobot(World, robot, variation, seed);
        _robot.Rig.Place(options.Start ?? kitchen.RobotStart, options.LiftM, options.StartPosture ?? robot.Arm.StowPosture, options.GripperWidthM);
        People = new PeopleSimulation(World, kitchen, robot, () => _robot.DrivesMove, () => _robot.BaseBeyondSetpoint);
        World.Refresh();
        _robot.Reset(Timestamp.Zero);
        Machine = new CoffeeMachine(World, kitchen.Machine);
        Liquids = new KitchenLiquids(World, kitchen.Mugs);
        Hazards = new HazardMonitor(World, kitchen, PadContacts.ShapeNames(robot));
        Judge = new CoffeeJudge(kitchen, Liquids, Machine, Hazards, People);
        _sensors = [.. SensorSuite.Create(World, kitchen, robot, _robot, new Truth(this), options)];
        _reported = [.. Scene.Bodies.Where(body => body.Free || body.Joints.Count > 0).Select(body => body.Name)];
        _reportedBodies = [.. _reported.Select(World.FindBody)];
    }

    public Kitchen Kitchen { get; }

    /// <summary>The whole scene, robot included, as it was built: what a viewer draws.</summary>
    public SceneDescription Scene { get; }
    public IPhysicsWorld World { get; }
    public IRobotHardware Hardware => _robot;
    public CoffeeMachine Machine { get; }
    public KitchenLiquids Liquids { get; }
    public HazardMonitor Hazards { get; }
    public CoffeeJudge Judge { get; }

    /// <summary>Who is about, how near they came to the robot and what they felt of it.</summary>
    public PeopleSimulation People { get; }
    public double StepSec => _stepSec;
    public Timestamp Now { get; private set; }

    /// <summary>Truth about the robot, for judging, recording and tests only.</summary>
    public RobotRig TrueRobot => _robot.Rig;

    /// <summary>Truth: both fingertip pads press on something.</summary>
    public bool AreBothPadsTouching => _robot.Pads.AreBothTouching;

    /// <summary>The robot touches nothing, and no part of it is inside another.</summary>
    public bool IsRobotFree
    {
        get
        {
            int count = World.GetContacts(_contacts);
            return Array.TrueForAll(_contacts[..count], contact => (IsRobot(contact.ShapeA), IsRobot(contact.ShapeB)) switch
            {
                (true, true) => contact.DistanceM > -InsideM,
                (false, false) => true,
                _ => false,
            });

            bool IsRobot(ShapeHandle shape) => World.GetSemantic(shape) == SemanticClass.Robot;
        }
    }

    internal SimulatedRobot Robot => _robot;

    /// <summary>Puts arm and lift somewhere else, at rest, as after a motion that is not simulated; base and gripper stay as they are.</summary>
    public void PlaceArm(double liftM, in JointVector positionRad)
    {
        _robot.Rig.Place(_robot.Rig.BasePose, liftM, positionRad, _robot.Rig.GripperWidthM);
        World.Refresh();
        _robot.Reset(Now);
    }

    public void Step(ISensorSink sink)
    {
        _robot.BeforeStep();
        People.BeforeStep();
        World.Step();
        Now = new Timestamp(++_steps * _stepNs);
        int contacts = World.GetContacts(_contacts);
        _robot.AfterStep(Now, _contacts.AsSpan(0, contacts));
        Machine.Step(Now, _stepSec);
        Liquids.Step(Machine, _stepSec);
        Hazards.Step(_stepSec);
        People.AfterStep();
        Judge.Step(Now, World.GetPose(_robot.Rig.Gripper).Position, _robot.Pads.AreBothTouching);
        foreach (ISensor sensor in _sensors)
        {
            sensor.Sample(World, Now, sink);
        }
    }

    /// <summary>Fills a message with the true poses of everything that moves, for recordings and the replay.</summary>
    public void FillTruth(PlantTruth truth)
    {
        while (truth.Bodies.Count < _reported.Length)
        {
            truth.Bodies.Add(new BodyPose
            {
                Name = _reported[truth.Bodies.Count],
                Pose = new() { Position = new(), Orientation = new() },
            });
        }
        for (int i = 0; i < _reported.Length; i++)
        {
            Core.Geometry.Pose pose = World.GetPose(_reportedBodies[i]);
            Messaging.V1.Pose message = truth.Bodies[i].Pose;
            (message.Position.X, message.Position.Y, message.Position.Z) = (pose.Position.X, pose.Position.Y, pose.Position.Z);
            Quat q = pose.Orientation;
            (message.Orientation.W, message.Orientation.X, message.Orientation.Y, message.Orientation.Z) = (q.W, q.X, q.Y, q.Z);
        }
        truth.MugFillMl = 0;
        foreach (MugLiquid mug in Liquids.Mugs)
        {
            truth.MugFillMl = Math.Max(truth.MugFillMl, mug.FillMl);
        }
        truth.MachineState = Machine.State switch
        {
            MachineState.Idle => "idle",
            MachineState.Brewing => "brewing",
            _ => "finished",
        };
    }

    public void Dispose() => World.Dispose();

    private sealed class Truth(SimulatedKitchen plant) : IDetectorTruth
    {
        public int IndicatorValue => (int)plant.Machine.State;

        public double GetFillMl(string mugBody)
        {
            foreach (MugLiquid mug in plant.Liquids.Mugs)
            {
                if (mug.Name == mugBody)
                {
                    return mug.FillMl;
                }
            }
            return 0;
        }
    }
}
