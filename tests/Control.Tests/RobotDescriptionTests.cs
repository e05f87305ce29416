using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Tests;

public sealed class RobotDescriptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robot").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_reference_robot_loads()
    {
        RobotDescription robot = ReferenceRobot.Load();
        Assert.Equal("home_manipulator", robot.Name);
        Assert.Equal("base_link", robot.Root);
        Assert.Equal(16, robot.ContentHash.Length);
        Assert.Equal(-3.0421, robot.Arm.PositionLow[3]);
        Assert.Equal(12, robot.Arm.MaxTorqueNm[6]);
        Assert.Equal(0.50, robot.Lift.HighM);
        Pose armBase = robot.PoseAtZero(robot.Frames.ArmBase, robot.Frames.Base);
        Assert.Equal(new Vec3(0.12, 0, 0.50), armBase.Position);
    }

    [Fact]
    public void The_gripper_looks_sixty_degrees_up_from_the_flange_axis_with_the_fingers_to_its_sides()
    {
        RobotDescription robot = ReferenceRobot.Load();
        Pose gripper = robot.PoseAtZero("gripper", "flange");
        Vec3 approach = new(Math.Sin(Math.PI / 3), 0, Math.Cos(Math.PI / 3));
        Assert.True(gripper.Orientation.AxisX.DistanceTo(approach) < 1e-9);
        Assert.True(gripper.Orientation.AxisY.DistanceTo(-Vec3.UnitY) < 1e-9);
        Assert.True(gripper.Position.DistanceTo(new Vec3(0, 0, 0.03) + approach * 0.13) < 1e-6);
    }

    [Fact]
    public void The_velocity_envelope_closes_towards_the_position_limits()
    {
        ArmLimits arm = ReferenceRobot.Load().Arm;
        Assert.Equal(2.62, arm.UpperVelocity(0, 0));
        Assert.Equal(-2.62, arm.LowerVelocity(0, 0));
        Assert.Equal(-0.30 + Math.Sqrt(12.0 * 0.05), arm.UpperVelocity(0, 2.7001), 9);
        Assert.Equal(0, arm.UpperVelocity(0, 2.7437));
    }

    [Theory]
    [InlineData(" speed: 0.40", " sped: 0.40", "cartesian_speed.speed")]
    [InlineData(" speed: 0.40", " speed: 0.40\n  surplus: 1", "surplus")]
    [InlineData(" speed: 0.40", " speed: fast", "cartesian_speed.speed")]
    [InlineData(" speed: 0.40", " speed: .nan", "cartesian_speed.speed")]
    [InlineData(" speed: 0.40", " speed: 400", "cartesian_speed.speed")]
    [InlineData("  source: each plan names its own expiry\n", "", "plan_expiry.source")]
    [InlineData("safety: home_manipulator.safety.yaml", "safety: nowhere.yaml", "nowhere.yaml")]
    [InlineData("wrist_force: 25.0", "wrist_force: 5.0", "wrist_force")]
    [InlineData("heartbeat_period: 0.010", "heartbeat_period: 0.030", "watchdog.heartbeat_slow")]
    [InlineData("heartbeat_slow: 0.025", "heartbeat_slow: 0.060", "watchdog.heartbeat_slow")]
    [InlineData("heartbeat_period: 0.010", "heartbeat_period: 0.001", "watchdog.heartbeat_period")]
    [InlineData("lift: lift_joint", "lift: lifft_joint", "lifft_joint")]
    [InlineData("gripper: gripper ", "gripper: griper ", "griper")]
    [InlineData("lift: lift_joint", "lift: joint1", "Prismatic")]
    [InlineData("stow_posture: [-2.272", "stow_posture: [3.0", "stow_posture")]
    [InlineData("urdf: home_manipulator.urdf", "urdf: nowhere.urdf", "nowhere.urdf")]
    [InlineData("name: home_manipulator", "name: [", "line")]
    public void A_mistake_in_the_yaml_is_named_with_its_file_and_key(string correct, string wrong, string named)
    {
        string robot = CopyRobot();
        string file = File.ReadAllText(robot).Contains(correct, StringComparison.Ordinal) ? robot : Path.ChangeExtension(robot, ".safety.yaml");
        string text = File.ReadAllText(file);
        Assert.Contains(correct, text);
        File.WriteAllText(file, text.Replace(correct, wrong));
        UserErrorException error = Assert.Throws<UserErrorException>(() => RobotDescription.Load(robot));
        Assert.Contains("home_manipulator", error.Message);
        Assert.Contains(named, error.Message);
    }

    [Theory]
    [InlineData("<link name=\"link3\">", "<link name=\"link33\">", "link3")]
    [InlineData("<mass value=\"60\"/>", "<mass value=\"-60\"/>", "positive")]
    [InlineData("<mass value=\"60\"/>", "<mass value=\"60kg\"/>", "60kg")]
    [InlineData("type=\"prismatic\"", "type=\"floating\"", "floating")]
    [InlineData("xyz=\"0.088 0 0\"", "xyz=\"0.088 0\"", "three")]
    [InlineData("lower=\"-2.7437\"", "lower=\"2.75\"", "joint1")]
    [InlineData("</robot>", "", "XML")]
    [InlineData("<capsule radius=\"0.035\"", "<mesh radius=\"0.035\"", "mesh")]
    public void A_mistake_in_the_urdf_is_named_with_its_file_and_line(string correct, string wrong, string named)
    {
        string file = CopyRobot();
        string urdf = Path.ChangeExtension(file, ".urdf");
        string text = File.ReadAllText(urdf);
        Assert.Contains(correct, text);
        File.WriteAllText(urdf, text.Replace(correct, wrong));
        UserErrorException error = Assert.Throws<UserErrorException>(() => RobotDescription.Load(file));
        Assert.Contains("home_manipulator.urdf", error.Message);
        Assert.Contains(named, error.Message);
    }

    [Fact]
    public void A_missing_file_is_a_user_error() =>
        Assert.Contains("absent.yaml", Assert.Throws<UserErrorException>(() => RobotDescription.Load(Path.Combine(_folder, "absent.yaml"))).Message);

    [Theory]
    [InlineData(".yaml", "# changed")]
    [InlineData(".urdf", "<!-- changed -->")]
    [InlineData(".safety.yaml", "# changed")]
    public void Changing_any_file_changes_the_hash(string extension, string change)
    {
        string file = CopyRobot();
        string original = RobotDescription.Load(file).ContentHash;
        File.AppendAllText(Path.ChangeExtension(file, extension), change);
        Assert.NotEqual(original, RobotDescription.Load(file).ContentHash);
    }

    private string CopyRobot()
    {
        foreach (string extension in (string[])[".yaml", ".urdf", ".safety.yaml"])
        {
            File.Copy(Path.ChangeExtension(ReferenceRobot.YamlFile, extension), Path.Combine(_folder, "home_manipulator" + extension));
        }
        return Path.Combine(_folder, "home_manipulator.yaml");
    }
}
