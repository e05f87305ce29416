namespace RoboticsStack.Tests;

/// <summary>The source tree that the tests were built from, found from their own folder upwards. Compiled into every test project.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string ReferenceRobot => System.IO.Path.Combine(Path, "configs", "robots", "home_manipulator.yaml");

    private static string Find()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "RoboticsStack.sln")))
            {
                return directory.FullName;
            }
        }
        throw new InvalidOperationException("RoboticsStack.sln was not found above the tests");
    }
}
