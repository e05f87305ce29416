using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Robot;

/// <summary>
/// Reads the part of URDF that this stack uses: links with inertia and primitive collision shapes (box, cylinder, sphere, and the usual
/// extension capsule), fixed, revolute and prismatic joints. Meshes and visuals are passed over; anything wrong is a
/// <see cref="UserErrorException"/> with file and line.
/// </summary>
internal sealed class UrdfReader(string file)
{
    public (List<RobotLink> Links, List<RobotJoint> Joints) Read(string text)
    {
        XElement robot;
        try
        {
            robot = XDocument.Parse(text, LoadOptions.SetLineInfo).Root!;
        }
        catch (XmlException e)
        {
            throw new UserErrorException($"{file}: not well-formed XML ({e.Message}). Mend the file or restore it from the repository.", e);
        }
        if (robot.Name.LocalName != "robot")
        {
            throw Error(robot, $"the root element is <{robot.Name.LocalName}>; a URDF begins with <robot>");
        }
        List<RobotLink> links = [.. robot.Elements("link").Select(ReadLink)];
        List<RobotJoint> joints = [.. robot.Elements("joint").Select(ReadJoint)];
        CheckTree(robot, links, joints);
        return (links, joints);
    }

    private RobotLink ReadLink(XElement element)
    {
        string name = Text(element, "name");
        LinkInertia? inertia = null;
        if (element.Element("inertial") is { } inertial)
        {
            XElement moments = Child(inertial, "inertia");
            double mass = Positive(Child(inertial, "mass"), "value");
            inertia = new(mass, ReadOrigin(inertial).Position,
                new(Positive(moments, "ixx"), Positive(moments, "iyy"), Positive(moments, "izz")));
        }
        List<LinkShape> shapes = [];
        foreach (XElement collision in element.Elements("collision"))
        {
            shapes.Add(ReadShape(collision, collision.Attribute("name")?.Value ?? $"{name}_shape{shapes.Count}"));
        }
        return new(name, inertia, shapes);
    }

    private LinkShape ReadShape(XElement collision, string name)
    {
        XElement geometry = Child(collision, "geometry");
        XElement shape = geometry.Elements().FirstOrDefault() ?? throw Error(geometry, "<geometry> is empty; put a shape in it");
        (LinkShapeKind kind, Vec3 size) = shape.Name.LocalName switch
        {
            "box" => (LinkShapeKind.Box, Vector(shape, "size") * 0.5),
            "cylinder" => (LinkShapeKind.Cylinder, new Vec3(Positive(shape, "radius"), Positive(shape, "length") / 2, 0)),
            "capsule" => (LinkShapeKind.Capsule, new Vec3(Positive(shape, "radius"), Positive(shape, "length") / 2, 0)),
            "sphere" => (LinkShapeKind.Sphere, new Vec3(Positive(shape, "radius"), 0, 0)),
            string other => throw Error(shape, $"collision shape <{other}> is not supported; use box, cylinder, capsule or sphere"),
        };
        if (kind == LinkShapeKind.Box && (size.X <= 0 || size.Y <= 0 || size.Z <= 0))
        {
            throw Error(shape, "a box needs three positive sizes");
        }
        return new(name, kind, ReadOrigin(collision), size);
    }

    private RobotJoint ReadJoint(XElement element)
    {
        string name = Text(element, "name");
        RobotJointKind kind = Text(element, "type") switch
        {
            "fixed" => RobotJointKind.Fixed,
            "revolute" => RobotJointKind.Revolute,
            "prismatic" => RobotJointKind.Prismatic,
            string other => throw Error(element, $"joint '{name}' has type '{other}'; use fixed, revolute or prismatic"),
        };
        string parent = Text(Child(element, "parent"), "link");
        string child = Text(Child(element, "child"), "link");
        Pose origin = ReadOrigin(element);
        if (kind == RobotJointKind.Fixed)
        {
            return new(name, kind, parent, child, origin, Vec3.UnitZ, 0, 0, 0, 0, 0, 0);
        }
        XElement? axisElement = element.Element("axis");
        Vec3 axis = axisElement is null ? Vec3.UnitX : Vector(axisElement, "xyz");
        if (axis.Length < 1e-6)
        {
            throw Error(element, $"joint '{name}' has a zero axis");
        }
        XElement limit = Child(element, "limit");
        double low = Number(limit, "lower");
        double high = Number(limit, "upper");
        if (low >= high)
        {
            throw Error(limit, $"joint '{name}' has lower limit {low} not below upper limit {high}");
        }
        XElement? dynamics = element.Element("dynamics");
        return new(name, kind, parent, child, origin, axis.Normalized(), low, high, Positive(limit, "velocity"), Positive(limit, "effort"),
            dynamics is null ? 0 : Number(dynamics, "damping"), dynamics is null ? 0 : Number(dynamics, "friction"));
    }

    private void CheckTree(XElement robot, List<RobotLink> links, List<RobotJoint> joints)
    {
        HashSet<string> names = [];
        foreach (RobotLink link in links)
        {
            if (!names.Add(link.Name))
            {
                throw Error(robot, $"link '{link.Name}' is defined twice");
            }
        }
        HashSet<string> children = [];
        HashSet<string> jointNames = [];
        foreach (RobotJoint joint in joints)
        {
            if (!jointNames.Add(joint.Name))
            {
                throw Error(robot, $"joint '{joint.Name}' is defined twice");
            }
            foreach (string link in (string[])[joint.Parent, joint.Child])
            {
                if (!names.Contains(link))
                {
                    throw Error(robot, $"joint '{joint.Name}' names link '{link}', which is not defined");
                }
            }
            if (!children.Add(joint.Child))
            {
                throw Error(robot, $"link '{joint.Child}' is the child of two joints");
            }
        }
        if (links.Count != joints.Count + 1)
        {
            throw Error(robot, $"{links.Count} links and {joints.Count} joints are not one tree; every link but the root needs one joint");
        }
    }

    private Pose ReadOrigin(XElement element)
    {
        if (element.Element("origin") is not { } origin)
        {
            return Pose.Identity;
        }
        Vec3 rpy = origin.Attribute("rpy") is null ? Vec3.Zero : Vector(origin, "rpy");
        Vec3 xyz = origin.Attribute("xyz") is null ? Vec3.Zero : Vector(origin, "xyz");
        return new(xyz, Quat.FromRollPitchYaw(rpy.X, rpy.Y, rpy.Z));
    }

    private XElement Child(XElement parent, string name) =>
        parent.Element(name) ?? throw Error(parent, $"<{parent.Name.LocalName}> lacks <{name}>");

    private string Text(XElement element, string attribute) =>
        element.Attribute(attribute)?.Value is { Length: > 0 } value
            ? value
            : throw Error(element, $"<{element.Name.LocalName}> lacks the attribute {attribute}");

    private double Number(XElement element, string attribute)
    {
        string text = Text(element, attribute);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Error(element, $"{attribute}=\"{text}\" is not a finite number");
    }

    private double Positive(XElement element, string attribute)
    {
        double value = Number(element, attribute);
        return value > 0 ? value : throw Error(element, $"{attribute}=\"{value}\" must be positive");
    }

    private Vec3 Vector(XElement element, string attribute)
    {
        string text = Text(element, attribute);
        string[] parts = text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        Span<double> values = stackalloc double[3];
        bool valid = parts.Length == 3;
        for (int i = 0; valid && i < 3; i++)
        {
            valid = double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) && double.IsFinite(values[i]);
        }
        return valid
            ? new(values[0], values[1], values[2])
            : throw Error(element, $"{attribute}=\"{text}\" is not three finite numbers");
    }

    private UserErrorException Error(XElement element, string problem) =>
        new($"{file}, line {((IXmlLineInfo)element).LineNumber}: {problem}.");
}
