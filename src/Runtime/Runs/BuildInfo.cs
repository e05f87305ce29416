using System.Reflection;

namespace RoboticsStack.Runtime.Runs;

public static class BuildInfo
{
    /// <summary>The build's version with the commit it was made from, where the SDK knows it.</summary>
    public static string Version { get; } =
        typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
