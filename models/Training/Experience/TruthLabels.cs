using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;
using RoboticsStack.Perception;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Liquid;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Planning.Tasks.Arm;

namespace RoboticsStack.Training.Experience;

/// <summary>
/// What the probes are taught: the plant's truth at the instant of an observation. Only training data hold it; a run never sees it.
/// </summary>
public sealed class TruthLabels(SimulatedKitchen plant)
{
    /// <summary>A track farther than this from every true mug is of none of them.</summary>
    private const double SameMugM = 0.15;
    private const double TouchN = 1.0;

    /// <summary>A mug this near to the gripper's origin, touched by both pads, is held.</summary>
    private const double InHandM = 0.075;

    /// <summary><see cref="ProbeLayout.Size"/> values; NaN where there is no truth, for instance without an object.</summary>
    public float[] Of(ArmRequest request)
    {
        float[] labels = new float[ProbeLayout.Size];
        labels.AsSpan().Fill(float.NaN);
        LevelFrame gripper = LevelFrame.Of(plant.World.GetPose(plant.TrueRobot.Gripper));
        RobotStateBelief robot = request.Belief.Robot;
        labels[ProbeLayout.GripperWidth] = (float)plant.TrueRobot.GripperWidthM;
        labels[ProbeLayout.PadForceLeft] = (float)robot.LeftPad.ForceN;
        labels[ProbeLayout.PadForceRight] = (float)robot.RightPad.ForceN;
        Write(labels, ProbeLayout.WristForce, robot.WristWrench.Force);
        labels[ProbeLayout.TipSpeed] = (float)plant.World.GetVelocity(plant.TrueRobot.Gripper).Linear.Length;
        labels[ProbeLayout.ButtonTravel] = (float)plant.Machine.ButtonTravelM;
        Pose trueArmBase = plant.World.GetPose(plant.TrueRobot.ArmBase);
        Pose? goal = request.Inputs.Goal is { } slot ? trueArmBase * slot.PoseInArmBase : null;
        if (goal is { } goalInWorld)
        {
            Write(labels, ProbeLayout.GoalPosition, gripper.ToLocalPoint(goalInWorld.Position));
            (double sin, double cos) = Math.SinCos(goalInWorld.Orientation.Yaw - gripper.YawRad);
            labels[ProbeLayout.GoalYawSinCos] = (float)sin;
            labels[ProbeLayout.GoalYawSinCos + 1] = (float)cos;
        }
        if (request.Object is { } track && MugOf(track) is { } mug)
        {
            AddObject(labels, request, gripper, goal, mug, trueArmBase, robot);
        }
        return labels;
    }

    private static void AddObject(
        float[] labels, ArmRequest request, LevelFrame gripper, Pose? goal, MugLiquid mug, Pose trueArmBase, RobotStateBelief robot)
    {
        Pose pose = mug.Pose;
        Vec3 position = gripper.ToLocalPoint(pose.Position);
        Write(labels, ProbeLayout.ObjectPosition, position);
        Vec3 up = gripper.ToLocalDirection(pose.Orientation.AxisZ);
        labels[ProbeLayout.ObjectTilt] = (float)up.X;
        labels[ProbeLayout.ObjectTilt + 1] = (float)up.Y;
        if (goal is { } frame)
        {
            Write(labels, ProbeLayout.ObjectInGoal, frame.Inverse().Transform(pose.Position));
        }
        bool touched = robot.LeftPad.ForceN > TouchN && robot.RightPad.ForceN > TouchN;
        bool near = position.HorizontalLength < InHandM && Math.Abs(position.Z) < mug.Spec.HeightM + 0.02;
        labels[ProbeLayout.Held] = touched && near ? 1 : 0;
        if (request.Inputs.SupportHeightM is { } support)
        {
            labels[ProbeLayout.ObjectHeightAboveSupport] = (float)(trueArmBase.Inverse().Transform(pose.Position).Z - support);
        }
        labels[ProbeLayout.SpillRisk] = (float)Math.Min(mug.ApparentTiltRad, Math.PI / 2);
    }

    private MugLiquid? MugOf(ObjectTrack track)
    {
        MugLiquid? nearest = plant.Liquids.Mugs.MinBy(mug => mug.Pose.Position.DistanceTo(track.PositionInMap));
        return nearest is not null && nearest.Pose.Position.DistanceTo(track.PositionInMap) < SameMugM ? nearest : null;
    }

    private static void Write(float[] labels, int start, Vec3 value)
    {
        labels[start] = (float)value.X;
        labels[start + 1] = (float)value.Y;
        labels[start + 2] = (float)value.Z;
    }
}
