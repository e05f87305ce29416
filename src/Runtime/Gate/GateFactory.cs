using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Runtime.Gate;

/// <summary>A gate with the simulated robot it owns.</summary>
public sealed class AssembledGate(RobotDescription robot, SimulatedKitchen plant, GateLoop loop, GateInputs inputs, SurroundingsBuilder surroundings) : IDisposable
{
    public RobotDescription Robot => robot;
    public SimulatedKitchen Plant => plant;
    public GateLoop Loop => loop;
    public GateInputs Inputs => inputs;

    /// <summary>Makes of the sensors what the gate knows of its surroundings.</summary>
    public SurroundingsBuilder Surroundings => surroundings;

    /// <summary>In lockstep.</summary>
    public GateHost Host(IMessageBus bus, Topics topics, GateHostOptions options) => new(this, bus, topics, options);

    /// <summary>On the wall clock.</summary>
    public RealTimeGateHost RealTimeHost(IMessageBus bus, Topics topics, GateHostOptions options) => new(this, bus, topics, options);

    public void Dispose() => plant.Dispose();
}

/// <summary>Puts a simulated kitchen, its robot and the gate together.</summary>
public static class GateFactory
{
    /// <param name="robot">Description that gate and plant share.</param>
    /// <param name="seed">Of the kitchen and of everything random in the plant.</param>
    /// <param name="runId">Plans of another run are refused.</param>
    /// <param name="modelHash">Plans of another model are refused; null takes any.</param>
    /// <param name="start">Where the base stands at the start; null: inside the front door.</param>
    /// <param name="gripperStart">Gripper in arm_base at the start; null: folded.</param>
    /// <param name="liftM">Lift at the start.</param>
    /// <param name="people">How many walk about in the kitchen.</param>
    public static AssembledGate Simulated(
        RobotDescription robot, ulong seed, ulong runId, string? modelHash, Pose2? start = null, Pose? gripperStart = null, double liftM = PlantOptions.DrivingLiftM, int people = 0)
    {
        return Simulated(robot, KitchenGenerator.Generate(seed).WithWalkers(people), runId, modelHash, new PlantOptions
        {
            Seed = seed,
            Start = start,
            StartPosture = gripperStart is { } gripper ? PostureFor(robot, gripper) : null,
            LiftM = liftM,
        });
    }

    /// <summary>The same in a given kitchen, with the plant's settings spelt out.</summary>
    public static AssembledGate Simulated(RobotDescription robot, Kitchen kitchen, ulong runId, string? modelHash, PlantOptions options)
    {
        SimulatedKitchen plant = new(new MujocoEngine(), kitchen, robot, options);
        SafetyGate gate = new(robot, new PlanOrigin(runId, robot.ContentHash, modelHash));
        GateInputs inputs = new();
        GateLoop loop = new(gate, plant.Hardware, inputs);
        return new AssembledGate(robot, plant, loop, inputs, new SurroundingsBuilder(robot, loop.History, inputs));
    }

    /// <summary>Arm joints with the gripper at a pose in arm_base.</summary>
    /// <exception cref="UserErrorException">The arm cannot get there.</exception>
    public static JointVector PostureFor(RobotDescription robot, Pose gripperInArmBase)
    {
        GlobalIk ik = new(robot, new RobotKinematics(robot).Arm);
        return ik.TrySolve(gripperInArmBase, robot.Arm.NominalPosture, out JointVector posture)
            ? posture
            : throw new UserErrorException($"Robot '{robot.Name}' cannot bring its gripper to {gripperInArmBase.Position} in {robot.Frames.ArmBase}: check the arm's limits.");
    }
}
