using System.Security.Cryptography;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>
/// Names the code that produced a figure: a hash over the stack's own assemblies, so that a change that was never committed shows too.
/// </summary>
public static class BuildFingerprint
{
    private static readonly Lazy<string> Computed = new(() => Of(AppContext.BaseDirectory));

    public static string Current => Computed.Value;

    /// <summary>Twelve hex digits over the stack's assemblies in a folder, in order of their names.</summary>
    public static string Of(string directory)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.GetFiles(directory, "RoboticsStack.*.dll").Order(StringComparer.Ordinal))
        {
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
