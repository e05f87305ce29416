using RoboticsStack.Core;

namespace RoboticsStack.Control.Robot;

/// <summary>Turns a robot's files into a <see cref="RobotDescription"/>, checking each value against the range it makes sense in.</summary>
internal static class RobotFile
{
    private const int ArmJointCount = JointVector.Length;

    public static RobotDescription Load(string yamlFile)
    {
        string yamlText = ReadText(yamlFile, "robot description");
        StrictYaml yaml = StrictYaml.Parse(yamlFile, yamlText);
        string folder = Path.GetDirectoryName(Path.GetFullPath(yamlFile))!;
        string urdfFile = Path.Combine(folder, yaml.Text("urdf")), safetyFile = Path.Combine(folder, yaml.Text("safety"));
        RobotSource source = new(yamlText, ReadText(urdfFile, $"URDF that {yamlFile} names"), ReadText(safetyFile, $"safety file that {yamlFile} names"));
        return Parse(yamlFile, source, urdfFile, safetyFile);
    }

    /// <param name="yamlFile">For messages.</param>
    /// <param name="source">The texts.</param>
    /// <param name="urdfFile">For messages.</param>
    /// <param name="safetyFile">For messages.</param>
    public static RobotDescription Parse(string yamlFile, RobotSource source, string urdfFile, string safetyFile)
    {
        StrictYaml yaml = StrictYaml.Parse(yamlFile, source.Yaml);
        string name = yaml.Text("name");
        yaml.Text("urdf");
        yaml.Text("safety");
        (List<RobotLink> links, List<RobotJoint> joints) = new UrdfReader(urdfFile).Read(source.Urdf);

        StrictYaml names = yaml.Section("joints");
        RobotJoint[] arm = [.. names.Texts("arm", ArmJointCount).Select(joint => Find(names, "arm", joint, joints, RobotJointKind.Revolute))];
        RobotJoint One(string key) => Find(names, key, names.Text(key), joints, RobotJointKind.Prismatic);
        RobotJoint lift = One("lift");
        RobotDescription robot = new(links, joints)
        {
            Name = name,
            Source = source,
            ContentHash = RobotDescription.HashOf(source),
            Frames = ReadFrames(yaml.Section("frames"), links),
            ArmJoints = arm,
            LiftJoint = lift,
            LeftFingerJoint = One("left_finger"),
            RightFingerJoint = One("right_finger"),
            Arm = ReadArm(yaml.Section("arm"), arm),
            Gripper = ReadGripper(yaml.Section("gripper")),
            Lift = ReadLift(yaml.Section("lift"), lift),
            Base = ReadBase(yaml.Section("base")),
            Safety = SafetyFile.Read(safetyFile, source.Safety),
        };
        yaml.Finish();
        CheckChain(robot, urdfFile);
        return robot;
    }

    private static string ReadText(string file, string what)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file}: cannot read the {what} ({e.Message}). Give the path of a readable file.", e);
        }
    }

    private static RobotJoint Find(StrictYaml yaml, string key, string name, List<RobotJoint> joints, RobotJointKind kind)
    {
        RobotJoint joint = joints.Find(candidate => candidate.Name == name)
            ?? throw yaml.Error(key, $"names joint '{name}', which the URDF does not define");
        return joint.Kind == kind ? joint : throw yaml.Error(key, $"names joint '{name}', which is {joint.Kind}; it must be {kind}");
    }

    private static RobotFrames ReadFrames(StrictYaml yaml, List<RobotLink> links)
    {
        string Link(string key)
        {
            string name = yaml.Text(key);
            return links.Exists(link => link.Name == name) ? name : throw yaml.Error(key, $"names link '{name}', which the URDF does not define");
        }
        return new()
        {
            Base = Link("base"),
            ArmBase = Link("arm_base"),
            Gripper = Link("gripper"),
            WristCamera = Link("wrist_camera"),
            HeadCamera = Link("head_camera"),
            Lidar = Link("lidar"),
            Imu = Link("imu"),
        };
    }

    private static ArmLimits ReadArm(StrictYaml yaml, RobotJoint[] joints)
    {
        JointVector PerJoint(string key, double low, double high) => JointVector.From(yaml.Numbers(key, ArmJointCount, low, high));
        ArmLimits limits = new()
        {
            PositionLow = JointVector.From([.. joints.Select(joint => joint.Low)]),
            PositionHigh = JointVector.From([.. joints.Select(joint => joint.High)]),
            MaxTorqueNm = JointVector.From([.. joints.Select(joint => joint.MaxEffort)]),
            MaxVelocity = PerJoint("max_velocity", 0.01, 20),
            VelocityOffset = PerJoint("velocity_offset", 0, 10),
            VelocitySlope = PerJoint("velocity_slope", 0.1, 1000),
            VelocityEdgeLow = PerJoint("velocity_edge_low", -7, 7),
            VelocityEdgeHigh = PerJoint("velocity_edge_high", -7, 7),
            MaxAcceleration = yaml.Number("max_acceleration", 0.1, 100),
            MaxJerk = yaml.Number("max_jerk", 10, 100_000),
            RotorInertiaKgM2 = yaml.Number("rotor_inertia", 0, 10),
            OperatingVelocity = PerJoint("operating_velocity", 0.01, 20),
            NominalPosture = PerJoint("nominal_posture", -7, 7),
            StowPosture = PerJoint("stow_posture", -7, 7),
        };
        for (int i = 0; i < ArmJointCount; i++)
        {
            if (limits.OperatingVelocity[i] > limits.MaxVelocity[i])
            {
                throw yaml.Error("operating_velocity", $"of joint {i + 1} is above its max_velocity {limits.MaxVelocity[i]}");
            }
            foreach ((string key, double q) in ((string, double)[])[("nominal_posture", limits.NominalPosture[i]), ("stow_posture", limits.StowPosture[i])])
            {
                if (q < limits.PositionLow[i] || q > limits.PositionHigh[i])
                {
                    throw yaml.Error(key, FormattableString.Invariant(
                        $"of joint {i + 1} is {q}; the URDF allows [{limits.PositionLow[i]}, {limits.PositionHigh[i]}]"));
                }
            }
        }
        return limits;
    }

    private static GripperLimits ReadGripper(StrictYaml yaml) => new()
    {
        MaxWidthM = yaml.Number("max_width", 0.001, 1),
        MaxSpeedMPerSec = yaml.Number("max_speed", 0.001, 2),
        MaxForceN = yaml.Number("max_force", 0.1, 500),
        PadRows = yaml.Integer("pad_rows", 1, 256),
        PadColumns = yaml.Integer("pad_columns", 1, 256),
        PadCellM = yaml.Number("pad_cell", 0.0001, 0.1),
    };

    private static LiftLimits ReadLift(StrictYaml yaml, RobotJoint joint) => new()
    {
        LowM = joint.Low,
        HighM = joint.High,
        MaxVelocityMPerSec = yaml.Number("max_velocity", 0.001, 2),
        MaxAccelerationMPerSec2 = yaml.Number("max_acceleration", 0.01, 20),
        MaxJerkMPerSec3 = yaml.Number("max_jerk", 0.1, 10_000),
    };

    private static BaseLimits ReadBase(StrictYaml yaml) => new()
    {
        RadiusM = yaml.Number("radius", 0.01, 2),
        HeightM = yaml.Number("height", 0.01, 2),
        MaxSpeedMPerSec = yaml.Number("max_speed", 0.01, 3),
        MaxYawRateRadPerSec = yaml.Number("max_yaw_rate", 0.01, 6),
        MaxAccelerationMPerSec2 = yaml.Number("max_acceleration", 0.01, 10),
        MaxYawAccelerationRadPerSec2 = yaml.Number("max_yaw_acceleration", 0.01, 20),
        StopAccelerationMPerSec2 = yaml.Number("stop_acceleration", 0.01, 10),
        StopYawAccelerationRadPerSec2 = yaml.Number("stop_yaw_acceleration", 0.01, 40),
        PaddingThicknessM = yaml.Number("padding_thickness", 0, 0.2),
        PaddingStiffnessNPerM = yaml.Number("padding_stiffness", 1000, 1e8),
        PaddingDampingRatio = yaml.Number("padding_damping_ratio", 0.01, 2),
    };

    /// <summary>The arm must be one unbroken chain, so that its kinematics can be computed joint after joint.</summary>
    private static void CheckChain(RobotDescription robot, string urdfFile)
    {
        string link = robot.Frames.Gripper;
        int next = ArmJointCount - 1;
        while (link != robot.Frames.ArmBase)
        {
            RobotJoint? joint = robot.FindJointAbove(link);
            if (joint is null || (joint.Kind != RobotJointKind.Fixed && (next < 0 || joint != robot.ArmJoints[next--])))
            {
                throw new UserErrorException(
                    $"{urdfFile}: between '{robot.Frames.ArmBase}' and '{robot.Frames.Gripper}' there must be exactly the arm's joints in order, and fixed joints.");
            }
            link = joint.Parent;
        }
        if (next >= 0)
        {
            throw new UserErrorException($"{urdfFile}: joint '{robot.ArmJoints[next].Name}' does not lie between '{robot.Frames.ArmBase}' and '{robot.Frames.Gripper}'.");
        }
    }
}
