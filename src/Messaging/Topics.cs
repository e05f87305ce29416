using RoboticsStack.Core;

namespace RoboticsStack.Messaging;

/// <summary>The topic names of one robot, <c>robot/&lt;id&gt;/…</c>.</summary>
/// <remarks>
/// Messages that must keep their order relative to one another travel with the same quality of service: all sensors and
/// <see cref="LockstepTick"/> at most once, <see cref="Plan"/> and <see cref="LockstepDone"/> at least once.
/// </remarks>
public sealed class Topics
{
    public const int MaxIdLength = 64;

    /// <exception cref="UserErrorException">The id is not made of 1 to 64 letters, digits, '-' and '_'.</exception>
    public Topics(string robotId)
    {
        if (robotId.Length is 0 or > MaxIdLength || !robotId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new UserErrorException($"Robot id '{robotId}' is not usable in a topic: use 1 to {MaxIdLength} letters, digits, '-' and '_'.");
        }
        RobotId = robotId;
        Root = $"robot/{robotId}";
        Joints = $"{Root}/sensors/joints";
        Wrench = $"{Root}/sensors/wrench";
        Tactile = $"{Root}/sensors/tactile";
        WristCamera = $"{Root}/sensors/camera/wrist";
        HeadCamera = $"{Root}/sensors/camera/head";
        Lidar = $"{Root}/sensors/lidar";
        Imu = $"{Root}/sensors/imu";
        Odometry = $"{Root}/sensors/odometry";
        PoseEstimate = $"{Root}/sensors/pose";
        Detections = $"{Root}/sensors/detections";
        PeopleSeen = $"{Root}/sensors/people";
        People = $"{Root}/gate/people";
        LockstepTick = $"{Root}/lockstep/tick";
        LockstepDone = $"{Root}/lockstep/done";
        Plan = $"{Root}/plan";
        Engage = $"{Root}/engage";
        Stop = $"{Root}/stop";
        Control = $"{Root}/control";
        GateState = $"{Root}/gate/state";
        GateEvent = $"{Root}/gate/event";
        GateCommand = $"{Root}/gate/command";
        GateCycles = $"{Root}/gate/cycles";
        GateTiming = $"{Root}/gate/timing";
        GateStatistics = $"{Root}/gate/statistics";
        BrainTask = $"{Root}/brain/task";
        BrainReplan = $"{Root}/brain/replan";
        BrainSituation = $"{Root}/brain/situation";
        BrainMap = $"{Root}/brain/map";
        BrainImagination = $"{Root}/brain/imagination";
        BrainPlanner = $"{Root}/brain/planner";
        BrainTree = $"{Root}/brain/tree";
        PlantScore = $"{Root}/plant/score";
        PlantTruth = $"{Root}/plant/truth";
        GateStatus = $"{Root}/status/gate";
        BrainStatus = $"{Root}/status/brain";
        AllSensors = $"{Root}/sensors/#";
        All = $"{Root}/#";
    }

    public string RobotId { get; }
    public string Root { get; }

    public string Joints { get; }
    public string Wrench { get; }
    public string Tactile { get; }
    public string WristCamera { get; }
    public string HeadCamera { get; }
    public string Lidar { get; }
    public string Imu { get; }
    public string Odometry { get; }
    public string PoseEstimate { get; }
    public string Detections { get; }

    /// <summary>What the cameras' detector of people makes of their frames.</summary>
    public string PeopleSeen { get; }

    /// <summary>Who is about, as the gate believes.</summary>
    public string People { get; }

    public string LockstepTick { get; }
    public string LockstepDone { get; }

    public string Plan { get; }
    public string Engage { get; }
    public string Stop { get; }

    /// <summary>The operator's pause, step and speed, for a simulated world in lockstep.</summary>
    public string Control { get; }

    public string GateState { get; }
    public string GateEvent { get; }
    public string GateCommand { get; }
    public string GateCycles { get; }
    public string GateTiming { get; }

    /// <summary>Histograms and counts of a gate that runs in real time.</summary>
    public string GateStatistics { get; }

    public string BrainTask { get; }
    public string BrainReplan { get; }
    public string BrainSituation { get; }
    public string BrainMap { get; }
    public string BrainImagination { get; }
    public string BrainPlanner { get; }
    public string BrainTree { get; }

    public string PlantScore { get; }
    public string PlantTruth { get; }

    /// <summary>Retained, <see cref="StatusText.Online"/> or <see cref="StatusText.Offline"/>; the latter is the last will, so never a stop path.</summary>
    public string GateStatus { get; }

    /// <inheritdoc cref="GateStatus"/>
    public string BrainStatus { get; }

    /// <summary>Filter for every sensor.</summary>
    public string AllSensors { get; }

    /// <summary>Filter for everything of this robot.</summary>
    public string All { get; }
}

/// <summary>Payloads of the status topics, UTF-8.</summary>
public static class StatusText
{
    public static ReadOnlySpan<byte> Online => "online"u8;
    public static ReadOnlySpan<byte> Offline => "offline"u8;
}
