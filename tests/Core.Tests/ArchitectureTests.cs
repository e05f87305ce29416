using System.Text.RegularExpressions;

namespace RoboticsStack.Core.Tests;

/// <summary>Who may know whom, and who may touch clocks and native libraries: held by reading the project files and sources.</summary>
public sealed partial class ArchitectureTests
{
    private const string Core = "src/Core";
    private const string Cli = "src/Cli";

    [Fact]
    public void Core_references_nothing_and_everything_references_Core()
    {
        Assert.Empty(Repository.Projects[Core]);
        Assert.All(Repository.Projects.Where(project => project.Key is not (Core or "models/OnnxRuntime")),
            project => Assert.Contains(Core, project.Value));
    }

    [Fact]
    public void References_never_run_in_a_circle() =>
        Assert.All(Repository.Projects.Keys, project => Assert.DoesNotContain(project, Reachable(project)));

    [Theory]
    [InlineData("src/Control")]
    [InlineData("src/Perception")]
    [InlineData("src/Planning")]
    [InlineData("models/Learning")]
    [InlineData("models/WorldModel")]
    public void The_robots_mind_cannot_see_the_plant(string project)
    {
        IReadOnlySet<string> known = Reachable(project);
        Assert.DoesNotContain("sim/Plant", known);
        Assert.DoesNotContain("sim/Kitchens", known);
        Assert.DoesNotContain("sim/Mujoco", known);
    }

    [Fact]
    public void The_safety_gate_knows_neither_plans_nor_simulators() => Assert.Equal(["src/Control", Core], Reachable("src/Safety").Order());

    [Fact]
    public void Nobody_references_the_command_line_and_it_alone_reaches_everything()
    {
        Assert.All(Repository.Projects.Values, references => Assert.DoesNotContain(Cli, references));
        foreach (string project in Repository.Projects.Keys)
        {
            string[] unreached = [.. Repository.Projects.Keys.Except(Reachable(project)).Where(other => other != project)];
            if (project == Cli)
            {
                Assert.Empty(unreached);
            }
            else
            {
                Assert.NotEmpty(unreached);
            }
        }
    }

    [Theory]
    [InlineData("mujoco", "sim/Mujoco/")]
    [InlineData("mosquitto", "src/Messaging/")]
    [InlineData("onnxruntime", "models/")]
    [InlineData("zstd", "src/Recording/")]
    public void A_native_library_is_called_from_one_place(string library, string home)
    {
        foreach (string file in Repository.Sources("src", "models", "sim").Where(file => !file.StartsWith(home, StringComparison.Ordinal)))
        {
            string source = Repository.Read(file);
            Assert.DoesNotContain(Imports().Matches(source), match => match.Value.Contains(library, StringComparison.OrdinalIgnoreCase));
        }
        if (library == "onnxruntime")
        {
            Assert.All(Repository.Sources("src", "sim"), file => Assert.DoesNotContain("Microsoft.ML.OnnxRuntime", Repository.Read(file), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Only_hosts_read_clocks_wait_or_draw_unseeded_numbers()
    {
        string[] hosts = ["src/Runtime/", "src/Viewing/", "src/Cli/", "src/Safety/RealTime/"];
        List<string> offences = [];
        foreach (string file in Repository.Sources("src", "models", "sim").Where(file => !hosts.Any(host => file.StartsWith(host, StringComparison.Ordinal))))
        {
            string source = Comments().Replace(Repository.Read(file), "");
            offences.AddRange(Banned().Matches(source).Select(match => $"{file}: {match.Value}"));
        }
        Assert.Empty(offences);
    }

    [Fact]
    public void Only_the_gate_can_make_a_command()
    {
        string declaration = Repository.Read("src/Safety/GatedCommand.cs");
        Assert.DoesNotMatch(@"public\s+GatedCommand\s*\(", declaration);
        IEnumerable<string> makers = Repository.Sources("src", "models", "sim")
            .Where(file => Regex.IsMatch(Repository.Read(file), @"new\s+GatedCommand\b"))
            .Where(file => !file.StartsWith("src/Safety/", StringComparison.Ordinal));
        Assert.Empty(makers);
    }

    private static HashSet<string> Reachable(string project)
    {
        HashSet<string> seen = [];
        Stack<string> open = new(Repository.Projects[project]);
        while (open.TryPop(out string? next))
        {
            if (seen.Add(next))
            {
                foreach (string reference in Repository.Projects[next])
                {
                    open.Push(reference);
                }
            }
        }
        return seen;
    }

    [GeneratedRegex(@"\[(?:DllImport|LibraryImport)\([^\]]*\]")]
    private static partial Regex Imports();

    [GeneratedRegex(@"//.*$|/\*.*?\*/", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\b(?:DateTime(?:Offset)?\.(?:Now|UtcNow|Today)|Stopwatch\b|Thread\.Sleep|Task\.Delay|Random\.Shared|new Random\(|Environment\.TickCount)")]
    private static partial Regex Banned();
}
