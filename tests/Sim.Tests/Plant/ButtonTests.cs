using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant.Machine;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Scenes;

namespace RoboticsStack.Sim.Tests.Plant;

public sealed class ButtonTests
{
    private const double CounterHeightM = 0.90;

    /// <summary>From the gripper's origin to the fingers' front face.</summary>
    private const double FingertipM = 0.026;

    public static TheoryData<string> Machines => [.. MachineCatalogue.All.Select(machine => machine.Id)];

    [Theory]
    [MemberData(nameof(Machines))]
    public void A_closed_gripper_pushed_against_the_button_starts_the_machine(string id)
    {
        MachineSpec spec = MachineCatalogue.All.First(machine => machine.Id == id);
        double buttonX = 0.12 + 0.60;
        Vec3 face = spec.ButtonFace;
        Pose pose = new(new(buttonX + face.X, face.Y, CounterHeightM), Quat.FromYaw(Math.PI));
        RobotScene robot = RobotBodies.Describe(Bench.Robot);
        using IPhysicsWorld world = new MujocoEngine().Build(robot.AddTo(MachineBody.Describe(spec, pose), [MachineBody.ContactExclusion]));
        RobotRig rig = new(world, Bench.Robot);
        CoffeeMachine machine = new(world, new(spec, pose, "", default));
        Vec3 button = pose.Transform(face);
        double lift = Math.Clamp(button.Z - 0.5 - 0.25, 0, 0.5);
        GlobalIk arm = new(Bench.Robot, new ArmKinematics(Bench.Robot));
        double start = button.X - 0.12 - FingertipM - 0.02;
        rig.Place(default, lift, Solve(start, Bench.Robot.Arm.NominalPosture), 0.0);
        world.Refresh();
        RobotSetpoint setpoint = rig.HoldHere();
        Contact[] contacts = new Contact[64];
        double peak = 0;
        for (int i = 0; i < 750; i++)
        {
            setpoint.PositionRad = Solve(start + 0.00004 * i, setpoint.PositionRad);
            rig.Drive(setpoint);
            world.Step();
            machine.Step(Timestamp.FromSeconds(0.002 * i), 0.002);
            int count = world.GetContacts(contacts);
            double pressing = 0;
            for (int c = 0; c < count; c++)
            {
                pressing += Math.Abs(contacts[c].Force.X);
            }
            peak = Math.Max(peak, pressing);
            if (machine.State == MachineState.Brewing)
            {
                break;
            }
        }
        Assert.Equal(MachineState.Brewing, machine.State);
        Assert.InRange(peak, 0.7 * spec.ButtonForceN, 12);

        JointVector Solve(double x, in JointVector seed) => arm.TrySolve(new(new(x, button.Y, button.Z - 0.5 - lift), Quat.Identity), seed, out JointVector q)
            ? q
            : throw new InvalidOperationException("out of reach");
    }
}
