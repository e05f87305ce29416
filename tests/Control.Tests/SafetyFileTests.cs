using System.Text.RegularExpressions;
using RoboticsStack.Control.Robot;
using RoboticsStack.Safety;

namespace RoboticsStack.Control.Tests;

/// <summary>The safety file and the gate speak of the same functions.</summary>
public sealed partial class SafetyFileTests
{
    private static readonly IReadOnlyList<SafetyFunctionEntry> Entries = ReferenceRobot.Load().Safety.Functions;

    public static TheoryData<GateFunction> Functions => [.. Enum.GetValues<GateFunction>()];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_has_a_section_with_reaction_clear_condition_and_source(GateFunction function)
    {
        SafetyFunctionEntry entry = Assert.Single(Entries, entry => entry.Name == KeyOf(function));
        Assert.All([entry.Reaction, entry.Clear, entry.Source], text => Assert.False(string.IsNullOrWhiteSpace(text)));
    }

    [Fact]
    public void The_file_has_no_section_that_is_not_a_function_of_the_gate() =>
        Assert.Empty(Entries.Select(entry => entry.Name).Except(Enum.GetValues<GateFunction>().Select(KeyOf)));

    [Fact]
    public void Limits_are_listed_with_their_values_and_units()
    {
        SafetyFunctionEntry contact = Assert.Single(Entries, entry => entry.Name == "contact_force");
        SafetyLimit force = Assert.Single(contact.Limits, limit => limit.Name == "wrist_force");
        Assert.Equal(ReferenceRobot.Load().Safety.Contact.WristForceN, Assert.Single(force.Values));
        Assert.Equal("N", force.Unit);
    }

    private static string KeyOf(GateFunction function) => WordStart().Replace(function.ToString(), match => "_" + match.Value).TrimStart('_').ToLowerInvariant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart();
}
