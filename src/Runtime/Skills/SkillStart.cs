using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Placement;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Plant;
using RoboticsStack.Runtime.Gate;

namespace RoboticsStack.Runtime.Skills;

/// <summary>Where a skill episode begins: base before a counter, gripper over it, nothing touched, and what the robot is asked to handle.</summary>
internal sealed record SkillStart
{
    private const int Draws = 60;
    private const double WanderM = 0.04;
    private const double ClearM = 0.05;
    private const double StartWidthM = 0.08;
    private const double OffM = 0.005;

    public required AssembledGate Gate { get; init; }

    /// <summary>The mug in question; null for the button.</summary>
    public MugPlacement? Mug { get; init; }

    /// <summary>Roughly where the thing to be handled is, map frame: as if somebody had pointed at it.</summary>
    public required Vec3 TargetInMap { get; init; }

    /// <summary>Where the mug is to be set down or brought, from where it stands; map axes.</summary>
    public Vec3 Shift { get; init; }
    public double PlaceTurnRad { get; init; }
    public required double LiftM { get; init; }

    /// <summary>Draws until a place is free; null if this kitchen has none.</summary>
    /// <param name="robot">As gate and brain know it.</param>
    /// <param name="skill">What is to be tried.</param>
    /// <param name="seed">Of kitchen and plant.</param>
    /// <param name="random">Of this attempt.</param>
    public static SkillStart? TryFind(RobotDescription robot, Skill skill, ulong seed, RandomStream random)
    {
        Kitchen kitchen = KitchenGenerator.Generate(seed);
        GlobalIk ik = new(robot, new RobotKinematics(robot).Arm);
        for (int draw = 0; draw < Draws; draw++)
        {
            MugPlacement? mug = skill == Skill.Press ? null : random.Pick(kitchen.Mugs);
            Vec3 target = mug?.Pose.Position ?? kitchen.Machine.ButtonFaceInWorld;
            Heading inward = (mug?.Side ?? kitchen.Machine.Front).Opposite;
            Pose2 stand = CounterStand.Before(target, inward, random);
            double height = mug is null ? target.Z : target.Z + 0.05;
            double lift = Math.Clamp(height - random.Uniform(0.22, 0.36) - 0.5, 0, robot.LiftJoint.High);
            bool isAround = mug is not null && BeginsAroundMug(skill);
            Pose gripper = isAround ? Around(mug!, robot, stand, lift, random) : new(
                ArmSkills.CarryPose.Position + new Vec3(random.Uniform(-0.01, 0.12), random.Uniform(-0.15, 0.15), random.Uniform(-0.04, 0.10)),
                Quat.FromYaw(random.Uniform(-0.4, 0.4)));
            if (!CounterStand.IsFree(kitchen, stand, robot.Base.RadiusM) || !ik.TrySolve(gripper, robot.Arm.NominalPosture, out JointVector posture))
            {
                continue;
            }
            AssembledGate gate = GateFactory.Simulated(robot, kitchen, SkillEpisode.RunId, modelHash: null, new PlantOptions
            {
                Seed = seed,
                Start = stand,
                StartPosture = posture,
                LiftM = lift,
                GripperWidthM = isAround ? SkillObjectives.OpenWidthM : StartWidthM,
            });
            if (gate.Plant.IsRobotFree)
            {
                return new SkillStart
                {
                    Gate = gate,
                    Mug = mug,
                    TargetInMap = target,
                    Shift = mug is null ? Vec3.Zero : DrawShift(kitchen, mug, random),
                    PlaceTurnRad = random.Gaussian(0, 0.15),
                    LiftM = lift,
                };
            }
            gate.Dispose();
        }
        return null;
    }

    /// <summary>Skills on a mug in the hand begin with the open fingers about it: getting there is what other skills are tried for.</summary>
    public static bool BeginsAroundMug(Skill skill) => skill is Skill.Lift or Skill.Place or Skill.Carry;

    /// <summary>Gripper in arm_base with the mug between its fingers, about as well centred as after an approach.</summary>
    private static Pose Around(MugPlacement mug, RobotDescription robot, Pose2 stand, double liftM, RandomStream random)
    {
        double yaw = stand.YawRad + random.Uniform(-0.6, 0.6);
        Vec3 off = new(random.Gaussian(0, OffM), random.Gaussian(0, OffM), GraspChooser.HeightFor(mug.Spec.HeightM) + random.Gaussian(0, OffM));
        Pose armBase = stand.ToPose() * new RobotKinematics(robot).ArmBaseInBase(liftM);
        return armBase.Inverse() * new Pose(mug.Pose.Position + off, Quat.FromYaw(yaw));
    }

    /// <summary>To a place near by on which nothing else stands; nowhere else if there is none.</summary>
    private static Vec3 DrawShift(Kitchen kitchen, MugPlacement mug, RandomStream random)
    {
        const int tries = 20;
        for (int i = 0; i < tries; i++)
        {
            Vec3 shift = new(random.Uniform(-WanderM, WanderM), random.Uniform(-WanderM, WanderM), 0);
            Vec3 place = mug.Pose.Position + shift;
            double keep = mug.Spec.ReachM + ClearM;
            bool mugsClear = kitchen.Mugs.All(other => other.Name == mug.Name || (other.Pose.Position - place).HorizontalLength > keep + other.Spec.ReachM);
            bool clutterClear = kitchen.Clutter.All(thing => (thing.Pose.Position - place).HorizontalLength > keep + thing.Kind.ReachM);
            if (mugsClear && clutterClear && mug.EdgeDistanceM - shift.HorizontalLength > mug.Spec.RadiusM + 0.02)
            {
                return shift;
            }
        }
        return Vec3.Zero;
    }
}
