using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using RoboticsStack.Tests;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Tests;

public sealed class PerceptionRobotTests
{
    private static RobotDescription Reference() => RobotDescription.Load(RepositoryRoot.ReferenceRobot);

    private static JointStates Joints(RobotDescription robot, double seconds, double liftM, double firstJointOffset = 0)
    {
        JointStates joints = new() { Header = SyntheticFlat.At(Timestamp.FromSeconds(seconds)), LiftM = liftM };
        foreach (double q in robot.Arm.NominalPosture)
        {
            joints.PositionRad.Add(q);
        }
        joints.PositionRad[0] += firstJointOffset;
        joints.VelocityRadPerSec.AddRange(new double[7]);
        return joints;
    }

    [Fact]
    public void Frames_of_the_reference_robot_carry_the_gripper_and_both_cameras_into_the_map()
    {
        RobotDescription robot = Reference();
        RobotModelFrames frames = new(robot);
        WorldBelief belief = new(frames);
        belief.Observe(new PoseEstimate { Header = SyntheticFlat.At(Timestamp.FromSeconds(0.1)), XM = 2, YM = 1, YawRad = Math.PI / 2 });
        belief.Observe(Joints(robot, 0.1, 0.2));
        belief.Update(Timestamp.FromSeconds(0.1));
        Pose gripper = belief.Robot.GripperInMapAt(belief.Now);
        Assert.True(gripper.Orientation.AxisZ.Z > 0.999, "level at the nominal posture");
        Assert.True(gripper.Position.Y > 1.5, "ahead of a base that looks along y");
        Assert.Equal(belief.Robot.GripperInBase.Position.Z, gripper.Position.Z, 9);
        Pose head = belief.Robot.CameraInMapAt(CameraNames.Head, belief.Now)!.Value;
        Assert.True(head.Position.DistanceTo(new(2, 0.85, 1.55)) < 1e-6);
        Assert.Equal(-0.5, head.Orientation.AxisX.Z, 6);
        Pose wrist = belief.Robot.CameraInMapAt(CameraNames.Wrist, belief.Now)!.Value;
        Assert.True((gripper * frames.WristCameraInGripper).Position.DistanceTo(wrist.Position) < 1e-9);
        Assert.Null(belief.Robot.CameraInMapAt("tail", belief.Now));
    }

    /// <summary>Ten samples at 100 Hz are a step of the brain; fewer are averaged as they are.</summary>
    [Theory]
    [InlineData(3, 2)]
    [InlineData(25, 20.5)]
    public void Joint_torques_are_the_mean_over_a_step(int samples, double mean)
    {
        RobotDescription robot = Reference();
        WorldBelief belief = new(new RobotModelFrames(robot));
        for (int i = 1; i <= samples; i++)
        {
            JointStates joints = Joints(robot, 0.01 * i, 0);
            joints.TorqueNm.AddRange([i, 0, 0, 0, 0, 0, -i]);
            belief.Observe(joints);
        }
        Assert.Equal([mean, 0, 0, 0, 0, 0, -mean], belief.Robot.JointTorquesNm.ToArray());
    }

    [Fact]
    public void A_sensors_instant_between_two_joint_states_gets_the_arm_in_between()
    {
        RobotDescription robot = Reference();
        WorldBelief belief = new(new RobotModelFrames(robot));
        belief.Observe(new PoseEstimate { Header = SyntheticFlat.At(Timestamp.FromSeconds(0.1)) });
        belief.Observe(Joints(robot, 0.10, 0.2));
        belief.Observe(Joints(robot, 0.11, 0.3, firstJointOffset: 0.1));
        belief.Update(Timestamp.FromSeconds(0.11));
        Vec3 then = belief.Robot.GripperInMapAt(Timestamp.FromSeconds(0.10)).Position;
        Vec3 between = belief.Robot.GripperInMapAt(Timestamp.FromSeconds(0.105)).Position;
        Vec3 now = belief.Robot.GripperInMapAt(Timestamp.FromSeconds(0.11)).Position;
        Assert.Equal((then.Z + now.Z) / 2, between.Z, 6);
        Assert.True(between.DistanceTo((then + now) / 2) < 0.002);
    }

    [Fact]
    public void The_wrench_is_felt_against_the_last_tare()
    {
        WorldBelief belief = new(new RobotModelFrames(Reference()));
        Feel(1.5, 20);
        belief.Robot.TareWrench();
        Assert.Equal(0, belief.Robot.WristWrench.Force.X, 9);
        Feel(4.5, 4);
        Assert.Equal(3, belief.Robot.WristWrench.Force.X, 9);

        void Feel(double forceN, int times)
        {
            for (int i = 0; i < times; i++)
            {
                belief.Observe(new WristWrench { ForceN = new() { X = forceN }, TorqueNm = new() });
            }
        }
    }

    [Fact]
    public void Pads_are_summed_up_to_force_and_centre_of_pressure()
    {
        float[] cells = new float[16 * 8];
        cells[2 * 8 + 3] = 1;
        cells[4 * 8 + 3] = 3;
        cells[9] = 0.01f;
        TactileSummary pad = TactileSummary.Of(cells, 8);
        Assert.Equal(new TactileSummary(4, 3, 3.5, 3, 2), pad);
        Assert.True(pad.InContact);
        Assert.False(TactileSummary.Of(new float[128], 8).InContact);
    }
}
