using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Kitchens.Placement;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Scenes;

namespace RoboticsStack.Faults;

/// <summary>Where an episode begins: arm out over a counter with a mug in front of it, nothing touched.</summary>
internal static class EpisodePlace
{
    private const int Attempts = 200;

    /// <summary>Half of what a person takes up as they walk, and how near to the robot's middle their way is looked at.</summary>
    private const double WalkHalfWidthM = 0.2, NearRobotM = 0.4;

    /// <param name="draw">Of the episode.</param>
    /// <param name="robot">As it truly is.</param>
    public static SimulatedKitchen Find(EpisodeDraw draw, RobotDescription robot)
    {
        RandomStream random = draw.Random;
        Kitchen kitchen = KitchenGenerator.Generate(draw.KitchenSeed);
        GlobalIk ik = new(robot, new RobotKinematics(robot).Arm);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            MugPlacement mug = random.Pick(kitchen.Mugs);
            Vec3 target = mug.Pose.Position;
            Pose2 start = CounterStand.Before(target, mug.Side.Opposite, random);
            Pose gripper = new(new Vec3(random.Uniform(0.38, 0.6), random.Uniform(-0.2, 0.2), random.Uniform(0.2, 0.45)), Quat.FromYaw(random.Uniform(-0.4, 0.4)));
            if (!ik.TrySolve(gripper, robot.Arm.NominalPosture, out JointVector posture))
            {
                continue;
            }
            double liftM = Math.Clamp(target.Z + 0.05 - random.Uniform(0.22, 0.36) - 0.5, 0, robot.LiftJoint.High);
            SimulatedKitchen plant = Build([]);
            if (plant.IsRobotFree && TryInvite(draw, start, plant.World, out PersonSpec[] people))
            {
                if (people.Length == 0)
                {
                    return plant;
                }
                plant.Dispose();
                return Build(people);
            }
            plant.Dispose();

            SimulatedKitchen Build(PersonSpec[] people) => new(new MujocoEngine(), kitchen.With(people), robot, new PlantOptions
            {
                Seed = draw.PlantSeed,
                Start = start,
                StartPosture = posture,
                LiftM = liftM,
            });
        }
        throw new InvalidOperationException($"no free place at a counter in kitchen {draw.KitchenSeed}");
    }

    /// <summary>The people of the episode's faults, each with a way to the robot; false if one of them has none.</summary>
    private static bool TryInvite(EpisodeDraw draw, Pose2 robot, IPhysicsWorld world, out PersonSpec[] people)
    {
        List<PersonSpec> invited = [];
        for (int index = 0; index < draw.Injections.Count; index++)
        {
            PersonSpec? person;
            bool comes;
            int attempt = 0;
            do
            {
                person = draw.Injections[index].Effect.Person(robot, index);
                comes = person is null || CanComeNear(person, robot, world);
            }
            while (!comes && attempt++ < Attempts);
            if (!comes)
            {
                people = [];
                return false;
            }
            if (person is not null)
            {
                invited.Add(person);
            }
        }
        people = [.. invited];
        return true;
    }

    /// <summary>Nothing but the two themselves stands between a person and the robot, at the height of shins, of a table and of a counter.</summary>
    private static bool CanComeNear(PersonSpec person, Pose2 robot, IPhysicsWorld world)
    {
        Vec3 offset = new(robot.X - person.Start.X, robot.Y - person.Start.Y, 0);
        Vec3 aside = new Vec3(-offset.Y, offset.X, 0).Normalized() * WalkHalfWidthM;
        foreach (double height in (double[])[0.18, 0.72, 0.88])
        {
            for (int side = -1; side <= 1; side++)
            {
                RayHit hit = world.CastRay(new Vec3(person.Start.X, person.Start.Y, height) + aside * side, offset.Normalized(), offset.Length - NearRobotM, new BodyHandle(-1));
                if (hit.IsHit && world.GetSemantic(hit.Shape) is not (SemanticClass.Robot or SemanticClass.Person))
                {
                    return false;
                }
            }
        }
        return true;
    }
}
