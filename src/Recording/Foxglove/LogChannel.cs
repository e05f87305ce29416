using Google.Protobuf;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>What people want to read: the gate's modes and interventions, vetoes of the physics check, and what the task turns to.</summary>
internal sealed class LogChannel
{
    private (GateMode Mode, string Reason)? _gate;
    private (string Stage, string Skill, bool Finished)? _task;

    public void Convert(GateState message, Action<string, IMessage> write)
    {
        if (_gate == (message.Mode, message.Reason))
        {
            return;
        }
        _gate = (message.Mode, message.Reason);
        Schemas.Log.Types.Level level = message.Mode switch
        {
            GateMode.PowerOff => Schemas.Log.Types.Level.Fatal,
            GateMode.ControlledStop => Schemas.Log.Types.Level.Error,
            GateMode.Hold => Schemas.Log.Types.Level.Warning,
            _ => Schemas.Log.Types.Level.Info,
        };
        Write(write, message.Header, level, "gate", message.Reason.Length > 0 ? $"{message.Mode}: {message.Reason}" : $"{message.Mode}");
    }

    public void Convert(Messaging.V1.TaskStatus message, Action<string, IMessage> write)
    {
        if (_task == (message.Stage, message.Skill, message.Finished))
        {
            return;
        }
        _task = (message.Stage, message.Skill, message.Finished);
        string text = message.Finished
            ? message.Succeeded ? "finished, and believes that it succeeded" : "finished without success"
            : $"{message.Stage}: {message.Skill}";
        Write(write, message.Header, Schemas.Log.Types.Level.Info, "task", message.Detail.Length > 0 ? $"{text} ({message.Detail})" : text);
    }

    public static void Convert(GateEvent message, Action<string, IMessage> write)
    {
        // The gate's words for what it does; see FailsafeAction.
        Schemas.Log.Types.Level level = message.Action switch
        {
            "PowerOff" => Schemas.Log.Types.Level.Fatal,
            "ControlledStop" => Schemas.Log.Types.Level.Error,
            _ => Schemas.Log.Types.Level.Warning,
        };
        Write(write, message.Header, level, "gate",
            FormattableString.Invariant($"{message.Function}: {message.Action}, {message.Value:G4} against a limit of {message.Limit:G4}, {message.Detail}"));
    }

    public static void Convert(ReplanReport message, Action<string, IMessage> write)
    {
        if (message.CandidatesVetoed > 0)
        {
            Write(write, message.Header, Schemas.Log.Types.Level.Debug, "physics check",
                $"{message.Skill}: {message.CandidatesVetoed} of {message.CandidatesChecked} plans vetoed, {message.VetoReason}");
        }
    }

    private static void Write(Action<string, IMessage> write, Header? header, Schemas.Log.Types.Level level, string name, string text) => write(
        FoxgloveTopics.Log, new Schemas.Log { Timestamp = (header?.DataTimeNs ?? 0).ToTimestamp(), Level = level, Name = name, Message = text });
}
