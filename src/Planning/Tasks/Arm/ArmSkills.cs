using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>The manipulation skills as nodes: which objective, towards which goal, and how success shows in the sensors.</summary>
public static class ArmSkills
{
    /// <summary>Gripper in arm_base while the base drives: near the body, above counters.</summary>
    public static readonly Pose CarryPose = new(new Vec3(0.46, 0, 0.42), Quat.Identity);

    /// <summary>Where the arm works: nearer to its base it cannot keep the gripper level.</summary>
    public static readonly ReachLimits Reach = new() { Low = new(0.44, -0.42, 0.02), High = new(0.82, 0.42, 0.62), MaxYawRad = 1.1 };

    private const double ReleaseGapM = 0.045;

    /// <summary>Near enough where nothing is touched: what counts is to be out of the way.</summary>
    private const double BackedOffM = 0.065;

    public static Node<TaskContext> ToCarryPose(string name = "tuck arm", double? widthM = null) => new ArmMove(new ArmMoveSpec
    {
        Name = name,
        Objective = _ => SkillObjectives.Reach(widthM ?? SkillObjectives.OpenWidthM),
        Goal = context => context.ToMap(CarryPose),
        Object = _ => null,
        Judge = (_, progress) => progress.IsAtGoal(BackedOffM, 0.3) ? NodeStatus.Success : NodeStatus.Running,
        TimeoutSec = 10,
    });

    public static Node<TaskContext> ReachStandoff() => new ArmMove(new ArmMoveSpec
    {
        Name = "reach",
        Objective = _ => SkillObjectives.Reach(),
        Goal = context =>
        {
            context.Grasp = context.Mug is { IsUpright: true } mug ? GraspChooser.At(mug, context.Grasp.Grasp.Orientation.Yaw, context.Grasp.Cost) : context.Grasp;
            return context.ToMap(WithinReach(context.ToArmBase(context.Grasp.Standoff)));
        },
        FollowsGoal = true,
        Judge = (context, progress) => progress.IsOnGoalLine(0.04, 0.010, 0.12) && progress.IsSlow && context.Belief.Robot.GripperWidthM > 0.125
            ? NodeStatus.Success : NodeStatus.Running,
    });

    public static Node<TaskContext> Approach() => new ArmMove(new ArmMoveSpec
    {
        Name = "approach",
        Objective = _ => SkillObjectives.Approach(),
        Goal = context => context.Grasp.Grasp,
        Judge = (_, progress) => progress.IsOnGoalLine(0.014, 0.010, 0.10) && progress.IsSlow ? NodeStatus.Success : NodeStatus.Running,
        TimeoutSec = 8,
    });

    /// <summary>Closes; on success the object counts as held from then on. Fails if by then nothing is believed to be there.</summary>
    public static Node<TaskContext> Close() => new ArmMove(new ArmMoveSpec
    {
        Name = "close",
        Objective = context => SkillObjectives.Close(2 * (context.Mug?.RadiusM ?? 0.04)),
        Goal = Here,
        Judge = (context, progress) =>
        {
            RobotStateBelief robot = context.Belief.Robot;
            if (robot.GripperWidthM < GraspSense.EmptyWidthM)
            {
                return NodeStatus.Failure;
            }
            bool firm = robot.LeftPad.ForceN > 3 && robot.RightPad.ForceN > 3 && Math.Abs(robot.GripperVelocityMPerSec) < 0.01;
            if (!firm || progress.ElapsedSec < 0.5)
            {
                return NodeStatus.Running;
            }
            if (context.Mug is not { } mug)
            {
                return NodeStatus.Failure;
            }
            context.Belief.Hold(mug.Id);
            return NodeStatus.Success;
        },
        TimeoutSec = 5,
    });

    public static Node<TaskContext> Lift(double heightM = 0.10) => new ArmMove(new ArmMoveSpec
    {
        Name = "lift",
        Objective = _ => SkillObjectives.Lift(0.8 * heightM),
        Goal = context => context.ToMap(Raised(context.Belief.Robot.GripperInArmBase, heightM)),
        Judge = (context, progress) => Holding(context, progress, progress.GripperInArmBase.Position.Z > progress.StartGripperInArmBase.Position.Z + 0.7 * heightM),
        TimeoutSec = 6,
    });

    /// <summary>Takes the held mug straight back out, towards the body: away from under a spout.</summary>
    public static Node<TaskContext> DrawBack(double distanceM) => Carrying(
        "draw back", context => context.ToMap(Back(context.Belief.Robot.GripperInArmBase, distanceM)), 0.03, straight: true);

    public static Node<TaskContext> CarryToBody() => Carrying("carry", context => context.ToMap(CarryPose), BackedOffM);

    /// <summary>Brings the held mug to just above and before its place.</summary>
    /// <param name="straight">Already before it, at the height wanted: moves straight on.</param>
    public static Node<TaskContext> CarryBefore(double aboveM, double beforeM, Func<TaskContext, double> yawInMapRad, bool straight = false) => Carrying("bring", context =>
    {
        Pose gripper = GripperForPlace(context, yawInMapRad(context));
        return gripper with { Position = gripper.Position - gripper.Orientation.AxisX * beforeM + new Vec3(0, 0, aboveM) };
    }, 0.02, straight);

    /// <summary>Sets the held mug down at its place.</summary>
    public static Node<TaskContext> Place() => new ArmMove(new ArmMoveSpec
    {
        Name = "place",
        Objective = _ => SkillObjectives.Place(),
        Goal = context => new Pose(context.PlaceInMap, Quat.FromYaw(GripperYawInMap(context))),
        GoalIsGripper = false,
        Judge = (context, progress) =>
        {
            if (!GraspSense.IsHolding(context.Belief.Robot))
            {
                return progress.ElapsedSec > 0.3 && context.Belief.Robot.GripperWidthM < GraspSense.EmptyWidthM ? NodeStatus.Failure : NodeStatus.Running;
            }
            bool there = progress.ObjectInGoal.HorizontalLength < 0.025;
            bool down = progress.ObjectInGoal.Z < 0.004 || (progress.ObjectInGoal.Z < 0.02 && context.Belief.Robot.WristWrench.Force.Z > 4);
            if (!there || !down)
            {
                return NodeStatus.Running;
            }
            // Felt, it is where the mug's base is.
            context.SupportInMap = context.Mug?.PositionInMap.Z ?? context.SupportInMap;
            return NodeStatus.Success;
        },
        TimeoutSec = 10,
    });

    public static Node<TaskContext> Release() => new ArmMove(new ArmMoveSpec
    {
        Name = "release",
        Objective = context => SkillObjectives.Release(ReleaseWidth(context)),
        Goal = Here,
        Judge = (context, _) =>
        {
            bool open = GraspSense.FeelsNothing(context.Belief.Robot) && context.Belief.Robot.GripperWidthM > ReleaseWidth(context) - 0.012;
            if (open)
            {
                context.Belief.LetGo();
            }
            return open ? NodeStatus.Success : NodeStatus.Running;
        },
        TimeoutSec = 5,
    });

    public static Node<TaskContext> Retreat(double distanceM = 0.18) => new ArmMove(new ArmMoveSpec
    {
        Name = "retreat",
        Objective = context => SkillObjectives.Retreat(Math.Max(context.Belief.Robot.GripperWidthM, ReleaseWidth(context))),
        Goal = context => context.ToMap(Back(context.Belief.Robot.GripperInArmBase, distanceM)),
        Judge = (_, progress) => progress.IsAtGoal(BackedOffM, 0.35) ? NodeStatus.Success : NodeStatus.Running,
        TimeoutSec = 8,
    });

    /// <summary>A machine's button is believed to be somewhere.</summary>
    public static bool SeesButton(TaskContext context) => ButtonGoal(context) is not null;

    /// <summary>Brings the closed fingertips in front of the button.</summary>
    public static Node<TaskContext> AimAtButton(double standoffM) => new ArmMove(new ArmMoveSpec
    {
        Name = "aim",
        Objective = _ => SkillObjectives.Press(-standoffM),
        Goal = ButtonGoal,
        Object = _ => null,
        GoalKind = SlotKind.Machine,
        GoalIsGripper = false,
        Judge = (context, progress) =>
        {
            Vec3 button = progress.GoalInGripper.Position;
            bool aimed = Math.Abs(button.Y) < 0.007 && Math.Abs(button.Z) < 0.007 && Math.Abs(button.X - SkillObjectives.TipAheadM - standoffM) < 0.012
                && progress.IsSlow && Math.Abs(progress.GoalInGripper.Orientation.Yaw) < 0.12;
            return aimed && context.Belief.Robot.GripperWidthM < 0.012 ? NodeStatus.Success : NodeStatus.Running;
        },
    });

    /// <summary>Pushes the button in until it resists as far as it goes.</summary>
    public static Node<TaskContext> Press() => new ArmMove(new ArmMoveSpec
    {
        Name = "press",
        Objective = _ => SkillObjectives.Press(),
        Goal = ButtonGoal,
        Object = _ => null,
        GoalKind = SlotKind.Machine,
        GoalIsGripper = false,
        Judge = (context, progress) => -context.Belief.Robot.WristWrench.Force.X > 8
            || SkillObjectives.TipAheadM - progress.GoalInGripper.Position.X > 0.010
            ? NodeStatus.Success : NodeStatus.Running,
        TimeoutSec = 12,
    });

    private static Node<TaskContext> Carrying(string name, Func<TaskContext, Pose?> goal, double toleranceM, bool straight = false) => new ArmMove(new ArmMoveSpec
    {
        Name = name,
        Objective = _ => SkillObjectives.CarryPose(straight),
        Goal = goal,
        Judge = (context, progress) => Holding(context, progress, progress.IsAtGoal(toleranceM, 0.15) && progress.IsSlow),
        TimeoutSec = 12,
    });

    /// <summary>A carrying skill fails as soon as the fingers have stayed empty; the object then counts as let go.</summary>
    private static NodeStatus Holding(TaskContext context, ArmProgress progress, bool done)
    {
        if (context.Belief.Robot.GripperWidthM < GraspSense.EmptyWidthM || (progress.ElapsedSec > 0.3 && GraspSense.FeelsNothing(context.Belief.Robot)))
        {
            context.Belief.LetGo();
            return NodeStatus.Failure;
        }
        return done ? NodeStatus.Success : NodeStatus.Running;
    }

    /// <summary>Where the gripper is when the held mug stands at its place, from how the mug sits in the hand.</summary>
    private static Pose GripperForPlace(TaskContext context, double yawInMapRad)
    {
        Vec3 mugInGripper = context.Mug?.HeldInGripper?.Position ?? Vec3.Zero;
        Quat heading = Quat.FromYaw(yawInMapRad);
        return new Pose(context.PlaceInMap - heading.Rotate(mugInGripper), heading);
    }

    /// <summary>A pose short of the arm's box is moved on along its own approach direction until it lies inside.</summary>
    private static Pose WithinReach(Pose gripperInArmBase)
    {
        Vec3 ahead = gripperInArmBase.Orientation.AxisX;
        double missing = Reach.Low.X + 0.01 - gripperInArmBase.Position.X;
        return missing > 0 && ahead.X > 0.3 ? gripperInArmBase with { Position = gripperInArmBase.Position + ahead * (missing / ahead.X) } : gripperInArmBase;
    }

    private static Pose? ButtonGoal(TaskContext context)
    {
        TrackedKeypoint? button = context.Belief.Objects.Best(ObjectLabels.CoffeeMachine)?.Keypoint(KeypointNames.Button);
        if (button is null)
        {
            return null;
        }
        Vec3 inward = -button.DirectionInMap;
        return new Pose(button.PositionInMap, Quat.FromYaw(Math.Atan2(inward.Y, inward.X)));
    }

    /// <summary>Back along the gripper's own axis, as far as the arm's box allows.</summary>
    private static Pose Back(Pose gripper, double distanceM)
    {
        double back = Math.Min(distanceM, gripper.Position.X - Reach.Low.X - 0.01);
        return gripper with { Position = gripper.Position - gripper.Orientation.AxisX * back };
    }

    private static Pose? Here(TaskContext context) => context.ToMap(context.Belief.Robot.GripperInArmBase);

    private static Pose Raised(Pose gripper, double heightM) => gripper with { Position = gripper.Position + new Vec3(0, 0, heightM) };

    private static double ReleaseWidth(TaskContext context) =>
        Math.Min(SkillObjectives.OpenWidthM, 2 * (context.Mug?.RadiusM ?? 0.045) + ReleaseGapM);

    private static double GripperYawInMap(TaskContext context) => context.ToMap(context.Belief.Robot.GripperInArmBase).Orientation.Yaw;
}
