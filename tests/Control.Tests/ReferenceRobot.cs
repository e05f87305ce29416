using RoboticsStack.Control.Robot;

namespace RoboticsStack.Control.Tests;

/// <summary>The robot of configs/robots, found from the test's own folder upwards.</summary>
internal static class ReferenceRobot
{
    public static readonly string YamlFile = Path.Combine(FindRoot(), "configs", "robots", "home_manipulator.yaml");

    public static RobotDescription Load() => RobotDescription.Load(YamlFile);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "RoboticsStack.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
