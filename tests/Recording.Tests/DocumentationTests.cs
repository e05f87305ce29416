using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using RoboticsStack.Messaging;
using RoboticsStack.Tests;

namespace RoboticsStack.Recording.Tests;

/// <summary>docs/recording.md says what there is.</summary>
public sealed class DocumentationTests
{
    private static readonly Topics Topics = new("r");

    private static readonly Dictionary<string, string> Rows = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "recording.md"))
        .Select(line => Regex.Match(line, @"^\| `([a-z/]+)` \| `?(\w+)`? \| [^|]+ \| [^|]+ \|$"))
        .Where(row => row.Success)
        .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);

    [Fact]
    public void Every_topic_that_has_a_schema_is_documented_with_it()
    {
        foreach ((string topic, MessageDescriptor type) in TopicTypes.Of(Topics))
        {
            Assert.Equal((topic, type.Name), (topic, Rows.GetValueOrDefault(topic[(Topics.Root.Length + 1)..])));
        }
    }

    [Fact]
    public void Topics_without_a_schema_are_documented_too() =>
        Assert.All([Topics.Stop, Topics.GateStatus, Topics.BrainStatus], topic => Assert.Contains(topic[(Topics.Root.Length + 1)..], Rows.Keys));
}
