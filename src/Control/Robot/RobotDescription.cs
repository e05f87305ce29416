using System.Security.Cryptography;
using System.Text;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Robot;

/// <summary>The texts that describe a robot.</summary>
/// <param name="Yaml">Limits and names.</param>
/// <param name="Urdf">Links and joints.</param>
/// <param name="Safety">The safety functions, YAML.</param>
public sealed record RobotSource(string Yaml, string Urdf, string Safety);

/// <summary>A robot as its URDF and YAML describe it: the link tree with collision shapes, the frames the stack names, and the limits.</summary>
public sealed class RobotDescription
{
    private readonly Dictionary<string, RobotLink> _links;
    private readonly Dictionary<string, RobotJoint> _joints;
    private readonly Dictionary<string, RobotJoint> _jointOfChild;

    internal RobotDescription(IReadOnlyList<RobotLink> links, IReadOnlyList<RobotJoint> joints)
    {
        Links = links;
        Joints = joints;
        _links = links.ToDictionary(link => link.Name);
        _joints = joints.ToDictionary(joint => joint.Name);
        _jointOfChild = joints.ToDictionary(joint => joint.Child);
        Root = links.First(link => !_jointOfChild.ContainsKey(link.Name)).Name;
    }

    public required string Name { get; init; }

    /// <summary>What this was read from; <see cref="Parse"/> makes the same of it again.</summary>
    public required RobotSource Source { get; init; }

    /// <summary>SHA-256 over the files, 16 hexadecimal digits: plans name the robot that they were made for by it.</summary>
    public required string ContentHash { get; init; }
    public required RobotFrames Frames { get; init; }
    public required ArmLimits Arm { get; init; }
    public required GripperLimits Gripper { get; init; }
    public required LiftLimits Lift { get; init; }
    public required BaseLimits Base { get; init; }
    public required SafetySettings Safety { get; init; }

    /// <summary>The arm's joints, base to wrist.</summary>
    public required IReadOnlyList<RobotJoint> ArmJoints { get; init; }
    public required RobotJoint LiftJoint { get; init; }
    public required RobotJoint LeftFingerJoint { get; init; }
    public required RobotJoint RightFingerJoint { get; init; }

    public IReadOnlyList<RobotLink> Links { get; }
    public IReadOnlyList<RobotJoint> Joints { get; }

    /// <summary>The one link without a parent.</summary>
    public string Root { get; }

    /// <summary>Reads a robot's YAML with the URDF and the safety file that it names. Throws <see cref="UserErrorException"/> for whatever is wrong with any.</summary>
    public static RobotDescription Load(string yamlFile) => RobotFile.Load(yamlFile);

    /// <summary>The same for texts that lie elsewhere, for instance in a recording; <paramref name="where"/> names that place in messages.</summary>
    public static RobotDescription Parse(RobotSource source, string where) => RobotFile.Parse($"{where} (YAML)", source, $"{where} (URDF)", $"{where} (safety)");

    public RobotLink FindLink(string name) =>
        _links.TryGetValue(name, out RobotLink? link) ? link : throw new ArgumentException($"Robot '{Name}' has no link '{name}'.", nameof(name));

    public RobotJoint FindJoint(string name) =>
        _joints.TryGetValue(name, out RobotJoint? joint) ? joint : throw new ArgumentException($"Robot '{Name}' has no joint '{name}'.", nameof(name));

    /// <summary>The joint that carries a link; null for the root.</summary>
    public RobotJoint? FindJointAbove(string link) => _jointOfChild.GetValueOrDefault(link);

    /// <summary>
    /// Pose of <paramref name="frame"/> in <paramref name="ancestor"/>, both links, with every joint in between at zero. Exact for frames
    /// joined by fixed joints; otherwise the zero configuration.
    /// </summary>
    public Pose PoseAtZero(string frame, string ancestor)
    {
        Pose pose = Pose.Identity;
        string link = frame;
        while (link != ancestor)
        {
            RobotJoint joint = FindJointAbove(link)
                ?? throw new ArgumentException($"Link '{frame}' of robot '{Name}' does not hang from '{ancestor}'.", nameof(ancestor));
            pose = joint.ChildInParent * pose;
            link = joint.Parent;
        }
        return pose;
    }

    /// <summary>The same robot under a control loop of another period, for hardware that allows it. Its files, and with them its hash, stay the same.</summary>
    public RobotDescription WithCycle(double cycleSec) => new(Links, Joints)
    {
        Name = Name,
        Source = Source,
        ContentHash = ContentHash,
        Frames = Frames,
        Arm = Arm,
        Gripper = Gripper,
        Lift = Lift,
        Base = Base,
        Safety = Safety with { CycleSec = cycleSec },
        ArmJoints = ArmJoints,
        LiftJoint = LiftJoint,
        LeftFingerJoint = LeftFingerJoint,
        RightFingerJoint = RightFingerJoint,
    };

    internal static string HashOf(RobotSource source) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source.Yaml + "\0" + source.Urdf + "\0" + source.Safety)).AsSpan(0, 8));
}
