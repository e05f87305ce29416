using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Planning.Tasks.Tree;
using RoboticsStack.Scenes;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>What one arm skill wants and how it tells, from sensors, whether it got it.</summary>
public sealed record ArmMoveSpec
{
    public required string Name { get; init; }
    public required Func<TaskContext, SkillObjective> Objective { get; init; }

    /// <summary>The goal frame in the map; asked when the skill starts. Null fails the skill.</summary>
    public required Func<TaskContext, Pose?> Goal { get; init; }

    /// <summary>The goal is asked again in each cycle: it goes with what is seen meanwhile. Null then leaves it where it was.</summary>
    public bool FollowsGoal { get; init; }
    public Func<TaskContext, ObjectTrack?> Object { get; init; } = context => context.Mug;
    public SlotKind GoalKind { get; init; } = SlotKind.Other;

    /// <summary>True when the goal is a pose of the gripper itself, not of the object or of what a fingertip touches.</summary>
    public bool GoalIsGripper { get; init; } = true;

    /// <summary>Judges from what the sensors say now; asked before each cycle's decision.</summary>
    public required Func<TaskContext, ArmProgress, NodeStatus> Judge { get; init; }

    /// <summary>After so long it fails, unless it is still on its way: where nobody has looked the gate lets the arm only creep.</summary>
    public double TimeoutSec { get; init; } = 12;
}

/// <param name="GoalInGripper">The goal frame in the measured gripper frame.</param>
/// <param name="ObjectInGoal">The object's believed position in the goal frame; zero without an object.</param>
/// <param name="ElapsedSec">Since the skill started.</param>
/// <param name="StartGripperInArmBase">Where the gripper was then.</param>
/// <param name="SpeedMPerSec">Of the gripper over the latest cycle; infinite in the first one, when it is not known.</param>
public readonly record struct ArmProgress(
    Pose GoalInGripper, Vec3 ObjectInGoal, double ElapsedSec, Pose StartGripperInArmBase, Pose GripperInArmBase, double SpeedMPerSec)
{
    /// <summary>Slower than this a skill may be followed by one that wants to go elsewhere: the arm runs on by a centimetre.</summary>
    private const double SlowMPerSec = 0.06;

    public bool IsSlow => SpeedMPerSec <= SlowMPerSec;

    public bool IsAtGoal(double positionM, double yawRad) =>
        GoalInGripper.Position.Length <= positionM && Math.Abs(GoalInGripper.Orientation.Yaw) <= yawRad;

    /// <summary>As <see cref="IsAtGoal"/>, with a tolerance along the gripper's x axis that is wider than across it.</summary>
    public bool IsOnGoalLine(double alongM, double acrossM, double yawRad)
    {
        Vec3 missing = GoalInGripper.Position;
        return Math.Abs(missing.X) <= alongM && Math.Abs(missing.Y) <= acrossM && Math.Abs(missing.Z) <= acrossM
            && Math.Abs(GoalInGripper.Orientation.Yaw) <= yawRad;
    }
}

/// <summary>One manipulation skill: every cycle it shows the situation to the arm policy and sends on what that decides.</summary>
public sealed class ArmMove(ArmMoveSpec spec) : ArmNode(spec.Name)
{
    /// <summary>A gate that commands something farther than this from the plan is not following it.</summary>
    private const double LostPlanM = 0.05;

    /// <summary>An arm that has held for so long because every plan was vetoed will go on holding: another way is wanted.</summary>
    private const double MaxHoldSec = 1.5;

    /// <summary>An arm that comes nearer to its goal by <see cref="HeadwayM"/> within <see cref="HeadwaySec"/> is on its way.</summary>
    private const double HeadwayM = 0.01;
    private const double HeadwaySec = 2.5;

    /// <summary>Even so it fails after so many times its time.</summary>
    private const double LongestShare = 2.5;

    private Core.Time.Timestamp _started;
    private Core.Time.Timestamp _nearerAt;
    private double _nearestM;
    private Core.Time.Timestamp? _holdingSince;
    private Pose _goalInMap;
    private Pose _startGripper;
    private Vec3? _previousGripper;
    private bool _hasGoal;
    private bool _isNew;
    private int _contentTicks;

    protected override void Begin(TaskContext context)
    {
        _started = context.Now;
        _nearerAt = context.Now;
        _nearestM = double.PositiveInfinity;
        Pose? goal = spec.Goal(context);
        _hasGoal = goal is not null;
        _goalInMap = goal ?? Pose.Identity;
        _startGripper = context.Belief.Robot.GripperInArmBase;
        _previousGripper = null;
        _isNew = true;
        _contentTicks = 0;
        _holdingSince = null;
    }

    protected override NodeStatus Move(TaskContext context)
    {
        double elapsed = context.Now.SecondsSince(_started);
        if (!_hasGoal || HasTimedOut(context.Now, elapsed))
        {
            context.Say(Name, _hasGoal ? "timed out" : "no goal");
            return NodeStatus.Failure;
        }
        _goalInMap = spec.FollowsGoal && spec.Goal(context) is { } seen ? seen : _goalInMap;
        ObjectTrack? track = spec.Object(context);
        ManipulationInputs inputs = InputsOf(context, track);
        ArmProgress progress = ProgressOf(inputs, elapsed);
        NoteHeadway(context.Now, progress);
        NodeStatus status = spec.Judge(context, progress);
        if (status == NodeStatus.Failure || (status == NodeStatus.Success && ++_contentTicks > context.LingerTicks))
        {
            return status;
        }
        SkillObjective objective = spec.Objective(context);
        GripperWaypoint setpoint = SetpointNow(context, objective.GripperForceN);
        ArmDecision decision = context.Arm.Decide(new ArmRequest
        {
            Now = context.Now,
            Inputs = inputs,
            Objective = objective,
            Setpoint = setpoint,
            Committed = ActionAt(context, setpoint, 0),
            GripperAtSuccess = spec.GoalIsGripper ? inputs.Goal!.Value.PoseInArmBase : null,
            Object = track,
            Belief = context.Belief,
            IsHolding = track?.IsHeld ?? false,
            IsNewSkill = _isNew,
        });
        _isNew = false;
        foreach (GripperWaypoint waypoint in decision.Path.Waypoints)
        {
            context.Output.Arm.Add(waypoint.ToMessage());
        }
        context.Output.GripCapN = track is null ? 0 : SkillObjectives.GripCapN;
        context.ArmPath = decision.Path;
        context.ArmToldAt = context.Now;
        context.Output.Replan = decision.Report;
        context.Output.Situation = decision.Situation;
        context.Output.Imagination = decision.Imagination;
        context.Output.Trace = decision.Trace;
        if (decision.HoldsBecause is { } veto)
        {
            _holdingSince ??= context.Now;
            context.Say(Name, $"holds: {veto}");
            return context.Now.SecondsSince(_holdingSince.Value) < MaxHoldSec ? NodeStatus.Running : NodeStatus.Failure;
        }
        _holdingSince = null;
        context.Say(Name, FormattableString.Invariant($"{progress.GoalInGripper.Position.Length * 1000:F0} mm to go"));
        return NodeStatus.Running;
    }

    private bool HasTimedOut(Core.Time.Timestamp now, double elapsedSec) =>
        elapsedSec > spec.TimeoutSec && (now.SecondsSince(_nearerAt) > HeadwaySec || elapsedSec > LongestShare * spec.TimeoutSec);

    private void NoteHeadway(Core.Time.Timestamp now, in ArmProgress progress)
    {
        double missing = progress.GoalInGripper.Position.Length;
        if (missing < _nearestM - HeadwayM)
        {
            (_nearestM, _nearerAt) = (missing, now);
        }
    }

    /// <summary>The gripper as the gate commands it now, in its own word.</summary>
    private static GripperWaypoint SetpointNow(TaskContext context, double forceN)
    {
        WorldBelief belief = context.Belief;
        Pose pose = belief.CommandedGripper ?? belief.Robot.GripperInArmBase;
        return new(context.Now, pose.Position, pose.Orientation.Yaw, belief.CommandedWidthM, forceN);
    }

    /// <summary>The action under way during the step that began <paramref name="stepsAgo"/> steps ago; zero if the arm was not moved then.</summary>
    private static float[] ActionAt(TaskContext context, GripperWaypoint setpoint, int stepsAgo)
    {
        bool isRecent = context.ArmPath is not null && context.Now.SecondsSince(context.ArmToldAt) < 1.5 * ActionScale.StepSeconds;
        if (!isRecent)
        {
            return new float[ActionScale.Size];
        }
        Core.Time.Timestamp from = context.Now.AddSeconds(-stepsAgo * ActionScale.StepSeconds);
        GripperWaypoint start = context.ArmPath!.At(from);
        GripperWaypoint end = context.ArmPath.At(from.AddSeconds(ActionScale.StepSeconds));
        bool isFollowed = stepsAgo > 0 || start.Position.DistanceTo(setpoint.Position) < LostPlanM;
        return isFollowed ? ActionIntegrator.ActionBetween(start, end) : new float[ActionScale.Size];
    }

    private ArmProgress ProgressOf(ManipulationInputs inputs, double elapsedSec)
    {
        Pose gripper = LevelFrame.Of(inputs.GripperInArmBase).ToPose();
        Pose goal = inputs.Goal!.Value.PoseInArmBase;
        Vec3 objectInGoal = inputs.Object is { } thing ? goal.Inverse().Transform(thing.PoseInArmBase.Position) : Vec3.Zero;
        Vec3 position = inputs.GripperInArmBase.Position;
        double speed = _previousGripper is { } before ? position.DistanceTo(before) / ActionScale.StepSeconds : double.PositiveInfinity;
        _previousGripper = position;
        return new(gripper.Inverse() * goal, objectInGoal, elapsedSec, _startGripper, inputs.GripperInArmBase, speed);
    }

    private ManipulationInputs InputsOf(TaskContext context, ObjectTrack? track)
    {
        WorldBelief belief = context.Belief;
        RobotStateBelief robot = belief.Robot;
        Pose toArmBase = context.ArmBaseInMap.Inverse();
        float[] tactile = new float[ObservationLayout.Tactile.Length];
        robot.LeftCellsN.CopyTo(tactile);
        robot.RightCellsN.CopyTo(tactile.AsSpan(tactile.Length / 2));
        return new ManipulationInputs
        {
            JointPositionsRad = robot.JointPositionsRad.ToArray(),
            JointVelocitiesRadPerSec = robot.JointVelocitiesRadPerSec.ToArray(),
            JointTorquesNm = robot.JointTorquesNm.ToArray(),
            GripperWidthM = robot.GripperWidthM,
            GripperVelocityMPerSec = robot.GripperVelocityMPerSec,
            GripperInArmBase = robot.GripperInArmBase,
            SetpointInArmBase = SetpointNow(context, 0).PoseInArmBase,
            WristWrench = robot.WristWrench,
            StepWrench = robot.StepWrench,
            TactileN = tactile,
            Wrist = WristImage.TryFrom(belief.WristFrame, WristImage.TargetOf(spec.GoalKind)),
            PreviousAction = ActionAt(context, default, 1),
            Object = track is null ? null : SlotOf(track, toArmBase, context),
            Goal = new SlotState { PoseInArmBase = toArmBase * _goalInMap, Kind = spec.GoalKind },
            Neighbours = [.. belief.Objects.Confirmed
                .Where(other => other.Id != track?.Id && ObjectLabels.IsSmall(other.Label))
                .Select(other => SlotOf(other, toArmBase, context))],
            SupportHeightM = context.SupportInMap is { } height ? (toArmBase * new Pose(new Vec3(0, 0, height), Quat.Identity)).Position.Z : null,
        };
    }

    private static SlotState SlotOf(ObjectTrack track, Pose toArmBase, TaskContext context) => new()
    {
        PoseInArmBase = toArmBase * track.PoseInMap,
        RadiusM = track.RadiusM,
        HeightM = track.HeightM,
        AgeSeconds = track.IsHeld ? 0 : context.Now.SecondsSince(track.LastSeen),
        Kind = track.Label == ObjectLabels.Mug ? SlotKind.Vessel : track.Label == ObjectLabels.CoffeeMachine ? SlotKind.Machine : SlotKind.Other,
    };
}
