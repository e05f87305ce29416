using System.Text.Json;

namespace RoboticsStack.Scenario.Tests;

/// <summary>The live page as a person uses it.</summary>
public sealed class LivePageTests(LiveBrowser browser) : IClassFixture<LiveBrowser>
{
    private JsonElement Found => browser.Found;

    [Fact]
    public void The_page_loads_everything_from_its_own_server_and_nothing_goes_wrong()
    {
        Assert.Empty(Texts("errors"));
        Assert.Empty(Texts("strangers"));
    }

    [Fact]
    public void Frames_arrive_and_every_box_shows_something()
    {
        Assert.True(Number("frames") >= 20, Found.ToString());
        Assert.NotEmpty(Text("running"));
        Assert.Contains("12 mm", Text("planner"), StringComparison.Ordinal);
        Assert.Equal([32, 32], Numbers("depthSize"));
        Assert.Equal(128, Numbers("padSize").Aggregate((a, b) => a * b));
    }

    [Fact]
    public void Dragging_turns_the_view_and_a_click_names_what_was_picked()
    {
        Assert.All(Numbers("turned"), angle => Assert.True(Math.Abs(angle) > 0.05, Found.ToString()));
        Assert.Equal("Dining table", Text("picked"));
        Assert.Contains("from the robot", Text("pickedRows"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pause_stops_simulated_time_and_each_step_is_one_tick()
    {
        Assert.Equal(0, Number("whilePaused"));
        Assert.Equal(1, Number("afterKey"));
        Assert.Equal(2, Number("afterButton"));
        Assert.True(Found.GetProperty("resumed").GetBoolean());
        Assert.Equal(0.5, Number("speed"));
    }

    [Fact]
    public void Stop_reaches_the_gates_emergency_stop_even_in_a_pause_and_the_page_shows_the_gates_answer()
    {
        Assert.Contains("power off", Text("banner"), StringComparison.Ordinal);
        Assert.Contains("emergency stop", Text("mode"), StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_desktop_nor_tablet_scrolls_sideways()
    {
        Assert.Equal(0, Number("wide"));
        Assert.Equal(0, Number("wideOnTablet"));
    }

    private string Text(string name) => Found.TryGetProperty(name, out JsonElement value) ? value.GetString()! : throw Missing(name);

    private double Number(string name) => Found.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : throw Missing(name);

    private double[] Numbers(string name) => [.. Found.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private string[] Texts(string name) => [.. Found.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];

    private InvalidOperationException Missing(string name) => new($"the visit did not get as far as '{name}': {Found}");
}
