using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults.SafetyReports;

/// <summary>A test that says which safety functions it is of.</summary>
/// <param name="File">Below the repository.</param>
/// <param name="Outcome">Of its last run, as the test results have it; null if there are none.</param>
public sealed record SafetyTest(string Name, string File, IReadOnlyList<GateFunction> Functions, string? Outcome);

/// <summary>Finds the tests that carry the trait "safety" in the sources, and how they last came out in the test results.</summary>
public static partial class SafetyTests
{
    /// <param name="root">Of the repository.</param>
    /// <param name="results">Files of test results (.trx).</param>
    public static IReadOnlyList<SafetyTest> Find(string root, IEnumerable<string> results)
    {
        Dictionary<string, string> outcomes = Outcomes(results);
        List<SafetyTest> tests = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string source = File.ReadAllText(file);
            GateFunction[] ofAll = FunctionsIn(Class().Match(source).Groups["attributes"].Value);
            foreach (Match test in Tests().Matches(source))
            {
                GateFunction[] functions = [.. ofAll.Union(FunctionsIn(test.Groups["attributes"].Value))];
                string name = test.Groups["name"].Value;
                if (functions.Length > 0)
                {
                    tests.Add(new SafetyTest(name, Path.GetRelativePath(root, file).Replace('\\', '/'), functions, outcomes.GetValueOrDefault(name)));
                }
            }
        }
        return tests;
    }

    private static GateFunction[] FunctionsIn(string attributes) =>
    [
        .. Functions().Matches(attributes).Select(match => Enum.TryParse(match.Groups[1].Value, out GateFunction function) ? function : (GateFunction?)null).OfType<GateFunction>().Distinct(),
    ];

    /// <summary>By method; of several cases and runs of one the worst counts.</summary>
    private static Dictionary<string, string> Outcomes(IEnumerable<string> results)
    {
        Dictionary<string, string> outcomes = [];
        foreach (string file in results)
        {
            foreach (XElement result in Load(file).Descendants().Where(element => element.Name.LocalName == "UnitTestResult"))
            {
                string full = ((string?)result.Attribute("testName") ?? "").Split('(')[0], outcome = (string?)result.Attribute("outcome") ?? "";
                string method = full[(full.LastIndexOf('.') + 1)..];
                if (!outcomes.TryGetValue(method, out string? known) || known == "Passed")
                {
                    outcomes[method] = outcome;
                }
            }
        }
        return outcomes;
    }

    private static XDocument Load(string file)
    {
        try
        {
            return XDocument.Load(file);
        }
        catch (Exception e) when (e is IOException or XmlException or UnauthorizedAccessException)
        {
            throw new Core.UserErrorException($"The test results '{file}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A test class with its attributes, which count for each of its tests.</summary>
    [GeneratedRegex(@"(?<attributes>(?:^\[[^\r\n]*\][ \t]*\r?\n)+)public sealed class", RegexOptions.Multiline)]
    private static partial Regex Class();

    /// <summary>A method with its attributes, one a line.</summary>
    [GeneratedRegex(@"(?<attributes>(?:^[ \t]+\[[^\r\n]*\][ \t]*\r?\n)+)[ \t]+public (?:async )?[\w.<>]+ (?<name>\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Tests();

    [GeneratedRegex(@"Trait\(""safety"",\s*nameof\(GateFunction\.(\w+)\)\)")]
    private static partial Regex Functions();
}
