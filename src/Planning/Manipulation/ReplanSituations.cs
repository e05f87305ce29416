using Google.Protobuf;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Planning.Checking;
using RoboticsStack.Planning.Observation;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>What the planner is asked, as a message and back: every number as it was, so that the same planner gives the same answer to either.</summary>
public static class ReplanSituations
{
    /// <param name="request">What the planner is asked.</param>
    /// <param name="isNewSkill">Whether it is to forget what it planned before.</param>
    /// <param name="armBaseInMap">For reports.</param>
    public static ReplanSituation ToMessage(ReplanRequest request, bool isNewSkill, Pose armBaseInMap)
    {
        ManipulationInputs inputs = request.Inputs;
        ReplanSituation message = new()
        {
            ObservedNs = request.ObservedAt.Nanoseconds,
            IsNewSkill = isNewSkill,
            ArmBaseInMap = armBaseInMap.ToMessage(),
            GripperWidthM = inputs.GripperWidthM,
            GripperVelocityMPerSec = inputs.GripperVelocityMPerSec,
            Gripper = inputs.GripperInArmBase.ToMessage(),
            Setpoint = inputs.SetpointInArmBase.ToMessage(),
            SetpointWidthM = request.SetpointWidthM,
            WristForceN = inputs.WristWrench?.Force.ToMessage(),
            WristTorqueNm = inputs.WristWrench?.Torque.ToMessage(),
            Object = ToMessage(inputs.Object),
            Goal = ToMessage(inputs.Goal),
            TakesPreviousActions = request.Committed is null,
            GripperAtSuccess = request.GripperAtSuccess?.ToMessage(),
            LiftM = request.LiftM,
            Objective = ToMessage(request.Objective),
            Vessel = request.Scene.Vessel is { } vessel ? ToMessage(vessel) : null,
            Button = request.Scene.Button is { } button ? new() { Pose = button.FaceInArmBase.ToMessage(), RadiusM = button.RadiusM } : null,
        };
        message.JointPositionRad.AddRange(inputs.JointPositionsRad);
        message.JointVelocityRadPerSec.AddRange(inputs.JointVelocitiesRadPerSec);
        message.JointTorqueNm.AddRange(inputs.JointTorquesNm);
        message.TactileN.AddRange(inputs.TactileN ?? []);
        if (inputs.Wrist is { } wrist)
        {
            message.WristDepthM.AddRange(wrist.DepthM);
            message.WristMask = UnsafeByteOperations.UnsafeWrap(Array.ConvertAll(wrist.Mask, value => (byte)value));
        }
        message.PreviousAction.AddRange(inputs.PreviousAction);
        message.Neighbours.AddRange(inputs.Neighbours.Select(slot => ToMessage((SlotState?)slot)!));
        if (inputs.SupportHeightM is { } height)
        {
            message.SupportHeightM = height;
        }
        message.Committed.AddRange(request.Committed ?? []);
        if (request.Command is { } command)
        {
            message.CommandedRad.AddRange([.. command.PositionRad]);
            message.CommandedRadPerSec.AddRange([.. command.VelocityRadPerSec]);
        }
        message.Boxes.AddRange(request.Scene.Boxes.Select(box => new PerceivedShape
        {
            Name = box.Name, Pose = box.CentreInArmBase.ToMessage(), HalfExtentsM = box.HalfExtentsM.ToMessage(),
        }));
        message.Cylinders.AddRange(request.Scene.Neighbours.Select(cylinder => new PerceivedShape
        {
            Name = cylinder.Name, Pose = cylinder.BaseInArmBase.ToMessage(), RadiusM = cylinder.RadiusM, HeightM = cylinder.HeightM,
        }));
        return message;
    }

    /// <exception cref="ArgumentException">The message does not hold what a request needs: it was not made by <see cref="ToMessage(ReplanRequest, bool, Pose)"/>.</exception>
    public static ReplanRequest FromMessage(ReplanSituation message) => new()
    {
        ObservedAt = new Timestamp(message.ObservedNs),
        Inputs = InputsOf(message),
        SetpointWidthM = message.SetpointWidthM,
        Objective = ObjectiveOf(message.Objective ?? throw new ArgumentException("the situation names no objective")),
        Committed = message.TakesPreviousActions ? null : [.. message.Committed],
        Scene = SceneOf(message),
        Command = message.CommandedRad.Count > 0
            ? new ArmCommand(JointVector.From([.. message.CommandedRad]), JointVector.From([.. message.CommandedRadPerSec]))
            : null,
        LiftM = message.LiftM,
        GripperAtSuccess = message.GripperAtSuccess?.ToCore(),
    };

    private static ManipulationInputs InputsOf(ReplanSituation message) => new()
    {
        JointPositionsRad = [.. message.JointPositionRad],
        JointVelocitiesRadPerSec = [.. message.JointVelocityRadPerSec],
        JointTorquesNm = [.. message.JointTorqueNm],
        GripperWidthM = message.GripperWidthM,
        GripperVelocityMPerSec = message.GripperVelocityMPerSec,
        GripperInArmBase = message.Gripper.ToCore(),
        SetpointInArmBase = message.Setpoint.ToCore(),
        WristWrench = message.WristForceN is { } force ? new Wrench(force.ToCore(), message.WristTorqueNm.ToCore()) : null,
        TactileN = message.TactileN.Count > 0 ? [.. message.TactileN] : null,
        Wrist = message.WristDepthM.Count > 0
            ? new WristImage([.. message.WristDepthM], Array.ConvertAll(message.WristMask.ToByteArray(), value => (float)value))
            : null,
        PreviousAction = [.. message.PreviousAction],
        Object = SlotOf(message.Object),
        Goal = SlotOf(message.Goal),
        Neighbours = [.. message.Neighbours.Select(slot => SlotOf(slot)!.Value)],
        SupportHeightM = message.HasSupportHeightM ? message.SupportHeightM : null,
    };

    private static PerceivedScene SceneOf(ReplanSituation message) => new()
    {
        Boxes = [.. message.Boxes.Select(box => new PerceivedBox(box.Pose.ToCore(), box.HalfExtentsM.ToCore(), box.Name))],
        Neighbours = [.. message.Cylinders.Select(cylinder => new PerceivedCylinder(cylinder.Pose.ToCore(), cylinder.RadiusM, cylinder.HeightM, cylinder.Name))],
        Vessel = message.Vessel is { } vessel ? new PerceivedVessel
        {
            BaseInArmBase = vessel.Base.ToCore(),
            RadiusM = vessel.RadiusM,
            HeightM = vessel.HeightM,
            FillFraction = vessel.FillFraction,
            IsHeld = vessel.IsHeld,
        } : null,
        Button = message.Button is { } button ? new PerceivedButton { FaceInArmBase = button.Pose.ToCore(), RadiusM = button.RadiusM } : null,
    };

    private static VesselReport ToMessage(PerceivedVessel vessel) => new()
    {
        Base = vessel.BaseInArmBase.ToMessage(),
        RadiusM = vessel.RadiusM,
        HeightM = vessel.HeightM,
        FillFraction = vessel.FillFraction,
        IsHeld = vessel.IsHeld,
    };

    private static SlotReport? ToMessage(SlotState? state) => state is not { } slot ? null : new()
    {
        Pose = slot.PoseInArmBase.ToMessage(),
        RadiusM = slot.RadiusM,
        HeightM = slot.HeightM,
        AgeSec = slot.AgeSeconds,
        Kind = (int)slot.Kind,
    };

    private static SlotState? SlotOf(SlotReport? slot) => slot is null ? null : new SlotState
    {
        PoseInArmBase = slot.Pose.ToCore(),
        RadiusM = slot.RadiusM,
        HeightM = slot.HeightM,
        AgeSeconds = slot.AgeSec,
        Kind = (SlotKind)slot.Kind,
    };

    private static ObjectiveReport ToMessage(SkillObjective objective)
    {
        ObjectiveReport message = new()
        {
            Name = objective.Name,
            GripperForceN = objective.GripperForceN,
            LatentWeight = objective.LatentWeight,
            UncertaintyWeight = objective.UncertaintyWeight,
            ActionWeight = objective.ActionWeight,
            ActionChangeWeight = objective.ActionChangeWeight,
            GoodEnoughCostPerStep = objective.GoodEnoughCostPerStep,
        };
        message.Terms.AddRange(objective.Terms.Select(term => new TermReport
        {
            Probe = term.Probe, Kind = (int)term.Kind, Value = term.Value, Scale = term.Scale, Importance = term.Importance,
        }));
        message.BoundsLow.AddRange(objective.Bounds.Low);
        message.BoundsHigh.AddRange(objective.Bounds.High);
        return message;
    }

    private static SkillObjective ObjectiveOf(ObjectiveReport message) => new()
    {
        Name = message.Name,
        Terms = [.. message.Terms.Select(term => new ProbeTerm(term.Probe, (ProbeTermKind)term.Kind, term.Value, term.Scale, term.Importance))],
        Bounds = ActionBounds.From([.. message.BoundsLow], [.. message.BoundsHigh]),
        GripperForceN = message.GripperForceN,
        LatentWeight = message.LatentWeight,
        UncertaintyWeight = message.UncertaintyWeight,
        ActionWeight = message.ActionWeight,
        ActionChangeWeight = message.ActionChangeWeight,
        GoodEnoughCostPerStep = message.GoodEnoughCostPerStep,
    };
}
