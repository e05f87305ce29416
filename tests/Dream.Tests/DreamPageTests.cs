using System.Diagnostics;
using System.Net;
using System.Text.Json;
using RoboticsStack.Core;
using RoboticsStack.Models;
using RoboticsStack.Tests;
using RoboticsStack.Viewing.Dream;

namespace RoboticsStack.Dream.Tests;

/// <summary>The page in a real browser, with the weights that ship.</summary>
public sealed class DreamPageTests : IDisposable
{
    private static readonly string Weights = Path.Combine(RepositoryRoot.Path, "models", "weights");
    private readonly string _directory = Directory.CreateTempSubdirectory("dream-test").FullName;
    private readonly WorldModel _model = WorldModel.Load(Weights);

    private string File => Path.Combine(_directory, "run.mcap");

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(1400, 1000)]
    [InlineData(820, 1180)]
    public async Task Keys_buttons_and_the_recording_move_the_dream(int width, int height)
    {
        DreamtRun.Record(File, _model);
        using SensorDecoder decoder = SensorDecoder.Load(SensorDecoder.DirectoryOf(Weights), _model);
        await using DreamPage page = await DreamPage.StartAsync(new(_model, decoder, DreamRecording.Read(File)), 0);
        Visit visit = await Click(page.Address, width, height);
        Assert.Empty(visit.Complaints);
        Assert.Empty(visit.Overflow);

        Frame start = visit.Frames["start"], keys = visit.Frames["after W"], raised = visit.Frames["after E"], closed = visit.Frames["after Space"];
        Assert.Equal(0, start.Step);
        Assert.True(keys.Step >= 3, $"W was held for {keys.Step} steps");
        Assert.True(keys.Gripper[0] > start.Gripper[0] + 0.01, "W moves the imagined gripper forward");
        Assert.True(raised.Gripper[2] > keys.Gripper[2] + 0.01, "E raises it");
        Assert.True(closed.OpeningMm < start.OpeningMm - 20, $"Space closes it: {start.OpeningMm} to {closed.OpeningMm} mm");
        Assert.Equal("–", closed.Surprise);
        Assert.NotEqual(start.Depth, closed.Depth);

        Frame reset = visit.Frames["reset"], followed = visit.Frames["followed"], planned = visit.Frames["planned"], clicked = visit.Frames["time line"];
        Assert.Equal((0, start.Gripper[0]), (reset.Step, reset.Gripper[0]));
        Assert.Equal(1, followed.Step);
        Assert.Contains("×", followed.Surprise);
        Assert.Equal(1, planned.Step);
        Assert.Equal(followed.Gripper, planned.Gripper);
        Assert.True(clicked.Moment >= DreamtRun.MomentsPerSkill, $"a click at the end of the time line begins at moment {clicked.Moment}");
        Assert.True(visit.Frames["button"].Step >= 1, "holding a button on the screen steers as well");
    }

    [Fact]
    public async Task Requests_that_make_no_sense_are_answered_with_nothing()
    {
        DreamtRun.Record(File, _model);
        using SensorDecoder decoder = SensorDecoder.Load(SensorDecoder.DirectoryOf(Weights), _model);
        await using DreamPage page = await DreamPage.StartAsync(new(_model, decoder, DreamRecording.Read(File)), 0);
        using System.Net.WebSockets.ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri(page.Address.ToString().Replace("http", "ws", StringComparison.Ordinal) + "dream"), CancellationToken.None);
        foreach (string request in (string[])["""{"begin":-1}""", """{"begin":100000}""", """{"action":[1,2,3]}""", """{"action":[9,0,0,0,0]}""", """{"follow":"nobody"}""", "{}"])
        {
            Assert.Equal("null", await Ask(socket, request));
        }
        Assert.Contains("\"step\":0", await Ask(socket, """{"begin":3}"""));
        Assert.Contains("\"step\":1", await Ask(socket, """{"action":[0.5,0,0,0,0]}"""));
        using HttpClient http = new();
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync(new Uri(page.Address, "dream"))).StatusCode);
    }

    [Fact]
    public async Task A_recording_of_another_model_is_refused()
    {
        DreamtRun.Record(File, _model, modelHash: "fedcba9876543210");
        using SensorDecoder decoder = SensorDecoder.Load(SensorDecoder.DirectoryOf(Weights), _model);
        string message = (await Assert.ThrowsAsync<UserErrorException>(() => DreamPage.StartAsync(new(_model, decoder, DreamRecording.Read(File)), 0))).Message;
        Assert.Contains("fedcba987654", message);
        Assert.Contains(_model.ModelHash[..12], message);
    }

    [Fact]
    public void A_recording_without_imagination_is_refused()
    {
        using (RoboticsStack.Messaging.Bus.InProcessBus bus = new())
        {
            new RoboticsStack.Recording.RunRecorder(bus, new() { Path = File, Topics = new("test") }).Dispose();
        }
        Assert.Contains("./robot coffee", Assert.Throws<UserErrorException>(() => DreamRecording.Read(File)).Message);
        Assert.Contains("missing.mcap", Assert.Throws<UserErrorException>(() => DreamRecording.Read(Path.Combine(_directory, "missing.mcap"))).Message);
    }

    private static async Task<string> Ask(System.Net.WebSockets.ClientWebSocket socket, string request)
    {
        await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(request), System.Net.WebSockets.WebSocketMessageType.Text, true, CancellationToken.None);
        byte[] buffer = new byte[1 << 16];
        int length = 0;
        System.Net.WebSockets.ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += part.Count;
        }
        while (!part.EndOfMessage);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <param name="Gripper">Imagined x, y, z, yaw.</param>
    /// <param name="Depth">Of the imagined depth image: the sum of its pixels.</param>
    private sealed record Frame(int Step, int Moment, double[] Gripper, double OpeningMm, string Surprise, double Depth);

    private sealed record Visit(Dictionary<string, Frame> Frames, string[] Complaints, string[] Overflow);

    private static async Task<Visit> Click(Uri page, int width, int height)
    {
        string script = Path.Combine(RepositoryRoot.Path, "tests", "Dream.Tests", "node", "dream.cjs");
        using Process node = Process.Start(new ProcessStartInfo("node", [script, page.ToString(), width.ToString(), height.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = node.StandardError.ReadToEndAsync();
        string output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<Visit>(output, new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
    }
}
