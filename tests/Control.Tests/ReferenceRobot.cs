using RoboticsStack.Control.Robot;
using RoboticsStack.Tests;

namespace RoboticsStack.Control.Tests;

/// <summary>The robot of configs/robots.</summary>
internal static class ReferenceRobot
{
    public static readonly string YamlFile = RepositoryRoot.ReferenceRobot;

    public static RobotDescription Load() => RobotDescription.Load(YamlFile);
}
