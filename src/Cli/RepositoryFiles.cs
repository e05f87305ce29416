using RoboticsStack.Core;

namespace RoboticsStack.Cli;

/// <summary>Finds the files that ship with the stack, wherever it was started from.</summary>
public static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>What the fault campaign holds the stack to.</summary>
    public static string Promises => Path.Combine(Root, "configs", "faults", "promises.yaml");

    public static string Robot(string name)
    {
        string file = Path.Combine(Root, "configs", "robots", name + ".yaml");
        if (File.Exists(file))
        {
            return file;
        }
        string known = string.Join(", ", Directory.GetFiles(Path.GetDirectoryName(file)!, "*.yaml").Select(Path.GetFileNameWithoutExtension).Order());
        throw new UserErrorException($"There is no robot '{name}' in configs/robots. Known robots: {known}.");
    }

    /// <summary>A path from the command line: as given if absolute or present, otherwise below the repository.</summary>
    public static string Resolve(string path) =>
        Path.IsPathRooted(path) || Directory.Exists(path) || File.Exists(path) ? path : Path.Combine(Root, path);

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "RoboticsStack.sln")))
            {
                return directory.FullName;
            }
        }
        throw new UserErrorException($"RoboticsStack.sln was not found above {AppContext.BaseDirectory}: run the program from its repository.");
    }
}
