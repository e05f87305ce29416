using System.Buffers.Binary;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Foxglove;
using RoboticsStack.Recording.Tests;
using RoboticsStack.Viewing.Foxglove;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Viewing.Tests;

public sealed class FoxgloveServerTests : IDisposable
{
    private static readonly Topics Topics = new("test");
    private static readonly MessageSource Source = new("test", 1);
    private readonly InProcessBus _bus = new();

    public void Dispose() => _bus.Dispose();

    [Theory]
    [InlineData("foxglove.sdk.v1")]
    [InlineData("foxglove.websocket.v1")]
    public async Task A_client_that_nobody_here_wrote_sees_every_channel_and_reads_every_message(string subprotocol)
    {
        FoxgloveChannels channels = new(Topics, FoxgloveFixture.Robot(), FoxgloveFixture.Kitchen);
        await using FoxgloveServer server = await StartAsync(channels);
        PublishEverything(1);
        const int derivedChannels = 20;
        using ForeignClient client = new(server.Address, subprotocol, derivedChannels, Topics.Engage);
        await client.WaitUntilReadyAsync();
        List<(string Topic, byte[] Payload)> published = [];
        FoxgloveChannels sameAgain = new(Topics, FoxgloveFixture.Robot(), FoxgloveFixture.Kitchen);
        using (_bus.Subscribe(Topics.All, (topic, payload) =>
        {
            published.Add((topic, payload.ToArray()));
            sameAgain.Derive(topic, payload, (to, message) => published.Add((to, message.ToByteArray())));
        }))
        {
            // Far enough ahead in time that nothing is thinned out.
            PublishEverything(1000);
            Publish(Topics.Engage, new EngageRequest(), 1001);
        }
        ForeignClient.Result result = await client.FinishAsync();
        Assert.Equal(subprotocol, result.Subprotocol);
        Assert.Equal("run 1", (string?)result.Server["sessionId"]);
        Assert.Equal(["time"], result.Server["capabilities"]!.AsArray().Select(c => (string?)c));
        Assert.Empty(result.Statuses);
        Assert.Empty(result.StrangeFields);
        Assert.True(result.Times > 0);
        Assert.Equal(TopicTypes.Of(Topics).Count + derivedChannels, result.Channels.Length);
        Assert.All(TopicTypes.Of(Topics), own => Assert.Contains($"{own.Key} protobuf {own.Value.FullName}", result.Channels));
        // Compared as messages: another library may write the same one in other bytes.
        Dictionary<string, MessageDescriptor> types = Recording.Foxglove.Schemas.FoxgloveReflection.Descriptor.MessageTypes.Concat(RoboticsStackReflection.Descriptor.MessageTypes).ToDictionary(t => t.FullName);
        ForeignClient.Message[] later = [.. result.Messages.SkipWhile(message => message.Topic != published[0].Topic || message.Time != "1000000000000")];
        Assert.Equal(published.Select(p => p.Topic), later.Select(message => message.Topic));
        foreach ((ForeignClient.Message message, (string topic, byte[] payload)) in later.Zip(published))
        {
            MessageParser parser = types[message.Schema].Parser;
            Assert.Equal(parser.ParseFrom(payload), parser.ParseFrom(Convert.FromBase64String(message.Again)));
            Assert.Equal(topic == Topics.Engage ? "1001000000000" : "1000000000000", message.Time);
        }
    }

    [Fact]
    public async Task A_client_that_does_not_read_loses_messages_and_holds_up_nobody()
    {
        await using FoxgloveServer server = await StartAsync();
        using ClientWebSocket sleeper = await ConnectAsync(server);
        using ClientWebSocket reader = await ConnectAsync(server);
        uint imu = await ChannelIdAsync(sleeper, Topics.Imu);
        await ChannelIdAsync(reader, Topics.Imu);
        await SendAsync(sleeper, $$"""{"op":"subscribe","subscriptions":[{"id":1,"channelId":{{await ChannelIdOf(Topics.WristCamera)}}},{"id":2,"channelId":{{imu}}}]}""");
        await SendAsync(reader, $$"""{"op":"subscribe","subscriptions":[{"id":5,"channelId":{{imu}}}]}""");
        await SettleAsync(sleeper);
        await SettleAsync(reader);
        // More than any socket buffers, and more than the server keeps for one client.
        CameraFrame large = new() { DepthMm = ByteString.CopyFrom(new byte[1 << 20]) };
        for (int i = 0; i < 64; i++)
        {
            Publish(Topics.WristCamera, large, 1 + i);
        }
        Publish(Topics.Imu, new Imu(), 100);
        Assert.Equal((5u, 100_000_000_000ul), await NextMessageAsync(reader));
        int received = 0;
        string status = "";
        (uint Subscription, ulong TimeNs) last = default;
        while (last.Subscription != 2)
        {
            (byte[] bytes, WebSocketMessageType type) = await ReceiveAsync(sleeper);
            if (type == WebSocketMessageType.Text)
            {
                status += Encoding.UTF8.GetString(bytes);
            }
            else if (bytes[0] == 1)
            {
                received++;
                last = Header(bytes);
            }
        }
        Assert.Equal(100_000_000_000ul, last.TimeNs);
        Assert.InRange(received, 2, 63);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://app.foxglove.dev", true)]
    [InlineData("file://", true)]
    [InlineData("null", false)]
    [InlineData("https://example.com", false)]
    [InlineData("https://app.foxglove.dev.example.com", false)]
    public async Task Only_Foxgloves_own_pages_and_programs_without_a_page_may_connect(string? origin, bool allowed)
    {
        await using FoxgloveServer server = await StartAsync();
        using ClientWebSocket socket = new();
        socket.Options.AddSubProtocol("foxglove.sdk.v1");
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }
        if (allowed)
        {
            await socket.ConnectAsync(server.Address, default);
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(server.Address, default));
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, await StatusOf(server, origin!));
        }
    }

    [Fact]
    public async Task A_client_of_another_protocol_is_told_which_to_ask_for()
    {
        await using FoxgloveServer server = await StartAsync();
        using ClientWebSocket socket = new();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(server.Address, default));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, socket.HttpStatusCode);
    }

    [Fact]
    public async Task What_cannot_be_done_is_answered_and_the_connection_lives()
    {
        await using FoxgloveServer server = await StartAsync();
        using ClientWebSocket socket = await ConnectAsync(server);
        await ChannelIdAsync(socket, Topics.Imu);
        string[] requests =
        [
            "no json", "[]", "{}", """{"op":5}""", """{"op":"advertise","channels":[]}""", """{"op":"subscribe"}""", """{"op":"subscribe","subscriptions":7}""",
            """{"op":"subscribe","subscriptions":[{"id":-1,"channelId":1}]}""", """{"op":"subscribe","subscriptions":[{"id":1,"channelId":999}]}""",
            """{"op":"unsubscribe","subscriptionIds":[3]}""",
        ];
        foreach (string request in requests)
        {
            await SendAsync(socket, request);
            Assert.Equal("status", (string?)(await NextJsonAsync(socket))["op"]);
        }
        await socket.SendAsync(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary, true, default);
        Assert.Contains("takes no messages", (string?)(await NextJsonAsync(socket))["message"]);
        uint imu = await ChannelIdOf(Topics.Imu);
        await SendAsync(socket, $$"""{"op":"subscribe","subscriptions":[{"id":1,"channelId":{{imu}}},{"id":1,"channelId":2},{"id":2,"channelId":{{imu}}}]}""");
        Assert.Contains("already", (string?)(await NextJsonAsync(socket))["message"]);
        Assert.Contains("already", (string?)(await NextJsonAsync(socket))["message"]);
        Publish(Topics.Imu, new Imu(), 3);
        Assert.Equal((1u, 3_000_000_000ul), await NextMessageAsync(socket));
        await SendAsync(socket, $$"""{"op":"subscribe","subscriptions":[{"id":2,"channelId":{{await ChannelIdOf(Topics.Tactile)}}}]}""");
        await SendAsync(socket, """{"op":"unsubscribe","subscriptionIds":[1]}""");
        await SettleAsync(socket);
        Publish(Topics.Imu, new Imu(), 4);
        Publish(Topics.Tactile, new TactilePads(), 5);
        Assert.Equal((2u, 5_000_000_000ul), await NextMessageAsync(socket));
        await SendAsync(socket, $$"""{"op":"subscribe","subscriptions":[{"id":9,"channelId":{{imu}}}]}""");
        await SettleAsync(socket);
        Publish(Topics.Imu, new Imu(), 6);
        Assert.Equal((9u, 6_000_000_000ul), await NextMessageAsync(socket));
    }

    [Fact]
    public async Task A_request_beyond_all_reason_ends_the_connection()
    {
        await using FoxgloveServer server = await StartAsync();
        using ClientWebSocket socket = await ConnectAsync(server);
        await ChannelIdAsync(socket, Topics.Imu);
        await socket.SendAsync(new byte[2 << 20], WebSocketMessageType.Text, true, default);
        Assert.Equal(WebSocketMessageType.Close, (await ReceiveAsync(socket)).Type);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, socket.CloseStatus);
    }

    [Fact]
    public async Task When_derived_channels_fail_they_are_withdrawn_and_the_messages_go_on()
    {
        await using FoxgloveServer server = await StartAsync(new Failing());
        using ClientWebSocket socket = await ConnectAsync(server);
        uint imu = await ChannelIdAsync(socket, Topics.Imu);
        await SendAsync(socket, $$"""{"op":"subscribe","subscriptions":[{"id":1,"channelId":{{imu}}}]}""");
        await SettleAsync(socket);
        Publish(Topics.Imu, new Imu(), 1);
        JsonNode advertised = Assert.Single((await NextJsonAsync(socket))["channels"]!.AsArray())!;
        Assert.Equal("/derived", (string?)advertised["topic"]);
        Publish(Topics.Imu, new Imu(), 2);
        JsonObject withdrawn = await NextJsonAsync(socket);
        Assert.Equal(("unadvertise", (uint)advertised["id"]!), ((string?)withdrawn["op"], (uint)withdrawn["channelIds"]![0]!));
        Assert.Contains("out of ideas", (string?)(await NextJsonAsync(socket))["message"]);
        Publish(Topics.Imu, new Imu(), 3);
        while ((await NextMessageAsync(socket)).TimeNs != 3_000_000_000)
        {
        }
    }

    [Fact]
    public async Task At_the_runs_end_clients_are_told()
    {
        FoxgloveServer server = await StartAsync();
        using ClientWebSocket socket = await ConnectAsync(server);
        await ChannelIdAsync(socket, Topics.Imu);
        await server.DisposeAsync();
        Assert.Equal(WebSocketMessageType.Close, (await ReceiveAsync(socket)).Type);
        Assert.Equal("the run has ended", socket.CloseStatusDescription);
    }

    [Fact]
    public async Task A_taken_port_is_a_clear_error()
    {
        using TcpListener taken = new(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        int port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => FoxgloveServer.StartAsync(_bus, Options() with { Port = port }));
        Assert.Contains(port.ToString(), error.Message);
    }

    private static FoxgloveServerOptions Options() => new() { Topics = Topics, Port = 0, SessionId = "run 1" };

    private Task<FoxgloveServer> StartAsync(IDerivedChannels? derived = null) => FoxgloveServer.StartAsync(_bus, Options() with { Derived = derived });

    private void Publish<T>(string topic, T message, double seconds)
        where T : IMessage<T>, IStamped => new MessageWriter<T>(_bus, topic, Source).Publish(message, Timestamp.FromSeconds(seconds), Timestamp.FromSeconds(seconds));

    /// <summary>A message on each topic from which something is derived.</summary>
    private void PublishEverything(double seconds)
    {
        Header header = new();
        Publish(Topics.PoseEstimate, new PoseEstimate { XM = seconds, YM = 2 }, seconds);
        Publish(Topics.Joints, new JointStates { LiftM = 0.25, PositionRad = { 0.1, seconds } }, seconds);
        Publish(Topics.HeadCamera, FoxgloveFixture.Frame(header, 8, 6), seconds);
        Publish(Topics.WristCamera, FoxgloveFixture.Frame(header, 4, 4), seconds);
        Publish(Topics.Lidar, new LidarScan { AngleStepRad = 0.1, RangeM = { 1, 2, 0 } }, seconds);
        MapSnapshot map = new() { Width = 3, Height = 2, CellM = 0.05, Cells = ByteString.CopyFrom(0, 1, 2, 0, 1, 2) };
        map.Tracks.Add(new TrackReport { Id = 1, Label = "mug", PoseInMap = Pose.Identity.ToMessage(), RadiusM = 0.04, HeightM = 0.1 });
        Publish(Topics.BrainMap, map, seconds);
        Publish(Topics.BrainReplan, new ReplanReport { Skill = "reach", PlannedPathInMap = { new Vec3(1, 2, 3).ToMessage() }, PhysicsPathInMap = { new Vec3(1, 2, 3).ToMessage() } }, seconds);
        Publish(Topics.GateEvent, new GateEvent { Function = "Reach", Action = "Warn", Value = 2, Limit = 1 }, seconds);
        PlantTruth truth = new();
        truth.Bodies.Add(new BodyPose { Name = "mug", Pose = Pose.Identity.ToMessage() });
        Publish(Topics.PlantTruth, truth, seconds);
    }

    private static async Task<System.Net.HttpStatusCode> StatusOf(FoxgloveServer server, string origin)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, new UriBuilder(server.Address) { Scheme = "http" }.Uri);
        request.Headers.Add("Origin", origin);
        using HttpResponseMessage response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<ClientWebSocket> ConnectAsync(FoxgloveServer server)
    {
        ClientWebSocket socket = new();
        socket.Options.AddSubProtocol("foxglove.sdk.v1");
        await socket.ConnectAsync(server.Address, default);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, default);

    /// <summary>Reads the greeting and finds a channel in it.</summary>
    private static async Task<uint> ChannelIdAsync(ClientWebSocket socket, string topic)
    {
        Assert.Equal("serverInfo", (string?)(await NextJsonAsync(socket))["op"]);
        JsonObject advertise = await NextJsonAsync(socket);
        return (uint)advertise["channels"]!.AsArray().Single(channel => (string?)channel!["topic"] == topic)!["id"]!;
    }

    private static async Task<uint> ChannelIdOf(string topic)
    {
        using InProcessBus bus = new();
        await using FoxgloveServer same = await FoxgloveServer.StartAsync(bus, Options());
        using ClientWebSocket socket = await ConnectAsync(same);
        return await ChannelIdAsync(socket, topic);
    }

    /// <summary>Requests are answered in order: once a wrong one has been answered, those before it are in force.</summary>
    private static async Task SettleAsync(ClientWebSocket socket)
    {
        await SendAsync(socket, """{"op":"settle"}""");
        while (!((string?)(await NextJsonAsync(socket))["message"])!.Contains("settle", StringComparison.Ordinal))
        {
        }
    }

    private static async Task<JsonObject> NextJsonAsync(ClientWebSocket socket)
    {
        while (true)
        {
            (byte[] bytes, WebSocketMessageType type) = await ReceiveAsync(socket);
            Assert.NotEqual(WebSocketMessageType.Close, type);
            if (type == WebSocketMessageType.Text)
            {
                return JsonNode.Parse(bytes)!.AsObject();
            }
        }
    }

    private static async Task<(uint Subscription, ulong TimeNs)> NextMessageAsync(ClientWebSocket socket)
    {
        while (true)
        {
            (byte[] bytes, WebSocketMessageType type) = await ReceiveAsync(socket);
            Assert.NotEqual(WebSocketMessageType.Close, type);
            if (type == WebSocketMessageType.Binary && bytes[0] == 1)
            {
                return Header(bytes);
            }
        }
    }

    private static (uint, ulong) Header(byte[] frame) => (BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(1)), BinaryPrimitives.ReadUInt64LittleEndian(frame.AsSpan(5)));

    private static async Task<(byte[] Bytes, WebSocketMessageType Type)> ReceiveAsync(ClientWebSocket socket)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        using MemoryStream message = new();
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, patience.Token);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return (message.ToArray(), part.MessageType);
            }
        }
    }

    private sealed class Failing : IDerivedChannels
    {
        private int _calls;

        public void Derive(string topic, ReadOnlyMemory<byte> payload, Action<string, IMessage> write)
        {
            if (++_calls == 2)
            {
                throw new InvalidOperationException("out of ideas");
            }
            write("/derived", new Vector3());
        }
    }
}
