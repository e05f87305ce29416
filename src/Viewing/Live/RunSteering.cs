using System.Text.Json;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Viewing.Live;

/// <summary>Turns what the page asks for into messages of the operator. Thread-safe.</summary>
internal sealed class RunSteering(LiveRun run)
{
    private readonly Lock _lock = new();
    private readonly MessageWriter<RunControl> _control =
        new(run.Bus, run.Topics.Control, new MessageSource("operator", run.RunId), QualityOfService.AtLeastOnce);

    /// <param name="request">JSON: <c>{"do":"pause"|"resume"|"step"|"speed"|"stop","speed":1}</c>; anything else is ignored.</param>
    public void Obey(ReadOnlyMemory<byte> request)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(request);
            JsonElement root = document.RootElement;
            switch (root.GetProperty("do").GetString())
            {
                case "stop" when run.CanStop:
                    run.Bus.Publish(run.Topics.Stop, "stop"u8, QualityOfService.AtLeastOnce);
                    break;
                case "pause":
                    Send(RunControl.Types.Action.Pause);
                    break;
                case "resume":
                    Send(RunControl.Types.Action.Resume);
                    break;
                case "step":
                    Send(RunControl.Types.Action.Step);
                    break;
                case "speed":
                    Send(RunControl.Types.Action.SetSpeed, root.GetProperty("speed").GetDouble());
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Not from our page.
        }
    }

    private void Send(RunControl.Types.Action action, double speed = 0)
    {
        if (!run.CanPause)
        {
            return;
        }
        lock (_lock)
        {
            _control.Publish(new RunControl { Action = action, Speed = speed }, Timestamp.Zero, Timestamp.Zero);
        }
    }
}
