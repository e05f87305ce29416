using System.Xml.Linq;
using RoboticsStack.Tests;

namespace RoboticsStack.Core.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root => RepositoryRoot.Path;

    /// <summary>Every project outside tests/, by its path from the root without the file's ending, with the projects it references.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Projects { get; } = ReadProjects();

    /// <summary>C# files below the given folders, as paths from the root.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static Dictionary<string, IReadOnlyList<string>> ReadProjects() =>
        new[] { "src", "models", "sim", "hardware" }
            .Select(folder => Path.Combine(Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .ToDictionary(NameOf, file => (IReadOnlyList<string>)[.. XDocument.Load(file).Descendants("ProjectReference")
                .Select(reference => NameOf(reference.Attribute("Include")!.Value.Replace("$(RepositoryRoot)", Root + "/", StringComparison.Ordinal)))]);

    private static string NameOf(string projectFile) =>
        Path.GetDirectoryName(Path.GetRelativePath(Root, Path.GetFullPath(projectFile)))!.Replace('\\', '/');
}
