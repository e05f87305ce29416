using RoboticsStack.Control.Robot;
using RoboticsStack.Tests;

namespace RoboticsStack.Control.Tests;

/// <summary>The robot of configs/robots.</summary>
internal static class ReferenceRobot
{
    public static readonly string YamlFile = RepositoryRoot.ReferenceRobot;

    public static RobotDescription Load() => RobotDescription.Load(YamlFile);

    /// <summary>The same with one piece of its YAML replaced.</summary>
    public static RobotDescription LoadWith(string text, string replacement)
    {
        string folder = Directory.CreateTempSubdirectory("robot").FullName;
        try
        {
            string yaml = File.ReadAllText(YamlFile);
            Assert.Contains(text, yaml, StringComparison.Ordinal);
            string file = Path.Combine(folder, Path.GetFileName(YamlFile));
            File.WriteAllText(file, yaml.Replace(text, replacement, StringComparison.Ordinal));
            string urdf = Path.ChangeExtension(YamlFile, ".urdf");
            File.Copy(urdf, Path.Combine(folder, Path.GetFileName(urdf)));
            return RobotDescription.Load(file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
