using RoboticsStack.Control.Robot;
using RoboticsStack.Tests;

namespace RoboticsStack.Control.Tests;

/// <summary>The robot of configs/robots.</summary>
internal static class ReferenceRobot
{
    public static readonly string YamlFile = RepositoryRoot.ReferenceRobot;

    public static RobotDescription Load() => RobotDescription.Load(YamlFile);

    /// <summary>The same with one piece of its safety file replaced.</summary>
    public static RobotDescription LoadWith(string text, string replacement)
    {
        RobotSource source = Load().Source;
        Assert.Contains(text, source.Safety, StringComparison.Ordinal);
        return RobotDescription.Parse(source with { Safety = source.Safety.Replace(text, replacement, StringComparison.Ordinal) }, "changed robot");
    }

    /// <summary>A posture on the straight joint path between two.</summary>
    public static JointVector Between(in JointVector from, in JointVector to, double share)
    {
        JointVector between = default;
        for (int i = 0; i < JointVector.Length; i++)
        {
            between[i] = from[i] + (to[i] - from[i]) * share;
        }
        return between;
    }
}
